#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapter/source.hpp"
#include "adapter/worker_process.hpp"
#include "app/config.hpp"
#include "app/meaning.hpp"
#include "app/runnable_adapter.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"

namespace mizan::app {

/// Puts an adapter's log lines into the program's own log, with the source's name.
class AdapterLog final : public adapter::SourceLog {
 public:
  explicit AdapterLog(std::string source) : source_(std::move(source)) {}
  void write(int level, std::string_view text) override;

 private:
  std::string source_;
};

/// Where plugins are looked for: the config's folder, else beside the program or in ../lib/mizan.
std::filesystem::path plugin_folder(const HubConfig& config);

/// The folder that a source's settings name, absolute; nothing if they name none.
std::optional<std::filesystem::path> watched_folder(const SourceConfig& source);

/// The program that runs adapters: beside this one.
std::filesystem::path worker_program();

/// What is loaded of a build that was judged: its image, if it has one, which is kept for good.
std::filesystem::path loaded_from(const RunnableAdapter& build);

/// The plugin that a source names, absolute.
std::filesystem::path plugin_path(const HubConfig& config, const SourceConfig& source);

/// An adapter and what it is given.
struct AdapterTarget {
  RunnableAdapter build;
  /// One JSON object, as the adapter takes it: its folder absolute, its mapping within.
  std::string settings = "{}";
  WorkerConfig worker = {};
  services::ServicesConfig services = {};
};

/// A build as a source wants it.
AdapterTarget target_of(RunnableAdapter build, const SourceConfig& source, const Meaning& meaning);

/// What its worker may use. It may read the folder that its settings name, beside what it needs anyway.
adapter::WorkerLimits worker_limits(const AdapterTarget& target);

/// An instance of an adapter with what the hub does for it.
struct ConnectedAdapter {
  std::unique_ptr<adapter::HostServices> services;  ///< outlives `source`
  std::unique_ptr<adapter::Source> source;
};

/// Loads the plugin, in a worker process unless the target says otherwise, and makes an instance with the
/// settings and the services that it is given. What is loaded is what was judged. `log` and `clock` must
/// outlive it.
base::Result<ConnectedAdapter> open_adapter(const AdapterTarget& target, adapter::SourceLog& log,
                                            const base::Clock& clock);
/// The same of a source: find_runnable(), opened. An error names its file.
base::Result<ConnectedAdapter> open_adapter(const HubConfig& config, const SourceConfig& source,
                                            const Meaning& meaning, adapter::SourceLog& log,
                                            const base::Clock& clock);

/// The error with a plugin's own name, where the loader knows it by the number of a descriptor alone.
base::Error with_plugin_name(base::Error error, const std::filesystem::path& plugin);

/// The first of these places, seen from the program's folder, that is a folder; else the program's folder.
std::filesystem::path found_beside_program(const std::vector<std::string>& places);

}  // namespace mizan::app
