#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace mizan::test {

/// How a command ended that ran in a child of this process.
struct ForkedEnd {
  int exit_code = -1;  ///< -1: a signal ended it
  int signal = 0;
  long calls = 0;    ///< calls that changed a file; 0 if a signal ended it
  std::string said;  ///< its output and messages
};

/// What disturbs it. Nothing: it runs to its end.
struct Disturbance {
  long crash_at = 0;  ///< the call that changes a file and is its last (crash_point.h); 0: none
  std::optional<std::chrono::microseconds> killed_after;  ///< kill -9 by this process
};

/// Runs one of mizan's commands (`ingest …`, `simulate …`, `backup …`, `restore …`; words with no blanks in
/// them) with a hub's config in a child of this process, much sooner than the program itself would start. No
/// thread may run in this process.
ForkedEnd run_forked(const std::filesystem::path& config, const std::string& words,
                     const Disturbance& disturbance = {});

}  // namespace mizan::test
