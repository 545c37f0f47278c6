#include "services/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace mizan::services {

RateLimit::RateLimit(double per_second, std::int64_t burst, base::Micros now)
    : per_micro_(per_second / 1e6), burst_(static_cast<double>(burst)), permits_(burst_), last_(now) {}

std::int64_t RateLimit::take(base::Micros now) {
  const auto gained = static_cast<double>(std::max<base::Micros>(now - last_, 0)) * per_micro_;
  permits_ = std::min(burst_, permits_ + gained) - 1;
  last_ = now;
  if (permits_ >= 0) return 0;
  return static_cast<std::int64_t>(std::ceil(-permits_ / per_micro_ / 1000));
}

}  // namespace mizan::services
