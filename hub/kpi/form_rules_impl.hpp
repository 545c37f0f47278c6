#pragma once
// Private to this folder: which keys and words each form of a definition takes. The reader of definitions and
// the schema for editors both stand on it.
#include <algorithm>
#include <vector>

#include "kpi/words.hpp"

namespace mizan::kpi {

/// True for the forms of what is in a state.
constexpr bool has_state(Form form) {
  return form == Form::kStock || form == Form::kAge || form == Form::kBacklog || form == Form::kShare;
}

/// True for the forms that need [[limit]] tables.
constexpr bool has_limits(Form form) {
  return form == Form::kDue || form == Form::kCohort || form == Form::kOverdue || form == Form::kWithin ||
         form == Form::kBacklog;
}

/// True for these and the form that may have them.
constexpr bool may_have_limits(Form form) {
  return has_limits(form) || form == Form::kStock;
}

/// True for the forms whose limits can be of a class of trials, whatever they count else.
constexpr bool has_trials(Form form) {
  return form == Form::kBacklog || form == Form::kStock;
}

/// True for the forms whose term begins on a date of its own, `from`, and falls into periods by that.
constexpr bool has_start(Form form) {
  return form == Form::kDue || form == Form::kCohort || form == Form::kOverdue;
}

/// True for the forms that count the days from one date to another.
constexpr bool has_days(Form form) {
  return form == Form::kDays || form == Form::kWithin;
}

constexpr bool needs_on(Form form) {
  return form != Form::kCodes && !has_start(form);
}

constexpr bool needs_from(Form form) {
  return has_days(form) || has_start(form);
}

constexpr bool needs_to(Form form) {
  return has_days(form) || form == Form::kDue || form == Form::kCohort;
}

/// The units whose rows the form can count.
inline std::vector<Unit> units_of(Form form) {
  switch (form) {
    case Form::kCodes:
      return {Unit::kCode, Unit::kSharedField};
    case Form::kDue:
      return {Unit::kFir, Unit::kSubmission, Unit::kReport, Unit::kAccused};
    case Form::kCohort:
    case Form::kOverdue:
      return {Unit::kFir};
    case Form::kMix:
      return {Unit::kCase, Unit::kAccused};
    default:
      break;
  }
  std::vector<Unit> units;
  for (const auto& [name, unit] : unit_words()) {
    if (!is_value(unit)) units.push_back(unit);
  }
  return units;
}

inline bool takes(Form form, Unit unit) {
  const auto units = units_of(form);
  return std::find(units.begin(), units.end(), unit) != units.end();
}

/// True if a mix can count the classes of the code.
constexpr bool has_classes(CodeFact fact) {
  return fact == CodeFact::kDisposal || fact == CodeFact::kClosed || fact == CodeFact::kSentence;
}

/// True if `sum` can be asked of rows of the unit.
inline bool has_sum(Unit unit, Sum sum) {
  return unit_of(sum) == unit;
}

/// True if the form can be broken down so: sources have no cases, and cases have no sources.
constexpr bool can_break_down(Form form, Dimension dimension) {
  return dimension != Dimension::kTotal && (dimension == Dimension::kSource) == (form == Form::kFreshness);
}

/// Days that a limit can have: a century.
inline constexpr std::int64_t kMostLimitDays = 36'525;

}  // namespace mizan::kpi
