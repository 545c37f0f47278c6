#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapter/host_services.hpp"
#include "adapter/sandbox_layer.hpp"
#include "adapter/source.hpp"
#include "adapter/worker_process.hpp"

namespace mizan::adapter {

/// How long the hub waits for a worker before it ends it.
struct WorkerPatience {
  std::chrono::milliseconds start{15'000};     ///< from its start until the plugin is loaded
  std::chrono::milliseconds answer{120'000};   ///< to make an instance, and to check
  std::chrono::milliseconds silence{900'000};  ///< within a read: a file may take long to unpack
  std::chrono::milliseconds stop{5'000};       ///< from the word to stop until it has stopped
};

struct WorkerOptions {
  std::filesystem::path program;  ///< mizan-worker
  std::filesystem::path plugin;   ///< absolute
  WorkerLimits limits;
  WorkerPatience patience;
};

/// Makes an instance of the plugin in a worker process of its own. Whatever happens to that process is an
/// Error: kTransient if it ended, kDeadline if it hung, kInternal if it broke the protocol; the next call
/// starts another. `config` is one JSON object; `log` and `services` must outlive the source.
/// `services` null: no extension is offered.
base::Result<std::unique_ptr<Source>> open_worker_source(WorkerOptions options, const std::string& config,
                                                         SourceLog& log, HostServices* services = nullptr);

/// The layers of the sandbox that a worker of these limits is in, on this machine.
base::Result<std::vector<SandboxLayer>> probe_sandbox(const std::filesystem::path& program,
                                                      const WorkerLimits& limits,
                                                      std::chrono::milliseconds patience);

}  // namespace mizan::adapter
