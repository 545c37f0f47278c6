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

nlohmann::json parsed(const std::string& settings) {
  auto json = nlohmann::json::parse(settings, nullptr, false);
  return json.is_object() ? json : nlohmann::json::object();
}

base::Result<std::unique_ptr<adapter::Source>> open_source(const AdapterTarget& target,
                                                           adapter::SourceLog& log,
                                                           adapter::HostServices* services) {
  if (target.worker.in_process) {
    MIZAN_ASSIGN(auto library, adapter::Library::open(target.plugin));
    return adapter::open_inline_source(std::move(library), target.settings, log, services);
  }
  adapter::WorkerOptions options;
  options.program = worker_program();
  options.plugin = target.plugin;
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

AdapterTarget target_of(const HubConfig& config, const SourceConfig& source, const Meaning& meaning) {
  auto settings = parsed(source.settings_json);
  if (const auto folder = watched_folder(source)) settings["folder"] = folder->string();
  if (!source.mapping.empty())
    settings["mapping"] = {{"name", source.mapping.string()}, {"text", meaning.mapping_text}};
  return {plugin_path(config, source),
          settings.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), source.worker,
          source.services};
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
  MIZAN_ASSIGN(auto source, open_source(target, log, services.get()));
  return ConnectedAdapter{std::move(services), std::move(source)};
}

base::Result<ConnectedAdapter> open_adapter(const HubConfig& config, const SourceConfig& source,
                                            const Meaning& meaning, adapter::SourceLog& log,
                                            const base::Clock& clock) {
  auto opened = open_adapter(target_of(config, source, meaning), log, clock);
  if (!opened) return base::within(source.file.string(), opened.error());
  return opened;
}

}  // namespace mizan::app
