#pragma once
// Private to this folder: what limits and due dates make of rows. Days that are to come are put too: who
// reads the cells looks at the clock.
#include <algorithm>
#include <optional>

#include "kpi/spreader_impl.hpp"
#include "kpi/state_spans_impl.hpp"

namespace mizan::kpi {

inline TimeClass time_class_of(const Row& row) {
  return row.trial != nullptr ? row.trial->time_class : TimeClass::kNone;
}

// What is not known of a row is of no class.
inline bool is_for(const Limit& limit, const Row& row) {
  if (limit.time_class != TimeClass::kNone && limit.time_class != time_class_of(row)) return false;
  if (!limit.death && !limit.woman) return true;
  if (row.accused == nullptr || !row.accused->custody) return false;
  const auto& custody = *row.accused->custody;
  return (!limit.death || limit.death == custody.death) && (!limit.woman || custody.woman);
}

// The first row that fits where the case is, and is valid on the day from which the days run.
inline const Limit* limit_for(const Definition& definition, const Setting& setting, const Row& row,
                              base::Day start) {
  for (const auto& limit : definition.limits) {
    if (!limit.province.empty() && limit.province != setting.province) continue;
    if (is_for(limit, row) && limit.from <= start && start < limit.until) return &limit;
  }
  return nullptr;
}

// The last day of what begins on `start`.
inline base::Day last_day(const Limit& limit, base::Day start, const Setting& setting) {
  if (!limit.working || limit.calendar == nullptr) return start + limit.days;
  return limit.calendar->last_day(start, limit.days, setting.province);
}

/// When something is due, and when it happened.
struct DueDate {
  base::Day from;
  base::Day due;
  std::optional<base::Day> happened;

  bool met() const { return happened && *happened <= due; }
  bool negative() const { return happened && *happened < from; }
};

// Nothing is due where no row of the table is valid, or no date says from when.
inline std::optional<DueDate> due_date_of(const Row& row, const Term& term, const Definition& definition,
                                          const Setting& setting) {
  const auto from = date_of(row, term.from);
  if (!from || !passes(row, term.where)) return std::nullopt;
  const auto* limit = limit_for(definition, setting, row, *from);
  if (limit == nullptr) return std::nullopt;
  return DueDate{*from, last_day(*limit, *from, setting), date_of(row, term.to)};
}

template <class Sink>
void put_due(const Facts& facts, const Definition& definition, const Setting& setting,
             const Spreader<Sink>& out) {
  const auto& term = definition.terms[0];
  for_each_row(facts, term.unit, [&](const Row& row) {
    const auto what = due_date_of(row, term, definition, setting);
    if (!what) return;
    const auto put = [&](std::uint8_t part) { out.put(row, part, what->due, 1, what->due.value); };
    if (what->negative()) return put(kExcludedNegative);
    put(kDenominator);
    if (what->met() != term.missed) put(kNumerator);
  });
}

// On the day it begins; what happened within a limit is put to the first such limit, for it is within the
// longer ones too. Who reads the cell knows of whom which days are over.
template <class Sink>
void put_cohort(const Facts& facts, const Definition& definition, const Spreader<Sink>& out) {
  const auto& term = definition.terms[0];
  for_each_row(facts, term.unit, [&](const Row& row) {
    const auto from = date_of(row, term.from);
    if (!from || !passes(row, term.where)) return;
    const auto put = [&](std::uint8_t part) { out.put(row, part, *from, 1, from->value); };
    const auto happened = date_of(row, term.to);
    if (happened && *happened < *from) return put(kExcludedNegative);
    put(kDenominator);
    const auto& limits = definition.limits;
    const auto within = std::find_if(limits.begin(), limits.end(), [&](const Limit& limit) {
      return happened && *happened - *from <= limit.days;
    });
    if (within != limits.end()) put(within_part(static_cast<std::size_t>(within - limits.begin())));
  });
}

// Overdue from the day it is due, if nothing has ended that by then, to before the day something does.
template <class Sink>
void put_overdue(const Facts& facts, const Definition& definition, const Setting& setting,
                 const Spreader<Sink>& out) {
  const auto& term = definition.terms[0];
  for_each_row(facts, term.unit, [&](const Row& row) {
    const auto what = due_date_of(row, term, definition, setting);
    if (!what) return;
    auto end = base::kFarFuture;
    for (const auto date : term.until) end = std::min(end, date_of(row, date).value_or(base::kFarFuture));
    if (end <= what->due) return;
    out.put(row, kStockPart, what->due, 1, what->due.value);
    if (end != base::kFarFuture) out.put(row, kEndedPart, end, 1, end.value);
  });
}

template <class Sink>
void put_within(const Facts& facts, const Definition& definition, const Setting& setting,
                const Spreader<Sink>& out) {
  const auto& term = definition.terms[0];
  for_each_row(facts, term.unit, [&](const Row& unit) {
    const auto row = placed(unit, term.on);
    const auto on = date_of(row, term.on);
    if (!on || !passes(row, term.where)) return;
    const auto from = date_of(row, term.from);
    const auto to = date_of(row, term.to);
    if (!from || !to || !is_known(row, term)) return out.put(row, kExcludedMissing, *on, 1);
    if (*to < *from) return out.put(row, kExcludedNegative, *on, 1);
    const auto* limit = limit_for(definition, setting, row, *from);
    if (limit == nullptr) return out.put(row, kExcludedNoLimit, *on, 1);
    out.put(row, kDenominator, *on, 1);
    if (*to <= last_day(*limit, *from, setting)) out.put(row, kNumerator, *on, 1);
  });
}

// In the state and, from the day after the limit on, too long. A stock holds these alone, a backlog their
// share.
template <class Sink>
void put_by_limit(const Facts& facts, const Definition& definition, const Setting& setting,
                  const Spreader<Sink>& out) {
  for_each_holding(facts, definition.state, [&](const Holding& held) {
    const auto* limit = limit_for(definition, setting, held.row, held.begun);
    if (limit == nullptr) return out.put_span(held.row, kExcludedNoLimit, held.span, 0);
    if (definition.form == Form::kBacklog) out.put_span(held.row, kStockPart, held.span, 0);
    const auto last = last_day(*limit, held.begun, setting);
    const Span old{std::max(held.span.from, last + 1), held.span.to};
    if (!old.empty()) out.put_span(held.row, kOldPart, old, std::nullopt);
  });
}

}  // namespace mizan::kpi
