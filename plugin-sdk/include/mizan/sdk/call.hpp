#pragma once
#include <mizan/abi/mizan_adapter.h>
#include <mizan/sdk/error.hpp>

#include <cstdint>
#include <ctime>

namespace mizan::sdk {

/// The call in progress: whether the hub wants it to end.
class Call {
 public:
  explicit Call(const mizan_call* call) : call_(call) {}

  /// Leaves the call if it was cancelled or is out of time. Call it once a page or a batch.
  void check() const {
    if (call_->cancelled(call_) != 0) throw Stop(MIZAN_E_CANCELLED);
    if (now_ns() >= call_->deadline_ns) throw Stop(MIZAN_E_DEADLINE);
  }

  /// Readable on cancellation, for poll(); -1 if there is none.
  int cancel_fd() const { return call_->cancel_fd; }
  const mizan_call* c() const { return call_; }

 private:
  static std::int64_t now_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
  }

  const mizan_call* call_;
};

}  // namespace mizan::sdk
