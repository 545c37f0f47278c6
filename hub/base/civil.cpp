#include "base/civil.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <vector>

namespace mizan::base {
namespace chrono = std::chrono;

std::optional<Day> make_day(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const chrono::year_month_day date{chrono::year{year}, chrono::month{static_cast<unsigned>(month)},
                                    chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return Day{static_cast<std::int32_t>(chrono::sys_days{date}.time_since_epoch().count())};
}

YearMonthDay split_day(Day day) {
  const chrono::year_month_day date{chrono::sys_days{chrono::days{day.value}}};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

namespace {

bool read_number(std::string_view text, int& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() && text.front() != '-';
}

}  // namespace

std::optional<Day> parse_iso_day(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (!read_number(text.substr(0, 4), year) || !read_number(text.substr(5, 2), month) ||
      !read_number(text.substr(8, 2), day)) {
    return std::nullopt;
  }
  return make_day(year, month, day);
}

std::string to_iso(Day day) {
  const auto date = split_day(day);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

namespace {

std::int32_t computed_month(Day day) {
  const auto date = split_day(day);
  return (date.year - 1970) * 12 + date.month - 1;
}

// Days from 1900 to 2099: asked for at every contribution to a KPI, and cheaper to look up than to compute.
constexpr std::int32_t kTableFrom = -25'567;
constexpr std::int32_t kTableTo = 47'482;

std::vector<std::int16_t> month_table() {
  std::vector<std::int16_t> months;
  months.reserve(kTableTo - kTableFrom);
  for (auto day = kTableFrom; day < kTableTo; ++day)
    months.push_back(static_cast<std::int16_t>(computed_month(Day{day})));
  return months;
}

}  // namespace

std::int32_t month_index(Day day) {
  static const auto kMonths = month_table();
  if (day.value < kTableFrom || day.value >= kTableTo) return computed_month(day);
  return kMonths[static_cast<std::size_t>(day.value - kTableFrom)];
}

Day month_start(std::int32_t month) {
  const std::int32_t year = month >= 0 ? month / 12 : (month - 11) / 12;
  const auto start = chrono::year{year + 1970} / static_cast<int>(month - year * 12 + 1) / 1;
  return Day{static_cast<std::int32_t>(chrono::sys_days{start}.time_since_epoch().count())};
}

}  // namespace mizan::base
