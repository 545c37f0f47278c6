#pragma once
#include <vector>

#include "adapter/sandbox_layer.hpp"
#include "worker/options.hpp"

namespace mizan::worker {

/// Shuts this process in, for good, before anything of a plugin is loaded. Each layer is a fence of its own:
/// one that this kernel lacks is reported and does not keep the others from being put up. Once, while there
/// is one thread.
std::vector<adapter::SandboxLayer> enter_sandbox(const Options& options);

/// The layers, in the order in which they are put up.
adapter::SandboxLayer give_up_privileges();
adapter::SandboxLayer limit_resources(const adapter::WorkerLimits& limits);
/// Files: the plugin's folder, the system's libraries, and what `limits` names; reading only. With
/// `programs`, what lies below /usr, /bin and there may be executed, and /dev/null written.
adapter::SandboxLayer fence_files(const Options& options);
/// System calls: those that reading files takes; with `network`, those of a client too. Whoever starts a
/// program, a process or, without `network`, a connection is ended, and its call is named to the hub. With
/// `programs` they may be started, and what they may not is refused (program_calls.hpp). `files_fenced`:
/// fence_files() is in force.
adapter::SandboxLayer fence_system_calls(const adapter::WorkerLimits& limits, bool files_fenced);

/// A layer that could not be put up: "CALL: reason of errno".
adapter::SandboxLayer missing_layer(const char* name, const char* call);

}  // namespace mizan::worker
