#include "kpi/contribution.hpp"

#include <algorithm>
#include <optional>

namespace mizan::kpi {
namespace {

/// One row that terms look at: a unit with its named facts. Only what the unit has is set.
struct Row {
  const Facts* facts = nullptr;
  const Trial* trial = nullptr;
  const Hearing* hearing = nullptr;
  const Leg* leg = nullptr;
  const CodedValue* code = nullptr;
};

std::optional<base::Day> date_of(const Row& row, DateFact fact) {
  switch (fact) {
    case DateFact::kNone:
      return std::nullopt;
    case DateFact::kFirOn:
      return row.facts->fir_on;
    case DateFact::kInstitutedOn:
      return row.trial ? row.trial->instituted_on : std::nullopt;
    case DateFact::kDisposedOn:
      return row.trial ? row.trial->disposed_on : std::nullopt;
    case DateFact::kHeldOn:
      return row.hearing ? std::optional(row.hearing->held_on) : std::nullopt;
    case DateFact::kNextOn:
      return row.hearing ? row.hearing->next_on : std::nullopt;
    case DateFact::kDormantOn:
      return row.trial && !row.trial->dormant.empty() ? std::optional(row.trial->dormant.front().from)
                                                      : std::nullopt;
    case DateFact::kRevivedOn:
      return row.trial && !row.trial->dormant.empty() && row.trial->dormant.front().to != base::kFarFuture
                 ? std::optional(row.trial->dormant.front().to)
                 : std::nullopt;
    case DateFact::kMovedOutOn:
      return row.trial ? row.trial->moved_out_on : std::nullopt;
    case DateFact::kTransferredOn:
      return row.leg ? row.leg->transferred_on : std::nullopt;
  }
  return std::nullopt;
}

std::string_view code_of(const Row& row, CodeFact fact) {
  switch (fact) {
    case CodeFact::kDisposal:
      return row.trial && row.trial->disposal ? model::disposal_name(*row.trial->disposal) : "";
    case CodeFact::kOutcome:
      if (row.hearing == nullptr || row.hearing->outcome == Outcome::kUnknown) return "";
      return row.hearing->outcome == Outcome::kEffective ? model::kEffective : model::kAdjourned;
    case CodeFact::kMapped:
      return row.code != nullptr && row.code->unmapped ? "no" : "yes";
  }
  return "";
}

bool passes(const Row& row, const std::vector<Filter>& filters) {
  return std::all_of(filters.begin(), filters.end(), [&](const Filter& filter) {
    return std::find(filter.values.begin(), filter.values.end(), code_of(row, filter.fact)) !=
           filter.values.end();
  });
}

bool is_dated(const Row& row, const std::vector<DateFact>& dates) {
  return std::all_of(dates.begin(), dates.end(),
                     [&](DateFact fact) { return date_of(row, fact).has_value(); });
}

template <class Visit>
void for_each_row(const Facts& facts, Unit unit, Visit visit) {
  if (unit == Unit::kFir) {
    if (facts.has_fir) visit(Row{&facts});
    return;
  }
  if (unit == Unit::kCode) {
    for (const auto& code : facts.codes) visit(Row{&facts, nullptr, nullptr, nullptr, &code});
    return;
  }
  for (const auto& trial : facts.trials) {
    if (unit == Unit::kCase) {
      visit(Row{&facts, &trial});
    } else if (unit == Unit::kHearing) {
      for (const auto& hearing : trial.hearings) visit(Row{&facts, &trial, &hearing});
    } else {
      for (const auto& leg : trial.legs) visit(Row{&facts, &trial, nullptr, &leg});
    }
  }
}

// The court of the leg on that day (rule 10); only where the case names none, the hearing's own.
std::string_view court_of(const Row& row, base::Day day) {
  if (row.leg != nullptr) return row.leg->court;
  const auto court = row.trial != nullptr ? row.trial->court_at(day) : std::string_view();
  return court.empty() && row.hearing != nullptr ? row.hearing->court : court;
}

// An institution belongs to the court of the first leg, though the case may have left it on the same day.
Row placed(Row row, DateFact on) {
  if (on == DateFact::kInstitutedOn && row.trial != nullptr && !row.trial->legs.empty())
    row.leg = &row.trial->legs.front();
  return row;
}

constexpr std::string_view kUnattributed = "unattributed";

std::string_view or_unattributed(std::string_view name) {
  return name.empty() ? kUnattributed : name;
}

std::string_view prosecutor_of(const Row& row) {
  if (row.trial == nullptr) return kUnattributed;
  if (row.hearing == nullptr) return or_unattributed(row.trial->disposal_prosecutor());
  return or_unattributed(row.hearing->prosecutor.empty() ? row.trial->prosecutor : row.hearing->prosecutor);
}

std::string_view member_of(const Row& row, Dimension dimension, base::Day day) {
  switch (dimension) {
    case Dimension::kTotal:
      return "_T";
    case Dimension::kDistrict:
      return row.facts->district;
    case Dimension::kStation:
      return row.facts->police_station;
    case Dimension::kCourt:
      return court_of(row, day);
    case Dimension::kProsecutor:
      return prosecutor_of(row);
    case Dimension::kOffenceGroup:
      if (row.trial != nullptr) return row.trial->offence_group;
      return row.facts->trials.empty() ? "" : row.facts->trials.front().offence_group;
    case Dimension::kReason:
      return row.hearing != nullptr ? row.hearing->adjourn_reason : "";
    case Dimension::kSide:
      return row.hearing != nullptr ? row.hearing->adjourn_side : "";
    case Dimension::kField:
      return row.code != nullptr ? row.code->field : "";
  }
  return "";
}

/// Puts one amount into the total and every breakdown of a definition.
class Spreader {
 public:
  Spreader(const Definition& definition, const ContributionSink& sink)
      : definition_(definition), sink_(sink) {}

