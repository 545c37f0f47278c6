#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil.hpp"
#include "model/field.hpp"
#include "normalize/raw_record.hpp"

namespace mizan::normalize {

/// What a source writes where it has no date, and which days can be true. Copied per source.
struct DateRules {
  /// 0001-01-01, 1900-01-01, 1901-01-01, 1970-01-01, 5000-01-01, 9999-12-31 and the source's own.
  std::vector<base::Day> sentinels = default_sentinels();
  base::Day earliest = *base::make_day(1947, 8, 14);
  int future_years = 1;   ///< a year later than the run's by more than this is a typing error
  int next_on_years = 5;  ///< the same for the next date of hearing
  static std::vector<base::Day> default_sentinels();
};

/// A judged date: the day if it is kept, and the finding code if there is something to say.
struct JudgedDate {
  std::optional<base::Day> day;
  std::string_view finding;  ///< "", "sentinel_date", "impossible_date", "future_date" or "unreadable"
};

/// The civil day that a raw value says, before any rule: DATE as it is, LOCAL by the source's clock, TIME in
/// the zone, text as ISO "YYYY-MM-DD" with anything behind a 'T' or blank dropped. Nothing if it says none.
std::optional<base::Day> read_day(const RawField& field, const std::string& zone);

/// Sentinels and impossible days are dropped; a day after `today` is kept and reported (the next date of
/// hearing is not), unless its year is beyond the rule's reach: then it is impossible.
JudgedDate judge_day(base::Day day, model::FieldId field, base::Day today, const DateRules& rules);

}  // namespace mizan::normalize
