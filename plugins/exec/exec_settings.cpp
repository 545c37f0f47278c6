#include "exec_settings.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace mizan::exec {
namespace fs = std::filesystem;
namespace {

constexpr const char* kPath = "/usr/local/bin:/usr/bin:/bin";

[[noreturn]] void wrong(const std::string& key, const std::string& what) {
  throw sdk::Error(MIZAN_E_CONFIG, fmt::format("setting \"{}\": {}", key, what));
}

std::string find_program(const std::string& name, const std::string& folder) {
  if (name.find('/') != std::string::npos) return (fs::path(folder) / name).lexically_normal().string();
  std::string_view rest = kPath;
  for (;;) {
    const auto colon = rest.find(':');
    const auto file = fs::path(rest.substr(0, colon)) / name;
    if (access(file.c_str(), X_OK) == 0 || colon == std::string_view::npos) return file.string();
    rest.remove_prefix(colon + 1);
  }
}

std::chrono::seconds seconds(const sdk::Config& config, const char* key, std::chrono::seconds otherwise,
                             std::int64_t most) {
  const auto value = config.integer(key, otherwise.count());
  if (value < 1 || value > most) wrong(key, fmt::format("expected 1 to {}", most));
  return std::chrono::seconds(value);
}

void read_environment(const sdk::Config& config, ExecSettings& out) {
  out.environment = {
      {"PATH", kPath}, {"HOME", out.folder}, {"LANG", "C.UTF-8"}, {"LC_ALL", "C.UTF-8"}, {"TZ", "UTC"}};
  if (!config.has("environment")) return;
  const auto more = config.object("environment");
  for (const auto& name : more.keys()) {
    if (name.empty() || name.find('=') != std::string::npos)
      wrong("environment", "a name without \"=\" is expected");
    const auto value = more.text(name.c_str());
    if (value.find('\0') != std::string::npos) wrong("environment", "a value cannot hold a NUL");
    std::erase_if(out.environment, [&, &key = name](const auto& each) { return each.first == key; });
    out.environment.emplace_back(name, value);
  }
}

}  // namespace

ExecSettings read_settings(const sdk::Config& config) {
  config.allow_only(
      {"folder", "command", "settings", "secrets", "environment", "silence_seconds", "stop_seconds"});
  ExecSettings out;
  out.folder = config.text("folder");
  if (!fs::path(out.folder).is_absolute()) wrong("folder", "expected an absolute path");
  out.command = config.texts("command");
  if (out.command.empty() || out.command[0].empty()) wrong("command", "name the program and its arguments");
  for (const auto& word : out.command) {
    if (word.find('\0') != std::string::npos) wrong("command", "a word cannot hold a NUL");
  }
  out.command[0] = find_program(out.command[0], out.folder);
  out.settings = config.has("settings") ? config.object("settings").json() : "{}";
  if (config.has("secrets")) out.secrets = config.texts("secrets");
  read_environment(config, out);
  out.silence = seconds(config, "silence_seconds", out.silence, 86'400);
  out.stop = seconds(config, "stop_seconds", out.stop, 300);
  return out;
}

void check_program(const ExecSettings& settings) {
  std::error_code failed;
  if (!fs::is_directory(settings.folder, failed))
    throw sdk::Error(MIZAN_E_CONFIG, settings.folder + ": there is no such folder");
  const auto& file = settings.command[0];
  if (!fs::exists(file, failed)) throw sdk::Error(MIZAN_E_CONFIG, file + ": there is no such program");
  if (!fs::is_regular_file(file, failed) || access(file.c_str(), X_OK) != 0)
    throw sdk::Error(MIZAN_E_CONFIG, file + ": is not executable");
}

}  // namespace mizan::exec
