#pragma once
#include <cstdint>

namespace mizan::conformance {

/// What this process holds at the moment.
struct ProcessState {
  int open_files = 0;
  int threads = 0;
  std::int64_t own_memory = 0;  ///< bytes that are no file's (RssAnon)
};

ProcessState process_state();

}  // namespace mizan::conformance
