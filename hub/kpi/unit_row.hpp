#pragma once
// Private to this folder: the units of a case (FIR, trial, leg, hearing) as the terms of a definition see
// them.
#include <algorithm>
#include <optional>
#include <vector>

#include "kpi/paper_row_impl.hpp"

namespace mizan::kpi {

inline std::optional<base::Day> other_date_of(const Row& row, DateFact fact) {
  switch (fact) {
    case DateFact::kNone:
    case DateFact::kHeldOn:
      return std::nullopt;
    case DateFact::kFirOn:
      return row.facts->fir_on;
    case DateFact::kInstitutedOn:
      return row.trial ? row.trial->instituted_on : std::nullopt;
    case DateFact::kDisposedOn:
      if (row.accused != nullptr) return row.accused->disposed_on;
      return row.trial ? row.trial->disposed_on : std::nullopt;
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
      if (row.leg == nullptr) return std::nullopt;
      return row.arriving ? row.leg->begins : row.leg->transferred_on;
    case DateFact::kIntimatedOn:
      return row.facts->intimated_on;
    case DateFact::kChargedOn:
      return row.trial ? row.trial->charged_on : std::nullopt;
    case DateFact::kClosedOn:
      return row.trial ? row.trial->closed_on : std::nullopt;
    case DateFact::kFirstInstitutedOn:
      return first_instituted(*row.facts);
    case DateFact::kClosingReceivedOn:
      return first_received(*row.facts, is_closing);
    case DateFact::kInterimReceivedOn:
      return first_received(*row.facts, is_interim);
    case DateFact::kAnyReportReceivedOn:
      return first_received(*row.facts, is_any_report);
    case DateFact::kForwardedOn:
      return first_forwarded(*row.facts);
    case DateFact::kAllEndedOn:
      return all_ended(*row.facts);
    case DateFact::kConvictedOn:
      return first_convicted(*row.facts);
    case DateFact::kAppealedOn:
      return row.accused != nullptr ? row.accused->appealed_on : std::nullopt;
    case DateFact::kDecidedOn:
      if (row.bail != nullptr) return row.bail->decided_on;
      [[fallthrough]];
    case DateFact::kSentOn:
    case DateFact::kReceivedOn:
    case DateFact::kResubmittedOn:
    case DateFact::kFiledOn:
    case DateFact::kCuredOn:
    case DateFact::kReturnedOn:
      return row.appeal != nullptr ? date_of_appeal(*row.appeal, fact) : date_of_submission(row, fact);
  }
  return std::nullopt;
}

// Of the dates of rows those of hearings are asked for by far the most.
inline std::optional<base::Day> date_of(const Row& row, DateFact fact) {
  if (fact == DateFact::kHeldOn) return row.hearing ? std::optional(row.hearing->held_on) : std::nullopt;
  return other_date_of(row, fact);
}

// The bit that stands for the row's code in a filter; none if the row has no code.
inline std::uint32_t code_bit(const Row& row, CodeFact fact) {
  const auto bit = [](const std::optional<model::Disposal>& disposal) {
    return disposal ? bit_of(*disposal) : 0;
  };
  const auto held_by = [&](model::Holder holder) {
    return yes_no_bit(row.facts->holders.test(static_cast<std::size_t>(holder)));
  };
  switch (fact) {
    case CodeFact::kDisposal:
      if (row.accused != nullptr) return bit(row.accused->disposal);
      return row.trial != nullptr ? bit(row.trial->disposal) : 0;
    case CodeFact::kClosed:
      return row.trial != nullptr ? bit(row.trial->closed) : 0;
    case CodeFact::kOutcome:
      return row.hearing != nullptr ? bit_of(row.hearing->outcome) : 0;
    case CodeFact::kPresent:
      if (row.hearing == nullptr || row.hearing->presence == Presence::kUnknown) return 0;
      return yes_no_bit(row.hearing->presence == Presence::kPresent);
    case CodeFact::kSentence:
      return row.accused != nullptr && row.accused->disposal == model::Disposal::kConvicted
                 ? bit_of(row.accused->sentence)
                 : 0;
    case CodeFact::kPoliceRecord:
      return held_by(model::Holder::kPolice);
    case CodeFact::kProsecutionRecord:
      return held_by(model::Holder::kProsecution);
    case CodeFact::kCourtRecord:
      return held_by(model::Holder::kCourt);
    case CodeFact::kReportType:
    case CodeFact::kDecision:
    case CodeFact::kReturned:
    case CodeFact::kFirst:
    case CodeFact::kReturns:
    case CodeFact::kOpposed:
    case CodeFact::kBy:
      return paper_bit(row, fact);
    case CodeFact::kMapped:
    case CodeFact::kAgrees:
      break;
  }
  return 0;
}

inline bool has(const Row& row, Detail detail) {
  const auto* hearing = row.hearing;
  switch (detail) {
    case Detail::kReason:
      return hearing != nullptr ? hearing->adjourn_reason != kNoName
                                : row.trial != nullptr && row.trial->disposal_reason != kNoName;
    case Detail::kSide:
      return hearing != nullptr && hearing->adjourn_side != kNoName;
    case Detail::kPwSummoned:
      return hearing != nullptr && hearing->pw_summoned;
    case Detail::kPwAttended:
      return hearing != nullptr && hearing->pw_attended;
    case Detail::kPwExamined:
      return hearing != nullptr && hearing->pw_examined;
  }
  return false;
}

inline std::int64_t amount_of(const Row& row, Sum sum) {
  switch (sum) {
    case Sum::kRows:
      return 1;
    case Sum::kHearings:
      return row.trial->hearings_to_disposal;
    case Sum::kPwSummoned:
      return row.hearing->pw_summoned.value_or(0);
    case Sum::kPwAttended:
      return row.hearing->pw_attended.value_or(0);
    case Sum::kPwExamined:
      return row.hearing->pw_examined.value_or(0);
  }
  return 0;
}

inline bool passes(const Row& row, const std::vector<Filter>& filters) {
  return std::all_of(filters.begin(), filters.end(),
                     [&](const Filter& filter) { return (filter.codes & code_bit(row, filter.fact)) != 0; });
}

inline bool is_dated(const Row& row, const std::vector<DateFact>& dates) {
  return std::all_of(dates.begin(), dates.end(),
                     [&](DateFact fact) { return date_of(row, fact).has_value(); });
}

// Has all that a row of the term must have, or it is missing.
inline bool is_known(const Row& row, const Term& term) {
  return passes(row, term.known) && is_dated(row, term.dated) &&
         std::all_of(term.given.begin(), term.given.end(), [&](Detail detail) { return has(row, detail); });
}

// leg_in: those that continue another; leg_out: those that were left by transfer.
template <class Visit>
void for_each_leg(const Facts& facts, const Trial& trial, Unit unit, Visit visit) {
  const bool arriving = unit == Unit::kLegIn;
  for (std::size_t i = arriving ? 1 : 0; i < trial.legs.size(); ++i) {
    const auto& leg = trial.legs[i];
    if (arriving || leg.transferred_on) {
      Row row{&facts, &trial, nullptr, &leg};
      row.arriving = arriving;
      visit(row);
    }
  }
}

template <class Visit>
void for_each_paper(const Facts& facts, Unit unit, Visit visit) {
  std::span<const Submission> rest(facts.submissions);
  while (!rest.empty()) {
    const auto later = rest.subspan(1);
    const auto next = std::ranges::find_if(later, &Submission::begins);
    Row row{&facts};
    row.report = rest.first(rest.size() - static_cast<std::size_t>(later.end() - next));
    rest = rest.subspan(row.report.size());
    if (unit == Unit::kReport) {
      visit(row);
      continue;
    }
    for (; !row.report.empty(); row.report = row.report.subspan(1)) {
      row.submission = &row.report.front();
      visit(row);
    }
  }
}

inline Row accused_row(const Facts& facts, const Trial& trial, const Accused& accused) {
  Row row{&facts, &trial};
  row.accused = &accused;
  return row;
}

template <class Visit>
void for_each_row(const Facts& facts, Unit unit, Visit visit) {
  if (unit == Unit::kFir) {
    if (facts.has_fir) visit(Row{&facts});
    return;
  }
  if (unit == Unit::kSubmission || unit == Unit::kReport) return for_each_paper(facts, unit, visit);
  if (unit == Unit::kBail) {
    for (const auto& bail : facts.bail) {
      Row row{&facts};
      row.bail = &bail;
      visit(row);
    }
    return;
  }
  if (unit == Unit::kAppeal) {
    for (const auto& appeal : facts.appeals) {
      Row row{&facts};
      row.appeal = &appeal;
      visit(row);
    }
    return;
  }
  for (const auto& trial : facts.trials) {
    if (unit == Unit::kCase) {
      visit(Row{&facts, &trial});
    } else if (unit == Unit::kHearing) {
      for (const auto& hearing : trial.hearings) visit(Row{&facts, &trial, &hearing});
    } else if (unit == Unit::kAccused) {
      for (const auto& accused : trial.accused) visit(accused_row(facts, trial, accused));
    } else {
      for_each_leg(facts, trial, unit, visit);
    }
  }
}

// The court of the leg on that day (rule 10); only where the case names none, the hearing's own.
inline NameId court_of(const Row& row, base::Day day) {
  if (row.leg != nullptr) return row.leg->court;
  const auto court = row.trial != nullptr ? row.trial->court_at(day) : kNoName;
  return court == kNoName && row.hearing != nullptr ? row.hearing->court : court;
}

// An institution belongs to the court of the first leg, though the case may have left it on the same day.
inline Row placed(Row row, DateFact on) {
  if (on == DateFact::kInstitutedOn && row.trial != nullptr && !row.trial->legs.empty())
    row.leg = &row.trial->legs.front();
  return row;
}

inline NameId or_unattributed(NameId name) {
  return name == kNoName ? kUnattributed : name;
}

// Of a report the one that the latest of its submissions names.
inline NameId prosecutor_of_paper(const Row& row) {
  if (row.bail != nullptr) return row.bail->prosecutor;
  if (row.submission != nullptr) return row.submission->prosecutor;
  NameId last = kNoName;
  for (const auto& each : row.report) last = each.prosecutor == kNoName ? last : each.prosecutor;
  return last;
}

inline NameId prosecutor_of(const Row& row) {
  if (row.bail != nullptr || !row.report.empty()) return or_unattributed(prosecutor_of_paper(row));
  if (row.trial == nullptr) return kUnattributed;
  if (row.hearing == nullptr) return or_unattributed(row.trial->credited_to);
  return or_unattributed(row.hearing->prosecutor == kNoName ? row.trial->prosecutor
                                                            : row.hearing->prosecutor);
}

inline NameId member_of(const Row& row, Dimension dimension, base::Day day) {
  switch (dimension) {
    case Dimension::kTotal:
      return kWhole;
    case Dimension::kDistrict:
      return row.facts->district;
    case Dimension::kStation:
      return row.facts->police_station;
    case Dimension::kCourt:
      return court_of(row, day);
    case Dimension::kProsecutor:
      return prosecutor_of(row);
    case Dimension::kOffenceGroup:
      return row.trial != nullptr ? row.trial->offence_group : row.facts->offence_group;
    case Dimension::kReason:
      if (row.hearing != nullptr) return row.hearing->adjourn_reason;
      return row.trial != nullptr ? row.trial->disposal_reason : kNoName;
    case Dimension::kSide:
      return row.hearing != nullptr ? row.hearing->adjourn_side : kNoName;
    case Dimension::kField:
      return row.codes != nullptr ? row.codes->field : row.field;
    case Dimension::kSex:
      return row.accused != nullptr ? row.accused->sex : kNoName;
    case Dimension::kAgeClass:
      return row.accused != nullptr ? row.accused->age_class : kNoName;
    case Dimension::kBailKind:
      return row.bail != nullptr ? row.bail->kind : kNoName;
    case Dimension::kSource:
    case Dimension::kObjection:
      return kNoName;  // as many as there are: whoever asks goes through them
  }
  return kNoName;
}

}  // namespace mizan::kpi
