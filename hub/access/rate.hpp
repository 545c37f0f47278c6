#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "access/limits.hpp"
#include "base/clock.hpp"

namespace mizan::access {

/// How much each has asked: a bucket of permits that fills evenly, and a count of the day. What was asked is
/// forgotten when the program ends, and where so many ask that it would eat memory, that of who is idle. Any
/// thread.
class RateLimiter {
 public:
  explicit RateLimiter(std::size_t most_keys = 20'000) : most_keys_(most_keys) {}

  /// Takes a permit. 0: they may; else after how many seconds they may ask again. A clock that runs backwards
  /// gives nothing.
  std::int64_t take(std::string_view key, const RateRule& rule, base::Micros now);

 private:
  struct Bucket {
    std::int64_t credit = 0;  // a minute of microseconds buys a permit
    base::Micros filled_at = 0;
    base::Day day = {};
    std::int64_t today = 0;
  };

  void forget_idle(const RateRule& rule, base::Micros now);
  static std::int64_t take_of_day(Bucket& bucket, const RateRule& rule, base::Micros now);
  static std::int64_t take_of_minute(Bucket& bucket, const RateRule& rule, base::Micros now);

  std::size_t most_keys_;
  std::mutex mutex_;
  std::map<std::string, Bucket, std::less<>> buckets_;  // guarded
};

}  // namespace mizan::access
