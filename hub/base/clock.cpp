#include "base/clock.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

namespace mizan::base {
namespace {

Day local_day(Micros at, const date::time_zone* zone) {
  const auto local = zone->to_local(date::sys_time<std::chrono::microseconds>{std::chrono::microseconds{at}});
  return Day{static_cast<std::int32_t>(date::floor<date::days>(local).time_since_epoch().count())};
}

const date::time_zone* find_zone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

}  // namespace

Micros SystemClock::now() const {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Day karachi_day(Micros at) {
  static const date::time_zone* const kZone = date::locate_zone("Asia/Karachi");
  return local_day(at, kZone);
}

bool known_zone(const std::string& zone) {
  return find_zone(zone) != nullptr;
}

Day day_in_zone(Micros at, const std::string& zone) {
  const auto* found = find_zone(zone);
  return found ? local_day(at, found) : karachi_day(at);
}

std::string to_rfc3339(Micros at) {
  constexpr Micros kDay = 86'400'000'000;
  const Micros days = at >= 0 ? at / kDay : (at - kDay + 1) / kDay;
  const Micros rest = at - days * kDay;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_iso(Day{static_cast<std::int32_t>(days)}),
                     rest / 3'600'000'000, rest / 60'000'000 % 60, rest / 1'000'000 % 60, rest / 1000 % 1000);
}

}  // namespace mizan::base
