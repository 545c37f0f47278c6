#include "app/connection.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "adapter/inline_source.hpp"
#include "adapter/worker_source.hpp"
#include "ops/log.hpp"
#include "services/services.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

nlohmann::json settings_of(const SourceConfig& source) {
  auto json = nlohmann::json::parse(source.settings_json, nullptr, false);
  return json.is_object() ? json : nlohmann::json::object();
}

adapter::WorkerOptions worker_options(const HubConfig& config, const SourceConfig& source) {
  adapter::WorkerOptions options;
  options.program = worker_program();
  options.plugin = plugin_path(config, source);
  options.limits = worker_limits(source.worker, {});
  if (const auto folder = watched_folder(source)) options.limits.readable.push_back(*folder);
  options.patience.silence = std::chrono::seconds(source.worker.silence_seconds);
  return options;
}

base::Result<std::unique_ptr<adapter::Source>> open_in_process(const fs::path& plugin,
                                                               const std::string& settings,
                                                               adapter::SourceLog& log,
                                                               adapter::HostServices* services) {
  MIZAN_ASSIGN(auto library, adapter::Library::open(plugin));
  return adapter::open_inline_source(std::move(library), settings, log, services);
}

}  // namespace

void AdapterLog::write(int level, std::string_view text) {
  const auto line = fmt::format("{}: {}", source_, text);
  level >= 3 ? ops::log_error(line) : level == 2 ? ops::log_warn(line) : ops::log_info(line);
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
  const auto json = settings_of(source);
  if (!json.contains("folder") || !json["folder"].is_string()) return std::nullopt;
  const fs::path folder = json["folder"].get<std::string>();
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

std::string adapter_settings(const SourceConfig& source, const Meaning& meaning) {
  auto json = settings_of(source);
  if (const auto folder = watched_folder(source)) json["folder"] = folder->string();
  if (!source.mapping.empty())
    json["mapping"] = {{"name", source.mapping.string()}, {"text", meaning.mapping_text}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

adapter::WorkerLimits worker_limits(const WorkerConfig& config, std::vector<fs::path> readable) {
  adapter::WorkerLimits limits;
  limits.memory_mib = config.memory_mib;
  limits.cpu_seconds = config.cpu_seconds;
  limits.network = config.network;
  limits.programs = config.programs;
  limits.readable = std::move(readable);
  return limits;
}

base::Result<ConnectedAdapter> open_adapter(const HubConfig& config, const SourceConfig& source,
                                            const Meaning& meaning, adapter::SourceLog& log,
                                            const base::Clock& clock) {
  auto services = services::open_services(source.services, clock);
  if (!services) return base::within(source.file.string(), services.error());
  const auto settings = adapter_settings(source, meaning);
  auto opened =
      source.worker.in_process
          ? open_in_process(plugin_path(config, source), settings, log, services->get())
          : adapter::open_worker_source(worker_options(config, source), settings, log, services->get());
  if (!opened) return base::within(source.file.string(), opened.error());
  return ConnectedAdapter{std::move(*services), std::move(*opened)};
}

}  // namespace mizan::app
