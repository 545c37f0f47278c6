#pragma once
#include <mizan/abi/mizan_adapter.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mizan::exec {

/// How a program's read ended: a policy and a sentence.
struct Ending {
  mizan_status status = MIZAN_OK;
  std::string message = {};
  std::int64_t retry_after_ms = 0;
};

/// The status of a policy's name in {"error": …}: "config", "auth", "transient", "throttled", "data",
/// "checkpoint", "unsupported" or "internal".
std::optional<mizan_status> find_policy(std::string_view name);

/// What the end of a process means, as waitpid() gives it, where the program did not say it itself: 0 is
/// caught up, the codes of sysexits.h have their policy, a signal and any other code are transient.
Ending ending_of(int wait_status);

}  // namespace mizan::exec