  void put(const Row& row, std::uint8_t component, base::Day day, std::int64_t n, std::int32_t x = 0) const {
    sink_({Dimension::kTotal, "_T", component, day, x, n});
    for (const auto by : definition_.by) sink_({by, member_of(row, by, day), component, day, x, n});
    if (component != kNumerator) return;
    for (const auto by : definition_.numerator_by) sink_({by, member_of(row, by, day), component, day, x, n});
  }

  /// A pending span, divided where the court or (for a load by prosecutor) the attribution changes.
  void put_span(const Row& row, std::uint8_t component, Span span, std::int32_t x) const {
    put_edges("_T", Dimension::kTotal, component, span, x);
    for (const auto by : definition_.by) {
      for (auto at = span.from; at < span.to;) {
        const auto next = std::min(next_change(row, by, at), span.to);
        put_edges(member_at(row, by, at), by, component, {at, next}, x);
        at = next;
      }
    }
  }

 private:
  void put_edges(std::string_view member, Dimension by, std::uint8_t component, Span span,
                 std::int32_t x) const {
    sink_({by, member, component, span.from, x, 1});
    if (span.to != base::kFarFuture) sink_({by, member, component, span.to, x, -1});
  }

  static std::string_view member_at(const Row& row, Dimension by, base::Day day) {
    if (by != Dimension::kProsecutor) return member_of(row, by, day);
    std::string_view name;
    for (const auto& hearing : row.trial->hearings) {
      if (hearing.held_on <= day) name = hearing.prosecutor;
    }
    return or_unattributed(name.empty() ? row.trial->prosecutor : name);
  }

  static base::Day next_change(const Row& row, Dimension by, base::Day after) {
    auto next = base::kFarFuture;
    if (by == Dimension::kProsecutor) {
      for (const auto& hearing : row.trial->hearings) {
        if (hearing.held_on > after) next = std::min(next, hearing.held_on);
      }
    } else if (by == Dimension::kCourt) {
      for (const auto& leg : row.trial->legs) {
        if (leg.begins && *leg.begins > after) next = std::min(next, *leg.begins);
      }
    }
    return next;
  }

