#pragma once
#include <chrono>

#include "conformance/check.hpp"

namespace mizan::conformance {

/// What came of one check.
struct Result {
  const Check* check = nullptr;
  Outcome outcome;
  std::chrono::milliseconds took{0};
};

/// Runs a check in a process of its own, so that whatever the adapter does is that check's finding: it
/// crashed, or did not end within `limit`. Call it while this process has one thread.
Result run_isolated(const Check& check, const Subject& subject, std::chrono::milliseconds limit);

/// Runs it in this process, for a debugger: what the adapter does to the process it does to this one.
Result run_here(const Check& check, const Subject& subject);

}  // namespace mizan::conformance
