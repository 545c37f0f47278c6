#pragma once
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace mizan::base {

/// A civil day of the proleptic Gregorian calendar, as days since 1970-01-01. It has no time and no zone.
struct Day {
  std::int32_t value = 0;

  friend auto operator<=>(Day, Day) = default;
  friend std::int32_t operator-(Day b, Day a) { return b.value - a.value; }
  friend Day operator+(Day a, std::int32_t days) { return Day{a.value + days}; }
};

inline constexpr Day kFarFuture{std::numeric_limits<std::int32_t>::max() / 2};
inline constexpr Day kFarPast{std::numeric_limits<std::int32_t>::min() / 2};

struct YearMonthDay {
  int year = 1970;
  int month = 1;  ///< 1 to 12
  int day = 1;    ///< 1 to 31
};

/// The day of a calendar date, or nothing if there is no such date (31 April, month 13, year outside 1–9999).
std::optional<Day> make_day(int year, int month, int day);

YearMonthDay split_day(Day day);

/// Reads exactly "YYYY-MM-DD".
std::optional<Day> parse_iso_day(std::string_view text);

/// "YYYY-MM-DD".
std::string to_iso(Day day);

/// Months since 1970-01: the bucket that KPI cells are kept by.
std::int32_t month_index(Day day);

/// First day of the month with that index.
Day month_start(std::int32_t month);

}  // namespace mizan::base
