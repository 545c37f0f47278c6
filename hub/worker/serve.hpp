#pragma once
#include <filesystem>
#include <vector>

#include "adapter/sandbox_layer.hpp"
#include "worker/hub_link.hpp"
#include "worker/options.hpp"

namespace mizan::worker {

/// Loads the plugin, greets, and answers the hub's questions until it hangs up. That a plugin
/// cannot be loaded, or needs what is not granted, is the first and only answer.
[[noreturn]] void serve(HubLink& link, const Options& options, std::vector<adapter::SandboxLayer> layers);

}  // namespace mizan::worker
