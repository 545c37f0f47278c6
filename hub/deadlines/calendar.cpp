#include "deadlines/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "normalize/csv.hpp"

namespace mizan::deadlines {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays = {"sunday",   "monday", "tuesday", "wednesday",
                                                       "thursday", "friday", "saturday"};

// 1970-01-01 was a Thursday.
int weekday_of(base::Day day) {
  return ((day.value + 4) % 7 + 7) % 7;
}

}  // namespace

base::Result<> Calendar::add_csv(std::string_view text, std::string_view file) {
  MIZAN_ASSIGN(
      const auto table,
      normalize::read_csv(text, file, {"when", "province", "name", "valid_from", "valid_to", "source"}));
  for (const auto& row : table.rows) {
    const auto cell = [&](std::string_view name) { return table.cell(row, table.column(name)); };
    Rule rule{std::string(cell("province")), base::kFarPast, base::kFarFuture};
    MIZAN_ASSIGN(rule.from, table.day(row, "valid_from", base::kFarPast));
    MIZAN_ASSIGN(rule.to, table.day(row, "valid_to", base::kFarFuture));
    const auto when = cell("when");
    basis_ += fmt::format("{}|{}|{}|{}\n", when, rule.province, rule.from.value, rule.to.value);
    const auto weekday = std::find(kWeekdays.begin(), kWeekdays.end(), when);
    const auto yearly = base::parse_iso_day("2000-" + std::string(when));
    const auto once = base::parse_iso_day(when);
    if (weekday != kWeekdays.end()) {
      weekdays_[static_cast<int>(weekday - kWeekdays.begin())].push_back(std::move(rule));
    } else if (once) {
      years_.insert(base::split_day(*once).year);
      once_[*once].push_back(std::move(rule));
    } else if (yearly) {
      const auto day = base::split_day(*yearly);
      yearly_[{day.month, day.day}].push_back(std::move(rule));
    } else {
      return base::Error{base::Code::kConfig,
                         fmt::format("{}: when: '{}' is no weekday, no day of the year (08-14) and no day",
                                     table.where(row), when)};
    }
  }
  return {};
}

bool Calendar::holds(const std::vector<Rule>& rules, base::Day day, std::string_view province) {
  return std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) {
    return (rule.province.empty() || rule.province == province) && rule.from <= day && day < rule.to;
  });
}

bool Calendar::is_working(base::Day day, std::string_view province) const {
  const auto date = base::split_day(day);
  if (const auto found = weekdays_.find(weekday_of(day));
      found != weekdays_.end() && holds(found->second, day, province))
    return false;
  if (const auto found = yearly_.find({date.month, date.day});
      found != yearly_.end() && holds(found->second, day, province))
    return false;
  const auto found = once_.find(day);
  return found == once_.end() || !holds(found->second, day, province);
}

base::Day Calendar::due_on(base::Day start, std::int32_t days, bool working,
                           std::string_view province) const {
  if (!working) return start + days;
  // A calendar without a working day would never end.
  constexpr std::int32_t kMost = 20;
  auto day = start;
  for (std::int32_t left = days, looked = 0; left > 0 && looked < kMost * days; ++looked) {
    day = day + 1;
    if (is_working(day, province)) --left;
  }
  return day;
}

}  // namespace mizan::deadlines
