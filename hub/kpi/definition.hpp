#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil.hpp"
#include "base/error.hpp"
#include "kpi/working_days.hpp"
#include "model/codes.hpp"
#include "model/field.hpp"
#include "model/source.hpp"

namespace mizan::kpi {

/// What a term counts rows of (docs/kpi-definitions.md).
enum class Unit : std::uint8_t {
  kFir,
  kCase,
  kHearing,
  kLegIn,
  kLegOut,
  kCode,
  kAccused,
  kSubmission,
  kReport,
  kBail,
  kSharedField,
  kAppeal
};

/// True for the units of form kCodes: live values, not events.
constexpr bool is_value(Unit unit) {
  return unit == Unit::kCode || unit == Unit::kSharedField;
}

/// How the terms of a definition become values.
enum class Form : std::uint8_t {
  kCount,     ///< sum of one term
  kRatio,     ///< 100 × numerator / denominator
  kMean,      ///< numerator / denominator
  kMix,       ///< one count per class: of the final order, or of another code
  kInOut,     ///< two counts: what came and what left
  kDays,      ///< quantiles p50 and p90 of days from one date to another
  kStock,     ///< pending (or dormant) at the period's close
  kAge,       ///< quantiles of the age of what is pending at the period's close
  kTurnover,  ///< days of the period × pending / disposed
  kBalance,   ///< what the books of a court's stock leave unexplained
  kCodes,     ///< share of live values: coded ones without an entry, those of several holders that differ
  kFindings,  ///< live findings about dates: one count per kind of finding
  kDue,       ///< share of what fell due that happened, or did not happen, by its due date
  kCohort,    ///< share of what began in the period that happened within each of the limits
  kWithin,    ///< share of spans of days that are not longer than their limit
  kOverdue,   ///< what is due and has not happened at the period's close
  kBacklog,   ///< share of what is pending at the period's close that is older than its limit
  kComplete,  ///< share of what is pending at the period's close whose record has all that it should have
  kShare,     ///< share of what is in one state at the period's close that is in another
  kReceipts,  ///< share of received records that were quarantined
  kFreshness  ///< hours since the newest change of each source
};

/// True for the forms whose value stands at the period's close: what a case once put in stays in every later
/// one.
constexpr bool is_stock(Form form) {
  return form == Form::kStock || form == Form::kAge || form == Form::kTurnover || form == Form::kOverdue ||
         form == Form::kBacklog || form == Form::kComplete || form == Form::kShare;
}

/// True for the forms with a count for each class that occurs.
constexpr bool is_mix(Form form) {
  return form == Form::kMix || form == Form::kFindings;
}

/// True for the forms that count what began once its days are over, and no source that is needed ends before.
constexpr bool is_due(Form form) {
  return form == Form::kDue || form == Form::kCohort;
}

/// True for the forms that tell of the present alone, whatever the period.
constexpr bool is_live(Form form) {
  return form == Form::kCodes || form == Form::kFindings || form == Form::kFreshness;
}

/// A breakdown: cells per member within a province.
enum class Dimension : std::uint8_t {
  kTotal,
  kDistrict,
  kStation,
  kCourt,
  kProsecutor,
  kOffenceGroup,
  kReason,
  kSide,
  kField,
  kSex,
  kAgeClass,
  kObjection,  ///< each of a submission's; it counts in every one
  kBailKind,
  kSource
};

inline constexpr std::size_t kDimensionCount = 14;

std::string_view dimension_name(Dimension dimension);
bool find_dimension(std::string_view name, Dimension& out);

/// A named date of a row: which rows have which is in docs/kpi-definitions.md.
enum class DateFact : std::uint8_t {
  kNone,
  kFirOn,
  kInstitutedOn,
  kDisposedOn,
  kHeldOn,
  kNextOn,
  kDormantOn,
  kRevivedOn,
  kMovedOutOn,
  kTransferredOn,
  kIntimatedOn,
  kChargedOn,
  kClosedOn,
  kFirstInstitutedOn,    ///< of an FIR: the first of its trials
  kClosingReceivedOn,    ///< of an FIR: the first report that closes the investigation
  kInterimReceivedOn,    ///< of an FIR: the first interim report
  kAnyReportReceivedOn,  ///< of an FIR: the first of both
  kForwardedOn,          ///< of an FIR: the first decision that forwarded a report
  kAllEndedOn,           ///< of an FIR: all its trials are disposed of or closed
  kConvictedOn,          ///< of an FIR: the first of its trials that ended so
  kSentOn,
  kReceivedOn,
  kDecidedOn,
  kResubmittedOn,
  kFiledOn,
  kCuredOn,     ///< of a returned submission: resubmitted, else the next one received
  kReturnedOn,  ///< of a report: the decision that returned it first
  kAppealedOn,  ///< of an accused: the first appeal of the State on or after his order, else the first before
};

/// What became of a hearing (KPIS rule 3). kUnknown is no code: no filter can name it.
enum class Outcome : std::uint8_t { kUnknown, kAdjourned, kEffective };

/// Whether the prosecutor appeared at a hearing. kUnknown is no code.
enum class Presence : std::uint8_t { kUnknown, kAbsent, kPresent };

/// What an accused was sentenced to, the heaviest first (`sentence_mix` of the catalogue).
enum class Sentence : std::uint8_t { kDeath, kLife, kOver84, kUpTo84, kFine, kProbation, kUnknown };
inline constexpr int kSentences = 7;

std::string_view sentence_name(Sentence sentence);

/// What can be wrong with a date (`date_findings` of the catalogue).
enum class DateFinding : std::uint8_t { kMissing, kNegative, kFuture };
inline constexpr std::size_t kDateFindings = 3;

/// What a report is (CrPC s.173). kNone is no code.
enum class ReportType : std::uint8_t {
  kNone,
  kInterim,
  kFinal,
  kSupplementary,
  kCancellation,
  kUntraced,
  kDischarge
};

ReportType find_report_type(std::string_view code);
/// True for those that close the investigation: final, cancellation, untraced and discharge.
bool is_closing(ReportType type);

/// What was decided on a submission, a bail application or an appeal. kNone is no code.
enum class Decision : std::uint8_t {
  kNone,
  kForwarded,
  kReturned,
  kGranted,
  kRefused,
  kWithdrawn,
  kAllowed,
  kPartlyAllowed,
  kDismissed
};

/// What a code means of such a unit; kNone if it is no decision on it.
Decision find_decision(Unit unit, std::string_view code);

/// Who appeals. kNone is no code.
enum class Appellant : std::uint8_t { kNone, kState, kAccused };

Appellant find_appellant(std::string_view code);

/// Which limit a trial has (`backlog_rate` of the catalogue): the first that fits. kNone: nothing is known.
enum class TimeClass : std::uint8_t { kNone, kJuvenile, kMurder, kOver7Years, kUpTo7Years };

/// A named code of a row.
enum class CodeFact : std::uint8_t {
  kDisposal,
  kOutcome,
  kMapped,
  kPresent,            ///< yes, no: whether the prosecutor appeared
  kClosed,             ///< the class that closed a case before trial
  kSentence,           ///< of an accused who was convicted
  kPoliceRecord,       ///< yes, no: whether a police source has a record of the FIR
  kProsecutionRecord,  ///< the same of a prosecution
  kCourtRecord,        ///< the same of a court
  kReportType,
  kDecision,
  kReturned,  ///< yes, no: whether a submission was returned
  kFirst,     ///< yes, no: whether a submission is the first of its report
  kReturns,   ///< none, once, more: how often a report was returned
  kOpposed,   ///< yes, no: whether the prosecution opposed bail
  kAgrees,    ///< yes, no: whether those who have a field of a case say the same
  kBy,        ///< who appeals
};

/// Something that a row may have or not, and that is no date.
enum class Detail : std::uint8_t { kReason, kSide, kPwSummoned, kPwAttended, kPwExamined };

/// What the record of a pending case should have (kComplete).
enum class Entry : std::uint8_t {
  kReportReceivedOn,  ///< the receipt of a report on its FIR
  kReportDecision,    ///< what the prosecution made of one
  kSections,
  kNextOn  ///< of its latest hearing
};

/// Rows whose fact is one of the values.
struct Filter {
  CodeFact fact = CodeFact::kDisposal;
  std::vector<std::string> values;
  std::uint32_t codes = 0;  ///< the same as bits: bit_of, yes_no_bit
};

/// What stands for a code in Filter::codes.
constexpr std::uint32_t bit_of(model::Disposal disposal) {
  return std::uint32_t{1} << static_cast<unsigned>(disposal);
}
constexpr std::uint32_t bit_of(Outcome outcome) {
  return std::uint32_t{1} << static_cast<unsigned>(outcome);
}
constexpr std::uint32_t bit_of(Sentence sentence) {
  return std::uint32_t{1} << static_cast<unsigned>(sentence);
}
constexpr std::uint32_t bit_of(ReportType type) {
  return std::uint32_t{1} << static_cast<unsigned>(type);
}
constexpr std::uint32_t bit_of(Decision decision) {
  return std::uint32_t{1} << static_cast<unsigned>(decision);
}
constexpr std::uint32_t bit_of(Appellant appellant) {
  return std::uint32_t{1} << static_cast<unsigned>(appellant);
}
constexpr std::uint32_t returns_bit(std::int64_t returns) {
  return returns == 0 ? 1 : returns == 1 ? 2 : 4;
}
constexpr std::uint32_t yes_no_bit(bool yes) {
  return yes ? 2 : 1;
}

/// What a row adds: 1, or one of its numbers.
enum class Sum : std::uint8_t { kRows, kHearings, kPwSummoned, kPwAttended, kPwExamined };

/// One thing counted: rows of a unit, in the period of a date, that pass every filter.
struct Term {
  Unit unit = Unit::kCase;
  DateFact on = DateFact::kNone;
  std::vector<Filter> where;
  Sum sum = Sum::kRows;
  DateFact from = DateFact::kNone;  ///< days from this date to the next; what is due is due from here
  DateFact to = DateFact::kNone;
  std::vector<Filter> known;    ///< rows without one of these values are excluded as missing
  std::vector<DateFact> dated;  ///< and so are rows without one of these dates
  std::vector<Detail> given;    ///< or of these details
  bool missed = false;          ///< kDue: counts what did not happen by its due date
  std::vector<DateFact> until;  ///< kOverdue: the first of these ends it
};

/// Limits that a cohort can have, each longer than the one before.
inline constexpr std::size_t kMostCohorts = 8;

/// So many days are allowed: from the term's start date, where the row is valid on that day.
struct Limit {
  std::string province;                     ///< empty: everywhere
  TimeClass time_class = TimeClass::kNone;  ///< kNone: whatever the trial is
  std::optional<bool> death;  ///< of custody: for an offence punishable with death, or for none; nothing: any
  bool woman = false;         ///< of custody: of women alone
  base::Day from = base::kFarPast;     ///< valid from this day
  base::Day until = base::kFarFuture;  ///< to before this
  std::int32_t days = 0;
  bool working = false;                         ///< working days, else calendar days
  std::shared_ptr<const WorkingDays> calendar;  ///< of working days; null: every day is one
  std::string law;
};

/// What a stock holds: cases that are pending or dormant, or accused: who absconds, who is in custody, and
/// who of these has no disposal.
enum class State : std::uint8_t { kPending, kDormant, kAbsconding, kInCustody, kUndertrial };

/// True for the states of accused.
constexpr bool is_of_accused(State state) {
  return state != State::kPending && state != State::kDormant;
}

/// True for the states of those in custody.
constexpr bool is_of_custody(State state) {
  return state == State::kInCustody || state == State::kUndertrial;
}

/// "pending", "in_custody" … as definitions write it.
std::string_view state_name(State state);

/// What must be observed for a value to exist: a population that is seen whole, or a field on records of one
/// of these kinds; an order, for instance, stands on the case in one system and on each charge in another.
struct Need {
  std::optional<model::Population> population = std::nullopt;
  std::vector<model::Kind> kinds = {};  ///< none where a population is needed
  model::FieldId field = 0;

