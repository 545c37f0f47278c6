#include "services/waiter.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace mizan::services {

bool SystemWaiter::wait(std::int64_t milliseconds, const adapter::StopRequest& stop) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::milliseconds(milliseconds);
  while (!stop.stopped()) {
    const auto now = Clock::now();
    if (now >= end) return true;
    std::this_thread::sleep_for(std::min<Clock::duration>(end - now, std::chrono::milliseconds(50)));
  }
  return false;
}

}  // namespace mizan::services
