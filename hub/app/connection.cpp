#include "app/connection.hpp"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "adapter/inline_source.hpp"
#include "adapter/worker_source.hpp"
#include "base/json.hpp"
#include "ops/log.hpp"
#include "services/services.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kDescriptors = "/proc/self/fd/";

nlohmann::json parsed(const std::string& settings) {
  auto json = base::parse_json(settings);
  return json.is_object() ? json : nlohmann::json::object();
}

base::Result<std::unique_ptr<adapter::Source>> open_source(const AdapterTarget& target,
                                                           adapter::SourceLog& log,
                                                           adapter::HostServices* services) {
  if (target.worker.in_process) {
    MIZAN_ASSIGN(auto library, adapter::Library::open(loaded_from(target.build)));
    return adapter::open_inline_source(std::move(library), target.settings, log, services);
  }
  adapter::WorkerOptions options;
  options.program = worker_program();
  options.plugin = loaded_from(target.build);
  options.limits = worker_limits(target);
  options.patience.silence = std::chrono::seconds(target.worker.silence_seconds);
  return adapter::open_worker_source(std::move(options), target.settings, log, services);
}

// The folder that settings name; empty if they name none.
fs::path folder_in(const nlohmann::json& settings) {
  const auto found = settings.find("folder");
  return found == settings.end() || !found->is_string() ? fs::path() : fs::path(found->get<std::string>());
}

}  // namespace

// Code that is in this process stays there, and a worker that dies is started anew: of one build there is one
// image for good, however often it is opened.
fs::path loaded_from(const RunnableAdapter& build) {
  static std::mutex mutex;
  static auto* const kept = new std::map<std::string, std::shared_ptr<const adapter::FileDescriptor>>();
  if (!build.image) return build.plugin;
  const std::lock_guard lock(mutex);
  const auto& image = kept->emplace(build.sha256, build.image).first->second;
  return fmt::format("{}{}", kDescriptors, image->get());
}

void AdapterLog::write(int level, std::string_view text) {
  const auto line = fmt::format("{}: {}", source_, text);
  constexpr std::string_view kEvent = "adapter.said";
  level >= 3   ? ops::log_error(kEvent, line)
  : level == 2 ? ops::log_warn(kEvent, line)
               : ops::log_info(kEvent, line);
}

fs::path found_beside_program(const std::vector<std::string>& places) {
  std::error_code failed;
  auto program = fs::read_symlink("/proc/self/exe", failed).parent_path();
  for (const auto& place : places) {
    auto path = (program / place).lexically_normal();
    if (fs::is_directory(path, failed)) return path;
  }
  return program;
}

std::optional<fs::path> watched_folder(const SourceConfig& source) {
  const auto folder = folder_in(parsed(source.settings_json));
  if (folder.empty()) return std::nullopt;
  return folder.is_absolute() ? folder : (source.file.parent_path() / folder).lexically_normal();
}

fs::path plugin_folder(const HubConfig& config) {
  return config.plugins.empty() ? found_beside_program({"../plugins", "../lib/mizan"}) : config.plugins;
}

fs::path worker_program() {
  std::error_code failed;
  return fs::read_symlink("/proc/self/exe", failed).parent_path() / "mizan-worker";
}

fs::path plugin_path(const HubConfig& config, const SourceConfig& source) {
  if (source.adapter.find('/') != std::string::npos)
    return (source.file.parent_path() / source.adapter).lexically_normal();
  return fs::absolute(plugin_folder(config) / ("mizan_" + source.adapter + ".so"));
}

AdapterTarget target_of(RunnableAdapter build, const SourceConfig& source, const Meaning& meaning) {
  auto settings = parsed(source.settings_json);
  if (const auto folder = watched_folder(source)) settings["folder"] = folder->string();
  if (!source.mapping.empty())
    settings["mapping"] = {{"name", source.mapping.string()}, {"text", meaning.mapping_text}};
  return {std::move(build), base::json_text(settings), source.worker, source.services};
}

adapter::WorkerLimits worker_limits(const AdapterTarget& target) {
  adapter::WorkerLimits limits;
  limits.memory_mib = target.worker.memory_mib;
  limits.cpu_seconds = target.worker.cpu_seconds;
  limits.network = target.worker.network;
  limits.programs = target.worker.programs;
  if (auto folder = folder_in(parsed(target.settings)); !folder.empty())
    limits.readable.push_back(std::move(folder));
  return limits;
}

base::Result<ConnectedAdapter> open_adapter(const AdapterTarget& target, adapter::SourceLog& log,
                                            const base::Clock& clock) {
  MIZAN_ASSIGN(auto services, services::open_services(target.services, clock));
  auto source = open_source(target, log, services.get());
  if (!source) return with_plugin_name(source.error(), target.build.plugin);
  return ConnectedAdapter{std::move(services), std::move(*source)};
}

base::Result<ConnectedAdapter> open_adapter(const HubConfig& config, const SourceConfig& source,
                                            const Meaning& meaning, adapter::SourceLog& log,
                                            const base::Clock& clock) {
  const auto open = [&]() -> base::Result<ConnectedAdapter> {
    MIZAN_ASSIGN(auto build, find_runnable(config, source));
    return open_adapter(target_of(std::move(build), source, meaning), log, clock);
  };
  auto opened = open();
  if (!opened) return base::within(source.file.string(), opened.error());
  return opened;
}

base::Error with_plugin_name(base::Error error, const fs::path& plugin) {
  const auto at = error.message.find(kDescriptors);
  if (at == error.message.npos) return error;
  const auto end = error.message.find_first_not_of("0123456789", at + kDescriptors.size());
  error.message.replace(at, (end == error.message.npos ? error.message.size() : end) - at, plugin.string());
  return error;
}

}  // namespace mizan::app
