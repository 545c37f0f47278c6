#pragma once
// Private to this folder: what is counted row by row, each on a date of its own.
#include <bit>
#include <span>

#include "kpi/spreader_impl.hpp"

namespace mizan::kpi {

// Whatever takes what rows add has put(row, component, day, n, x) as Spreader has.

template <class Out>
void put_days(const Row& row, const Term& term, base::Day on, const Out& out) {
  const auto from = date_of(row, term.from);
  const auto to = date_of(row, term.to);
  if (!from || !to) return out.put(row, kExcludedMissing, on, 1);
  const auto days = *to - *from;
  days < 0 ? out.put(row, kExcludedNegative, on, 1) : out.put(row, kNumerator, on, 1, days);
}

/// How a term of a form is counted: row by row, on the row's date.
struct Flow {
  std::uint8_t term;
  std::uint8_t component;
  bool days;  ///< those from one date to another, not rows
  bool count_missing;
};

inline std::span<const Flow> flows_of(Form form) {
  static constexpr Flow kOne[] = {{0, kNumerator, false, true}};
  static constexpr Flow kRates[] = {{0, kNumerator, false, false}, {1, kDenominator, false, true}};
  static constexpr Flow kBoth[] = {{0, kNumerator, false, true}, {1, kDenominator, false, true}};
  static constexpr Flow kSpans[] = {{0, kNumerator, true, true}};
  static constexpr Flow kLeft[] = {{0, kDenominator, false, false}};
  switch (form) {
    case Form::kCount:
      return kOne;
    case Form::kRatio:
    case Form::kMean:
      return kRates;
    case Form::kInOut:
      return kBoth;
    case Form::kDays:
      return kSpans;
    case Form::kTurnover:
      return kLeft;
    default:
      return {};
  }
}

/// The same where it cannot be seen: of a rate what it would be of.
inline std::span<const Flow> unseen_flows_of(Form form) {
  const auto flows = flows_of(form);
  return form == Form::kRatio || form == Form::kMean ? flows.subspan(1) : flows;
}

template <class Out>
void put_row(const Row& unit, const Term& term, const Flow& flow, const Out& out) {
  const auto row = placed(unit, term.on);
  const auto on = date_of(row, term.on);
  if (!on || !passes(row, term.where)) return;
  if (!is_known(row, term)) {
    if (flow.count_missing) out.put(row, kExcludedMissing, *on, 1);
  } else if (flow.days) {
    put_days(row, term, *on, out);
  } else {
    out.put(row, flow.component, *on, amount_of(row, term.sum));
  }
}

template <class Out>
void put_flows(const Facts& facts, const Definition& definition, std::span<const Flow> flows,
               const Out& out) {
  for (const auto& flow : flows) {
    const auto& term = definition.terms[flow.term];
    for_each_row(facts, term.unit, [&](const Row& unit) { put_row(unit, term, flow, out); });
  }
}

template <class Out>
void put_row_of_mix(const Row& unit, const Definition& definition, const Out& out) {
  const auto& term = definition.terms[0];
  const auto row = placed(unit, term.on);
  const auto on = date_of(row, term.on);
  if (!on || !passes(row, term.where)) return;
  if (!is_known(row, term)) return out.put(row, kExcludedMissing, *on, 1);
  const auto bit = code_bit(row, definition.classes);
  if (bit == 0) return;
  out.put(row, static_cast<std::uint8_t>(kFirstClassPart + std::countr_zero(bit)), *on, 1);
}

template <class Sink>
void put_mix(const Facts& facts, const Definition& definition, const Spreader<Sink>& out) {
  for_each_row(facts, definition.terms[0].unit,
               [&](const Row& unit) { put_row_of_mix(unit, definition, out); });
}

}  // namespace mizan::kpi
