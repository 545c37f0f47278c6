#pragma once
// Private to this folder: what contributions() does, for any sink. A recount calls it a hundred times a case,
// so that the sink must be known where it is compiled.
#include <bit>

#include "kpi/clocked_impl.hpp"

namespace mizan::kpi {

template <class Sink>
void put_days(const Row& row, const Term& term, base::Day on, const Spreader<Sink>& out) {
  const auto from = date_of(row, term.from);
  const auto to = date_of(row, term.to);
  if (!from || !to) return out.put(row, kExcludedMissing, on, 1);
  const auto days = *to - *from;
  days < 0 ? out.put(row, kExcludedNegative, on, 1) : out.put(row, kNumerator, on, 1, days);
}

template <class Sink>
void put_flow(const Facts& facts, const Term& term, std::uint8_t component, bool days, bool count_missing,
              const Spreader<Sink>& out) {
  for_each_row(facts, term.unit, [&](const Row& unit) {
    const auto row = placed(unit, term.on);
    const auto on = date_of(row, term.on);
    if (!on || !passes(row, term.where)) return;
    if (!is_known(row, term)) {
      if (count_missing) out.put(row, kExcludedMissing, *on, 1);
    } else if (days) {
      put_days(row, term, *on, out);
    } else {
      out.put(row, component, *on, amount_of(row, term.sum));
    }
  });
}

template <class Sink>
void put_mix(const Facts& facts, const Definition& definition, const Spreader<Sink>& out) {
  const auto& term = definition.terms[0];
  for_each_row(facts, term.unit, [&](const Row& unit) {
    const auto row = placed(unit, term.on);
    const auto on = date_of(row, term.on);
    if (!on || !passes(row, term.where)) return;
    if (!is_known(row, term)) return out.put(row, kExcludedMissing, *on, 1);
    const auto bit = code_bit(row, definition.classes);
    if (bit == 0) return;
    out.put(row, static_cast<std::uint8_t>(kFirstClassPart + std::countr_zero(bit)), *on, 1);
  });
}

template <class Sink>
void put_stock(const Facts& facts, State state, std::uint8_t component, const Spreader<Sink>& out) {
  for_each_holding(facts, state,
                   [&](const Holding& held) { out.put_span(held.row, component, held.span, 0); });
}

template <class Sink>
void put_ages(const Facts& facts, State state, const Spreader<Sink>& out) {
  for_each_holding(facts, state, [&](const Holding& held) {
    out.put_span(held.row, kStockPart, held.span, held.begun.value);
  });
}

// Left out of the stock, and counted.
template <class Sink>
void put_unknown(const Facts& facts, State state, const Spreader<Sink>& out) {
  for_each_unknown(facts, state,
                   [&](const Row& row, Span span) { out.put_span(row, kExcludedMissing, span, 0); });
}

// Of whom nobody knows whether he is in the state is in neither part (rule 8).
template <class Sink>
void put_share(const Facts& facts, const Definition& definition, const Spreader<Sink>& out) {
  put_stock(facts, definition.state, kOldPart, out);
  for_each_holding(facts, definition.of, [&](const Holding& held) {
    if (!unknown_span(held.row, definition.state)) out.put_span(held.row, kStockPart, held.span, 0);
  });
  put_unknown(facts, definition.state, out);
}

inline bool has_entry(const Facts& facts, Entry entry) {
  const auto& all = facts.submissions;
  switch (entry) {
    case Entry::kReportReceivedOn:
      return std::any_of(all.begin(), all.end(), [](const Submission& each) { return each.received_on; });
    case Entry::kReportDecision:
      return std::any_of(all.begin(), all.end(),
                         [](const Submission& each) { return each.returned || each.forwarded; });
    case Entry::kSections:
      return facts.has_sections;
    case Entry::kNextOn:
      return true;  // from hearing to hearing
  }
  return false;
}

// From a hearing that gave a next date to before the first after it that gave none.
template <class Put>
void for_each_span_with_next(const Trial& trial, Span span, Put put) {
  const auto gave = [](const Hearing& hearing) { return hearing.next_on.has_value(); };
  const auto end = trial.hearings.end();
  for (auto from = std::find_if(trial.hearings.begin(), end, gave); from != end;) {
    const auto to = std::find_if_not(from, end, gave);
    const Span with{std::max(span.from, from->held_on),
                    std::min(span.to, to == end ? base::kFarFuture : to->held_on)};
    if (!with.empty()) put(with);
    from = std::find_if(to, end, gave);
  }
}

// Pending, and how long of that the record is whole: what is told of the case is so for all its days, but for
// the next date.
template <class Sink>
void put_complete(const Facts& facts, const Definition& definition, const Spreader<Sink>& out) {
  put_stock(facts, State::kPending, kStockPart, out);
  const auto& entries = definition.entries;
  if (!std::all_of(entries.begin(), entries.end(), [&](Entry entry) { return has_entry(facts, entry); }))
    return;
  const bool next_on = std::find(entries.begin(), entries.end(), Entry::kNextOn) != entries.end();
  for (const auto& trial : facts.trials) {
    const Row row{&facts, &trial};
    const auto put = [&](Span span) { out.put_span(row, kOldPart, span, 0); };
    for (const auto& span : trial.pending) next_on ? for_each_span_with_next(trial, span, put) : put(span);
  }
}

// The flows that must explain the change of a court's stock: institution, revival and arrival against
// disposal, dormancy and departure. Leaving dormancy by disposal or transfer counts as revived that day.
template <class Sink>
void put_balance(const Facts& facts, const Spreader<Sink>& out) {
  put_stock(facts, State::kPending, kStockPart, out);
  for (const auto& trial : facts.trials) {
    const Row row{&facts, &trial};
    if (trial.instituted_on) {
      const auto first = placed(row, DateFact::kInstitutedOn);
      out.put(first, kNumerator, *trial.instituted_on, 1);
      if (trial.disposal_without_date) out.put(first, kExcludedMissing, *trial.instituted_on, 1);
    }
    if (trial.disposed_on) out.put(row, kDenominator, *trial.disposed_on, 1);
    for (const auto& spell : trial.dormant) {
      const Row of_leg{&facts, &trial, nullptr, &trial.legs[spell.leg]};
      out.put(of_leg, kDormantPart, spell.from, 1);
      if (spell.to != base::kFarFuture) out.put(of_leg, kRevivedPart, spell.to, 1);
    }
    for (std::size_t i = 0; i < trial.legs.size(); ++i) {
      const auto& leg = trial.legs[i];
      const Row of_leg{&facts, &trial, nullptr, &leg};
      if (i > 0 && leg.begins) out.put(of_leg, kInPart, *leg.begins, 1);
      if (leg.transferred_on) out.put(of_leg, kOutPart, *leg.transferred_on, 1);
    }
  }
}

// The one code that a live value has.
inline bool passes_yes_no(const Term& term, bool yes) {
  return std::all_of(term.where.begin(), term.where.end(),
                     [&](const Filter& filter) { return (filter.codes & yes_no_bit(yes)) != 0; });
}

template <class Sink>
void put_shared_term(const Facts& facts, const Term& term, std::uint8_t component,
                     const Spreader<Sink>& out) {
  for (const auto& shared : facts.shared) {
    Row row{&facts};
    row.field = shared.field;
    if (passes_yes_no(term, !shared.differs)) out.put(row, component, base::Day{0}, 1);
  }
}

// Live values have no date of their own: they count from the beginning of time, so that every period shows
// them.
template <class Sink>
void put_code_term(const Facts& facts, const Term& term, std::uint8_t component, const Spreader<Sink>& out) {
  if (term.unit == Unit::kSharedField) return put_shared_term(facts, term, component, out);
  for (const auto& values : facts.codes) {
    std::int64_t n = 0;
    if (passes_yes_no(term, true)) n += values.mapped;
    if (passes_yes_no(term, false)) n += values.unmapped;
    Row row{&facts};
    row.codes = &values;
    if (n != 0) out.put(row, component, base::Day{0}, n);
  }
}

template <class Sink>
void put_findings(const Facts& facts, const Spreader<Sink>& out) {
  for (const auto& findings : facts.date_findings) {
    Row row{&facts};
    row.field = findings.field;
    std::uint8_t part = kFirstClassPart;
    for (const auto n : findings.counts) {
      if (n != 0) out.put(row, part, base::Day{0}, n);
      ++part;
    }
  }
}

template <class Sink>
void put_form(const Facts& facts, const Definition& definition, const Setting& setting,
              const Spreader<Sink>& out) {
  switch (definition.form) {
    case Form::kCount:
      put_flow(facts, definition.terms[0], kNumerator, false, true, out);
      break;
    case Form::kRatio:
    case Form::kMean:
      put_flow(facts, definition.terms[0], kNumerator, false, false, out);
      put_flow(facts, definition.terms[1], kDenominator, false, true, out);
      break;
    case Form::kMix:
      put_mix(facts, definition, out);
      break;
    case Form::kInOut:
      put_flow(facts, definition.terms[0], kNumerator, false, true, out);
      put_flow(facts, definition.terms[1], kDenominator, false, true, out);
      break;
    case Form::kDays:
      put_flow(facts, definition.terms[0], kNumerator, true, true, out);
      break;
    case Form::kStock:
      if (definition.limits.empty()) {
        put_stock(facts, definition.state, kStockPart, out);
      } else {
        put_by_limit(facts, definition, setting, out);
      }
      put_unknown(facts, definition.state, out);
      break;
    case Form::kAge:
      put_ages(facts, definition.state, out);
      put_unknown(facts, definition.state, out);
      break;
    case Form::kShare:
      put_share(facts, definition, out);
      break;
    case Form::kTurnover:
      put_stock(facts, State::kPending, kStockPart, out);
      put_unknown(facts, State::kPending, out);
      put_flow(facts, definition.terms[0], kDenominator, false, false, out);
      break;
    case Form::kBalance:
      put_balance(facts, out);
      break;
    case Form::kCodes:
      put_code_term(facts, definition.terms[0], kNumerator, out);
      put_code_term(facts, definition.terms[1], kDenominator, out);
      break;
    case Form::kFindings:
      put_findings(facts, out);
      break;
    case Form::kDue:
      put_due(facts, definition, setting, out);
      break;
    case Form::kCohort:
      put_cohort(facts, definition, out);
      break;
    case Form::kWithin:
      put_within(facts, definition, setting, out);
      break;
    case Form::kOverdue:
      put_overdue(facts, definition, setting, out);
      break;
    case Form::kBacklog:
      put_by_limit(facts, definition, setting, out);
      put_unknown(facts, definition.state, out);
      break;
    case Form::kComplete:
      put_complete(facts, definition, out);
      put_unknown(facts, State::kPending, out);
      break;
    case Form::kReceipts:
    case Form::kFreshness:
      break;  // no case is behind them
  }
}

// Whether a part of what cannot be seen is a unit with a date in the period, each once.
inline bool is_left_out(Form form, std::uint8_t component) {
  switch (form) {
    case Form::kBalance:
      return component != kStockPart && component != kExcludedMissing;
    case Form::kDue:
    case Form::kCohort:
    case Form::kWithin:
      return component == kDenominator || component >= kExcludedMissing;
    default:
      return !is_stock(form) || component == kDenominator;
  }
}

/// contributions() into a sink that is called with each of them.
template <class Sink>
void contribute(const Facts& facts, const Definition& definition, const Setting& setting, const Sink& sink) {
  if (setting.observed) return put_form(facts, definition, setting, Spreader(definition, sink));
  // What cannot be seen is not counted, but how much of it there is. What falls due keeps its day.
  const auto exclude = [&](const Contribution& contribution) {
    if (!is_left_out(definition.form, contribution.component)) return;
    auto left_out = contribution;
    left_out.component = kExcludedNotObserved;
    if (!is_due(definition.form)) left_out.x = 0;
    if (!is_live(definition.form)) left_out.n = 1;
    sink(left_out);
  };
  const Spreader excluded(definition, exclude);
  if (definition.form == Form::kRatio || definition.form == Form::kMean) {
    put_flow(facts, definition.terms[1], kDenominator, false, true, excluded);
  } else if (definition.form == Form::kCodes) {
    put_code_term(facts, definition.terms[1], kDenominator, excluded);
  } else {
    put_form(facts, definition, setting, excluded);
  }
}

}  // namespace mizan::kpi
