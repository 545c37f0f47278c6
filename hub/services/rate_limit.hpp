#pragma once
#include <cstdint>

#include "base/clock.hpp"

namespace mizan::services {

/// How many requests a second a source may make: a bucket of `burst` permits that fills evenly. One thread.
class RateLimit {
 public:
  RateLimit(double per_second, std::int64_t burst, base::Micros now);

  /// Takes a permit, and says after how many milliseconds it may be used. A clock that runs backwards costs
  /// permits, it gives none.
  std::int64_t take(base::Micros now);

 private:
  double per_micro_;
  double burst_;
  double permits_;
  base::Micros last_;
};

}  // namespace mizan::services
