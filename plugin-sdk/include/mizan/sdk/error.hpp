#pragma once
#include <mizan/abi/mizan_adapter.h>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace mizan::sdk {

/// What an adapter throws to end a call with a policy (MIZAN_E_*). The message is one sentence for the
/// operator.
class Error : public std::runtime_error {
 public:
  Error(mizan_status code, const std::string& message, std::int64_t retry_after_ms = 0)
      : std::runtime_error(message), code_(code), retry_after_ms_(retry_after_ms) {}

  mizan_status code() const noexcept { return code_; }
  std::int64_t retry_after_ms() const noexcept { return retry_after_ms_; }

 private:
  mizan_status code_;
  std::int64_t retry_after_ms_;
};

/// Thrown by Sink and Call when the hub says stop; leaves read() with the hub's own code. Do not catch it.
class Stop {
 public:
  explicit Stop(mizan_status code) : code_(code) {}
  mizan_status code() const noexcept { return code_; }

 private:
  mizan_status code_;
};

}  // namespace mizan::sdk
