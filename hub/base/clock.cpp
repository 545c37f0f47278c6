#include "base/clock.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace mizan::base {
namespace {

Day local_day(Micros at, const date::time_zone* zone) {
  const auto local = zone->to_local(date::sys_time<std::chrono::microseconds>{std::chrono::microseconds{at}});
  return Day{static_cast<std::int32_t>(date::floor<date::days>(local).time_since_epoch().count())};
}

const date::time_zone* karachi() {
  static const date::time_zone* const kZone = date::locate_zone("Asia/Karachi");
  return kZone;
}

/// A moment's text, taken from the front.
class MomentText {
 public:
  explicit MomentText(std::string_view text) : left_(text) {}

  std::optional<Micros> parse() {
    const auto day = parse_iso_day(left_.substr(0, 10));
    left_.remove_prefix(std::min<std::size_t>(left_.size(), 10));
    if (!day || day->value < 0 || !(take("T") || take("t"))) return std::nullopt;
    const auto hour = number(2, 23);
    const auto minute = take(":") ? number(2, 59) : std::nullopt;
    const auto second = take(":") ? number(2, 59) : std::nullopt;
    if (!hour || !minute || !second) return std::nullopt;
    const auto part = fraction();
    const auto offset = zone();
    if (!part || !offset || !left_.empty()) return std::nullopt;
    const auto seconds = std::int64_t{day->value} * 86'400 + *hour * 3'600 + *minute * 60 + *second - *offset;
    return seconds * 1'000'000 + *part;
  }

 private:
  bool take(std::string_view word) {
    if (!left_.starts_with(word)) return false;
    left_.remove_prefix(word.size());
    return true;
  }

  std::optional<std::int64_t> number(std::size_t digits, std::int64_t most) {
    if (left_.size() < digits) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : left_.substr(0, digits)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    left_.remove_prefix(digits);
    return value > most ? std::nullopt : std::optional(value);
  }

  // Microseconds: the last one of what the digits name.
  std::optional<std::int64_t> fraction() {
    if (!take(".")) return 999'999;
    std::int64_t value = 0;
    std::size_t digits = 0;
    for (; !left_.empty() && left_.front() >= '0' && left_.front() <= '9'; left_.remove_prefix(1)) {
      if (digits++ < 6) value = value * 10 + (left_.front() - '0');
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 6; ++digits) value = value * 10 + 9;
    return value;
  }

  // Seconds east of Greenwich.
  std::optional<std::int64_t> zone() {
    if (take("Z") || take("z")) return 0;
    const std::int64_t sign = take("+") ? 1 : take("-") ? -1 : 0;
    const auto hours = number(2, 23);
    const auto minutes = take(":") ? number(2, 59) : std::nullopt;
    if (sign == 0 || !hours || !minutes) return std::nullopt;
    return sign * (*hours * 3'600 + *minutes * 60);
  }

  std::string_view left_;
};

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
  return local_day(at, karachi());
}

Micros start_of_karachi_day(Day day) {
  const date::local_time<std::chrono::microseconds> midnight{date::days(day.value)};
  // Where daylight saving left it out, the day begins with the first moment that there was.
  return karachi()->to_sys(midnight, date::choose::earliest).time_since_epoch().count();
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

std::optional<Micros> parse_rfc3339(std::string_view text) {
  return MomentText(text).parse();
}

}  // namespace mizan::base
