#include "normalize/dates.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/text.hpp"

namespace mizan::normalize {
namespace {

constexpr base::Micros kMicrosADay = 86'400'000'000;
// Days of the years 1 to 9999: nothing else is a civil day, and zone rules are not asked about it.
constexpr std::int64_t kFirstDay = -719'162;
constexpr std::int64_t kLastDay = 2'932'896;

std::int64_t floor_days(base::Micros at) {
  const auto days = at / kMicrosADay;
  return at % kMicrosADay < 0 ? days - 1 : days;
}

std::optional<base::Day> bounded(std::int64_t days) {
  if (days < kFirstDay || days > kLastDay) return std::nullopt;
  return base::Day{static_cast<std::int32_t>(days)};
}

std::optional<base::Day> instant_day(base::Micros at, const std::string& zone) {
  const auto utc = bounded(floor_days(at));
  if (!utc || utc->value <= kFirstDay || utc->value >= kLastDay) return utc;
  return base::day_in_zone(at, zone);
}

std::optional<base::Day> text_day(std::string_view text) {
  text = base::trim(text);
  if (text.size() > 10 && (text[10] == 'T' || text[10] == ' ')) text = text.substr(0, 10);
  return base::parse_iso_day(text);
}

}  // namespace

std::vector<base::Day> DateRules::default_sentinels() {
  std::vector<base::Day> days;
  for (const auto* iso : {"0001-01-01", "1900-01-01", "1901-01-01", "1970-01-01", "5000-01-01", "9999-12-31"})
    days.push_back(*base::parse_iso_day(iso));
  return days;
}

std::optional<base::Day> read_day(const RawField& field, const std::string& zone) {
  switch (field.type) {
    case RawType::kDate:
      return bounded(field.integer);
    case RawType::kLocal:
      return bounded(floor_days(field.integer));
    case RawType::kTime:
      return instant_day(field.integer, zone);
    case RawType::kText:
      return text_day(field.text);
    case RawType::kInteger:
    case RawType::kBoolean:
      return std::nullopt;
  }
  return std::nullopt;
}

JudgedDate judge_day(base::Day day, model::FieldId field, base::Day today, const DateRules& rules) {
  if (std::find(rules.sentinels.begin(), rules.sentinels.end(), day) != rules.sentinels.end())
    return {std::nullopt, "sentinel_date"};
  if (day < rules.earliest) return {std::nullopt, "impossible_date"};
  if (day <= today) return {day, {}};
  const bool next = field == model::field::next_on_id;
  const int years = next ? rules.next_on_years : rules.future_years;
  if (base::split_day(day).year > base::split_day(today).year + years)
    return {std::nullopt, "impossible_date"};
  return {day, next ? std::string_view{} : std::string_view{"future_date"}};
}

}  // namespace mizan::normalize
