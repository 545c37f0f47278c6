#include "watermark.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <limits>
#include <string_view>

namespace mizan::sql {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::size_t kDateEnd = 10;
constexpr std::size_t kSecondsEnd = 19;

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::optional<int> part(std::string_view text, std::size_t from, std::size_t size, int least, int most) {
  int out = 0;
  const auto digits = text.substr(from, size);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (error != std::errc{} || end != digits.data() + digits.size() || out < least || out > most)
    return std::nullopt;
  return out;
}

// "2024-02-14" as days since 1970.
std::optional<std::int64_t> days(std::string_view text) {
  if (text.size() < kDateEnd || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = part(text, 0, 4, 1, 9999);
  const auto month = part(text, 5, 2, 1, 12);
  const auto day = part(text, 8, 2, 1, 31);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

// "09:30:00" as seconds.
std::optional<std::int64_t> seconds(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = part(text, 0, 2, 0, 24);
  const auto minute = part(text, 3, 2, 0, 59);
  const auto second = part(text, 6, 2, 0, 60);
  if (!hour || !minute || !second) return std::nullopt;
  return (*hour * 60 + *minute) * 60 + *second;
}

std::string day_text(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

// Behind the seconds and their fraction: a zone, if there is one.
std::string_view zone_of(std::string_view text) {
  auto at = kSecondsEnd;
  if (at < text.size() && text[at] == '.') ++at;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  return text.substr(std::min(at, text.size()));
}

Value text_value(std::string text) {
  return Value{std::move(text), false, false, Flaw::kNone};
}

// Rounded down to a whole second and one more, since "09:30:00Z" stands behind "09:30:00.5Z" as a text.
Value time_before(std::string_view text, std::int64_t at) {
  const auto earlier = at - 1;
  const auto day = (earlier >= 0 ? earlier : earlier - kDay + 1) / kDay;
  const auto second = earlier - day * kDay;
  return text_value(fmt::format("{}{}{:02}:{:02}:{:02}{}", day_text(day), text[kDateEnd], second / 3600,
                                second / 60 % 60, second % 60, zone_of(text)));
}

}  // namespace

std::optional<std::int64_t> measure(const Value& value) {
  if (value.null || value.flaw != Flaw::kNone) return std::nullopt;
  if (value.integer) return number(value.text);
  const std::string_view text = value.text;
  const auto day = days(text.substr(0, kDateEnd));
  if (!day || text.size() == kDateEnd) return day ? std::optional(*day * kDay) : std::nullopt;
  if (text.size() < kSecondsEnd || (text[kDateEnd] != ' ' && text[kDateEnd] != 'T')) return std::nullopt;
  const auto time = seconds(text.substr(kDateEnd + 1, 8));
  if (!time) return std::nullopt;
  return *day * kDay + *time;
}

Value before(const Value& value, std::int64_t overlap) {
  static const std::int64_t kFirst = *days("0001-01-02") * kDay;
  const auto from = measure(value).value_or(0);
  if (value.integer) {
    const auto least = std::numeric_limits<std::int64_t>::min();
    return Value{fmt::format("{}", from < least + overlap ? least : from - overlap), false, true,
                 Flaw::kNone};
  }
  const auto at = from - overlap;
  if (at < kFirst) return Value{};
  if (value.text.size() > kDateEnd) return time_before(value.text, at);
  return text_value(day_text((at >= 0 ? at : at - kDay + 1) / kDay));
}

}  // namespace mizan::sql
