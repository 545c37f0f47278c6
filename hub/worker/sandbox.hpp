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
/// Files: the plugin's folder, the system's libraries, and what `limits` names; reading only.
adapter::SandboxLayer fence_files(const Options& options);
/// System calls: those that reading files takes; with `network`, those of a client too. Whoever starts a
/// program, a process or, without `network`, a connection is ended, and its call is named to the hub.
adapter::SandboxLayer fence_system_calls(bool network);

/// A layer that could not be put up: "CALL: reason of errno".
adapter::SandboxLayer missing_layer(const char* name, const char* call);

}  // namespace mizan::worker
