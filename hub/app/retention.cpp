#include "app/retention.hpp"

#include "base/clock.hpp"

namespace mizan::app {

store::Retention retention_on(const HubConfig& config, base::Day today) {
  const auto from = [&](std::int64_t days) {
    return days == 0 ? base::Micros{0}
                     : base::start_of_karachi_day(base::Day{today.value - static_cast<std::int32_t>(days)});
  };
  return {from(config.history_days), from(config.raw_days), from(config.feed_days)};
}

}  // namespace mizan::app