  bool seen_by(const model::SourceDeclaration& source) const;
};

/// The highest version that a KPI can have.
inline constexpr std::int64_t kMostVersions = 1000;
/// Versions of all KPIs that a hub can count: cells know them by a byte.
inline constexpr std::size_t kMostDefinitions = 255;

/// One version of a KPI, as its file words it.
struct Definition {
  std::string id;
  int version = 1;
  base::Day valid_from{};  ///< for every period, in what is known from this day on (KPIS rule 2)
  std::string title;
  std::string question;
  std::string formula;
  std::string unit;  ///< of the value: "cases", "percent", "days" …
  std::string source;
  std::string caveats;
  Form form = Form::kCount;
  State state = State::kPending;           ///< kStock, kAge, kBacklog and kShare
  State of = State::kPending;              ///< kShare: the whole
  CodeFact classes = CodeFact::kDisposal;  ///< kMix: the code whose classes are counted
  std::vector<Term> terms;  ///< by component: count, numerator and denominator, or as the form says
  std::vector<Dimension> by;
  std::vector<Dimension>
      numerator_by;            ///< only the numerator has it; the denominator is the whole cell's (rule 8)
  std::vector<Entry> entries;  ///< kComplete: all that a record should have
  std::vector<std::int64_t> bands;  ///< kComplete: percentages from which a band begins, the highest first
  std::vector<Need> needs;
  std::vector<Limit> limits;  ///< the first that fits
  std::string text;           ///< the file's
  std::uint64_t digest = 0;   ///< of the text: cells made by another one are no longer true
};

/// The names of the classes that a mix (is_mix) counts, by their number.
std::vector<std::string_view> class_names(const Definition& definition);

/// What the store knows a version of a KPI by: the id, and from the second version on "@2".
std::string stored_name(const Definition& definition);

/// True if the definition has limits, and one for this province; "_T": for any.
bool applies_in(const Definition& definition, std::string_view province);

/// Reads one definition. An error names file, line and key; an unknown key, unit, date or format is refused.
base::Result<Definition> parse_definition(std::string_view text, const std::string& file);

}  // namespace mizan::kpi
