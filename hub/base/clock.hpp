#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/civil.hpp"

namespace mizan::base {

/// Microseconds since 1970-01-01 UTC.
using Micros = std::int64_t;

/// Where "now" comes from. Injected everywhere, so that tests own the time. Safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Micros now() const = 0;
};

/// The machine's wall clock.
class SystemClock final : public Clock {
 public:
  Micros now() const override;
};

/// A clock that stands where it was put.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Micros start) : now_(start) {}
  Micros now() const override { return now_; }
  void set(Micros now) { now_ = now; }
  void advance_days(int days) { now_ += static_cast<Micros>(days) * 86'400'000'000; }

 private:
  Micros now_;
};

/// The civil day in Asia/Karachi at that moment (KPIS rule 1). Pakistan's history of daylight saving is
/// honoured.
Day karachi_day(Micros at);

/// The civil day at that moment in an IANA zone; nothing if the zone is unknown.
bool known_zone(const std::string& zone);
Day day_in_zone(Micros at, const std::string& zone);

/// The first moment of a civil day in Asia/Karachi.
Micros start_of_karachi_day(Day day);

/// "2026-03-01T09:30:00.000Z".
std::string to_rfc3339(Micros at);

/// The last moment of the second, or of the part of one, that RFC 3339 text names: what to_rfc3339() wrote of
/// a moment stands for no earlier one. Nothing if it is none, or lies outside of the years 1970 to 9999.
std::optional<Micros> parse_rfc3339(std::string_view text);

}  // namespace mizan::base
