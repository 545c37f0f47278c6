#include "worker/sandbox.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace mizan::worker {

adapter::SandboxLayer missing_layer(const char* name, const char* call) {
  return {name, false, fmt::format("{}: {}", call, strerror(errno))};
}

std::vector<adapter::SandboxLayer> enter_sandbox(const Options& options) {
  std::vector<adapter::SandboxLayer> layers;
  layers.push_back(give_up_privileges());
  layers.push_back(limit_resources(options.limits));
  layers.push_back(fence_files(options));
  layers.push_back(fence_system_calls(options.limits, layers.back().applied));
  return layers;
}

}  // namespace mizan::worker
