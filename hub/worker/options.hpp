#pragma once
#include <filesystem>
#include <optional>

#include "adapter/worker_process.hpp"

namespace mizan::worker {

struct Options {
  std::filesystem::path plugin;  ///< empty: only the sandbox is asked for
  adapter::WorkerLimits limits;
};

/// As WorkerProcess::start() writes them: PLUGIN MEMORY_MIB CPU_SECONDS OPEN_FILES network|no-network
/// programs|no-programs READABLE…; nothing if they are not that.
std::optional<Options> parse_options(int count, const char* const* words);

}  // namespace mizan::worker