  const Definition& definition_;
  const ContributionSink& sink_;
};

void put_days(const Row& row, const Term& term, base::Day on, const Spreader& out) {
  const auto from = date_of(row, term.from);
  const auto to = date_of(row, term.to);
  if (!from || !to) return out.put(row, kExcludedMissing, on, 1);
  const auto days = *to - *from;
  days < 0 ? out.put(row, kExcludedNegative, on, 1) : out.put(row, kNumerator, on, 1, days);
}

void put_flow(const Facts& facts, const Term& term, std::uint8_t component, bool days, bool count_missing,
              const Spreader& out) {
  for_each_row(facts, term.unit, [&](const Row& unit) {
    const auto row = placed(unit, term.on);
    const auto on = date_of(row, term.on);
    if (!on || !passes(row, term.where)) return;
    if (!passes(row, term.known) || !is_dated(row, term.dated)) {
      if (count_missing) out.put(row, kExcludedMissing, *on, 1);
    } else if (days) {
      put_days(row, term, *on, out);
    } else {
      const auto n = term.sum_hearings ? row.trial->hearings_to_disposal() : 1;
      if (n != 0) out.put(row, component, *on, n);
    }
  });
}

void put_mix(const Facts& facts, const Term& term, const Spreader& out) {
  for_each_row(facts, term.unit, [&](const Row& row) {
    const auto on = date_of(row, term.on);
    if (!on || !passes(row, term.where) || !row.trial->disposal) return;
    out.put(row, static_cast<std::uint8_t>(kFirstClassPart + static_cast<int>(*row.trial->disposal)), *on, 1);
  });
}

void put_stock(const Facts& facts, std::uint8_t component, bool ages, const Spreader& out) {
  for (const auto& trial : facts.trials) {
    const Row row{&facts, &trial};
    for (const auto& span : trial.pending) {
      out.put_span(row, component, span, ages ? trial.instituted_on->value : 0);
    }
    // Nobody knows since when it is no longer pending, so it is left out of every stock from the first.
    if (trial.disposal_without_date && trial.instituted_on)
      out.put(placed(row, DateFact::kInstitutedOn), kExcludedMissing, *trial.instituted_on, 1);
  }
}

// The flows that must explain the change of a court's stock: institution, revival and arrival against
// disposal, dormancy and departure. Leaving dormancy by disposal or transfer counts as revived that day.
void put_balance(const Facts& facts, const Spreader& out) {
  put_stock(facts, kStockPart, false, out);
  for (const auto& trial : facts.trials) {
    const Row row{&facts, &trial};
    if (trial.instituted_on)
      out.put(placed(row, DateFact::kInstitutedOn), kNumerator, *trial.instituted_on, 1);
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
    if (trial.moved_out_on && !trial.legs.empty() && !trial.legs.back().transferred) {
      out.put(row, kOutPart, *trial.moved_out_on, 1);
    }
  }
}

// Live values have no date of their own: they count from the beginning of time, so that every period shows
// them.
void put_codes(const Facts& facts, const Definition& definition, const Spreader& out) {
  for (std::size_t i = 0; i < definition.terms.size(); ++i) {
    for_each_row(facts, Unit::kCode, [&](const Row& row) {
      if (passes(row, definition.terms[i].where)) out.put(row, static_cast<std::uint8_t>(i), base::Day{0}, 1);
    });
  }
}

void put_form(const Facts& facts, const Definition& definition, const Spreader& out) {
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
      put_mix(facts, definition.terms[0], out);
      break;
    case Form::kDays:
      put_flow(facts, definition.terms[0], kNumerator, true, true, out);
      break;
    case Form::kStock:
      put_stock(facts, kStockPart, false, out);
      break;
    case Form::kAge:
      put_stock(facts, kStockPart, true, out);
      break;
    case Form::kTurnover:
      put_stock(facts, kStockPart, false, out);
      put_flow(facts, definition.terms[0], kDenominator, false, false, out);
      break;
    case Form::kBalance:
      put_balance(facts, out);
      break;
    case Form::kCodes:
      put_codes(facts, definition, out);
      break;
    case Form::kReceipts:
      break;
  }
}

}  // namespace

bool has_dimension(const Definition& definition, Dimension dimension) {
  const auto in = [&](const std::vector<Dimension>& list) {
    return std::find(list.begin(), list.end(), dimension) != list.end();
  };
  return dimension == Dimension::kTotal || in(definition.by) || in(definition.numerator_by);
}

void contributions(const Facts& facts, const Definition& definition, bool observed,
                   const ContributionSink& sink) {
  const Spreader out(definition, sink);
  if (observed) return put_form(facts, definition, out);
  // What cannot be seen is not counted; the units that have a date in the period are counted as not observed.
  const ContributionSink excluded = [&](const Contribution& contribution) {
    const bool stock = contribution.component == kStockPart ||
                       (is_stock(definition.form) && contribution.component == kExcludedMissing);
    if (contribution.n <= 0 || stock) return;
    auto left_out = contribution;
    left_out.component = kExcludedNotObserved;
    left_out.x = 0;
    left_out.n = 1;
    sink(left_out);
  };
  if (definition.form == Form::kRatio || definition.form == Form::kMean) {
    put_flow(facts, definition.terms[1], kDenominator, false, false, Spreader(definition, excluded));
  } else {
    put_form(facts, definition, Spreader(definition, excluded));
  }
}

}  // namespace mizan::kpi
