#pragma once
// Private to this folder: a row, and what the rows of reports, bail and appeals have.
#include <algorithm>
#include <optional>
#include <span>

#include "kpi/definition.hpp"
#include "kpi/facts.hpp"

namespace mizan::kpi {

/// One row that terms look at: a unit with its named facts. Only what the unit has is set.
struct Row {
  const Facts* facts = nullptr;
  const Trial* trial = nullptr;
  const Hearing* hearing = nullptr;
  const Leg* leg = nullptr;
  const CodedValues* codes = nullptr;
  NameId field = kNoName;  ///< that something is told of
  const Accused* accused = nullptr;
  const Submission* submission = nullptr;
  std::span<const Submission> report =
      {};  ///< the submissions of one report; of a submission, from it to the end
  const Bail* bail = nullptr;
  const Appeal* appeal = nullptr;
  bool arriving = false;  ///< a leg that continues another: its transfer date is the day it begins
};

inline bool is_any_report(ReportType type) {
  return is_closing(type) || type == ReportType::kInterim;
}

inline bool is_interim(ReportType type) {
  return type == ReportType::kInterim;
}

inline void take_earlier(std::optional<base::Day>& first, std::optional<base::Day> date) {
  if (date) first = std::min(first.value_or(*date), *date);
}

// The first receipt of the FIR's reports of some types.
template <class Wanted>
std::optional<base::Day> first_received(const Facts& facts, Wanted wanted) {
  std::optional<base::Day> first;
  for (const auto& each : facts.submissions) {
    if (wanted(each.type)) take_earlier(first, each.received_on);
  }
  return first;
}

inline std::optional<base::Day> first_instituted(const Facts& facts) {
  std::optional<base::Day> first;
  for (const auto& trial : facts.trials) take_earlier(first, trial.instituted_on);
  return first;
}

inline std::optional<base::Day> first_forwarded(const Facts& facts) {
  std::optional<base::Day> first;
  for (const auto& each : facts.submissions) {
    if (each.forwarded) take_earlier(first, each.decided_on);
  }
  return first;
}

// Nothing while one of the trials has no end.
inline std::optional<base::Day> all_ended(const Facts& facts) {
  std::optional<base::Day> last;
  for (const auto& trial : facts.trials) {
    const auto end = trial.disposed_on ? trial.disposed_on : trial.closed_on;
    if (!end) return std::nullopt;
    last = std::max(last.value_or(*end), *end);
  }
  return last;
}

inline std::optional<base::Day> first_convicted(const Facts& facts) {
  std::optional<base::Day> first;
  for (const auto& trial : facts.trials) {
    if (trial.disposal == model::Disposal::kConvicted) take_earlier(first, trial.disposed_on);
  }
  return first;
}

inline std::optional<base::Day> first_of_report(std::span<const Submission> report,
                                                std::optional<base::Day> Submission::*date) {
  std::optional<base::Day> first;
  for (const auto& each : report) take_earlier(first, each.*date);
  return first;
}

inline std::optional<base::Day> date_of_report(const Row& row, DateFact fact) {
  if (fact == DateFact::kReceivedOn) return first_of_report(row.report, &Submission::received_on);
  if (fact == DateFact::kFiledOn) return first_of_report(row.report, &Submission::filed_on);
  if (fact != DateFact::kReturnedOn) return std::nullopt;
  const auto returned = std::find_if(row.report.begin(), row.report.end(),
                                     [](const Submission& each) { return each.returned; });
  return returned == row.report.end() ? std::nullopt : returned->decided_on;
}

// Resubmitted, else when the next submission of its report was received.
inline std::optional<base::Day> cured_on(const Row& row) {
  if (!row.submission->returned) return std::nullopt;
  if (row.submission->resubmitted_on) return row.submission->resubmitted_on;
  const auto later = row.report.subspan(1);
  return later.empty() ? std::nullopt : later.front().received_on;
}

inline std::optional<base::Day> date_of_submission(const Row& row, DateFact fact) {
  if (row.submission == nullptr) return date_of_report(row, fact);
  switch (fact) {
    case DateFact::kSentOn:
      return row.submission->sent_on;
    case DateFact::kReceivedOn:
      return row.submission->received_on;
    case DateFact::kDecidedOn:
      return row.submission->decided_on;
    case DateFact::kResubmittedOn:
      return row.submission->resubmitted_on;
    case DateFact::kFiledOn:
      return row.submission->filed_on;
    case DateFact::kCuredOn:
      return cured_on(row);
    default:
      return std::nullopt;
  }
}

inline Decision decision_of(const Row& row) {
  if (row.bail != nullptr) return row.bail->decision;
  if (row.appeal != nullptr) return row.appeal->decision;
  if (row.submission == nullptr) return Decision::kNone;
  if (row.submission->returned) return Decision::kReturned;
  return row.submission->forwarded ? Decision::kForwarded : Decision::kNone;
}

inline std::int64_t returns_of(const Row& row) {
  return std::count_if(row.report.begin(), row.report.end(),
                       [](const Submission& each) { return each.returned; });
}

inline std::optional<base::Day> date_of_appeal(const Appeal& appeal, DateFact fact) {
  if (fact == DateFact::kFiledOn) return appeal.filed_on;
  return fact == DateFact::kDecidedOn ? appeal.decided_on : std::nullopt;
}

// The codes of reports, bail and appeals.
inline std::uint32_t paper_bit(const Row& row, CodeFact fact) {
  if (fact == CodeFact::kDecision) {
    const auto decision = decision_of(row);
    return decision == Decision::kNone ? 0 : bit_of(decision);
  }
  if (fact == CodeFact::kOpposed)
    return row.bail != nullptr && row.bail->opposed ? yes_no_bit(*row.bail->opposed) : 0;
  if (fact == CodeFact::kBy)
    return row.appeal != nullptr && row.appeal->by != Appellant::kNone ? bit_of(row.appeal->by) : 0;
  if (row.report.empty()) return 0;
  const auto type = row.report.front().type;
  if (fact == CodeFact::kReportType) return type == ReportType::kNone ? 0 : bit_of(type);
  if (fact == CodeFact::kReturns) return row.submission == nullptr ? returns_bit(returns_of(row)) : 0;
  if (row.submission == nullptr) return 0;
  return yes_no_bit(fact == CodeFact::kFirst ? row.submission->begins : row.submission->returned);
}

}  // namespace mizan::kpi
