#pragma once
#include <cstdint>

#include "adapter/source.hpp"

namespace mizan::services {

/// Where time is waited for, injected so that tests do not.
class Waiter {
 public:
  virtual ~Waiter() = default;
  /// False, within 100 ms, if `stop` asks to end it.
  virtual bool wait(std::int64_t milliseconds, const adapter::StopRequest& stop) = 0;
};

class SystemWaiter final : public Waiter {
 public:
  bool wait(std::int64_t milliseconds, const adapter::StopRequest& stop) override;
};

}  // namespace mizan::services
