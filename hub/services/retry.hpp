#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace mizan::services {

/// A Retry-After header (RFC 9110 §10.2.3), seconds or a date, as milliseconds from `now`, 0 at least and a
/// day at most; nothing if it is neither.
std::optional<std::int64_t> read_retry_after(std::string_view value, base::Micros now);

/// Pauses between tries: half a second, doubled each time up to `longest`, of which a random half is taken
/// off so that what failed together does not come back together. One thread.
class BackOff {
 public:
  BackOff(std::int64_t longest_ms, std::uint64_t seed) : longest_ms_(longest_ms), random_(seed) {}
  /// Milliseconds before the try after `failures` failures, from 1.
  std::int64_t pause_after(std::int64_t failures);

 private:
  std::int64_t longest_ms_;
  std::uint64_t random_;
};

}  // namespace mizan::services
