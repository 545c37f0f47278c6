#pragma once
// Private to this folder: what contributions() does, for any sink. A recount calls it a hundred times a case,
// so that the sink must be known where it is compiled.
#include "kpi/clocked_impl.hpp"
#include "kpi/flows_impl.hpp"

namespace mizan::kpi {

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
    case Form::kRatio:
    case Form::kMean:
    case Form::kInOut:
    case Form::kDays:
      put_flows(facts, definition, flows_of(definition.form), out);
      break;
    case Form::kMix:
      put_mix(facts, definition, out);
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
      put_flows(facts, definition, flows_of(definition.form), out);
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

/// What is left of a part where it cannot be seen: it is not counted, but how much of it there is. What falls
/// due keeps its day. Nothing for the parts that are not left out one by one.
inline std::optional<Contribution> left_out(Form form, Contribution part) {
  if (!is_left_out(form, part.component)) return std::nullopt;
  part.component = kExcludedNotObserved;
  if (!is_due(form)) part.x = 0;
  if (!is_live(form)) part.n = 1;
  return part;
}

/// contributions() into a sink that is called with each of them.
template <class Sink>
void contribute(const Facts& facts, const Definition& definition, const Setting& setting, const Sink& sink) {
  if (setting.observed)
    return put_form(facts, definition, setting, Spreader(definition, sink, setting.total));
  const auto exclude = [&](const Contribution& contribution) {
    if (const auto part = left_out(definition.form, contribution)) sink(*part);
  };
  const Spreader excluded(definition, exclude, setting.total);
  if (definition.form == Form::kRatio || definition.form == Form::kMean) {
    put_flows(facts, definition, unseen_flows_of(definition.form), excluded);
  } else if (definition.form == Form::kCodes) {
    put_code_term(facts, definition.terms[1], kDenominator, excluded);
  } else {
    put_form(facts, definition, setting, excluded);
  }
}

}  // namespace mizan::kpi
