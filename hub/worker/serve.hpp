#pragma once
#include <filesystem>
#include <vector>

#include "adapter/sandbox_layer.hpp"
#include "worker/hub_link.hpp"

namespace mizan::worker {

/// Loads the plugin, greets, and answers the hub's questions until it hangs up. A plugin that cannot be
/// loaded is the first and only answer.
[[noreturn]] void serve(HubLink& link, const std::filesystem::path& plugin,
                        std::vector<adapter::SandboxLayer> layers);

}  // namespace mizan::worker
