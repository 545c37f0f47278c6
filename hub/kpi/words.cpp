#include "kpi/words.hpp"

#include <array>

namespace mizan::kpi {
namespace {

constexpr std::array kForms = {Word<Form>{"count", Form::kCount},
                               Word<Form>{"ratio", Form::kRatio},
                               Word<Form>{"mean", Form::kMean},
                               Word<Form>{"mix", Form::kMix},
                               Word<Form>{"in_out", Form::kInOut},
                               Word<Form>{"days", Form::kDays},
                               Word<Form>{"stock", Form::kStock},
                               Word<Form>{"age", Form::kAge},
                               Word<Form>{"turnover", Form::kTurnover},
                               Word<Form>{"balance", Form::kBalance},
                               Word<Form>{"codes", Form::kCodes},
                               Word<Form>{"findings", Form::kFindings},
                               Word<Form>{"due", Form::kDue},
                               Word<Form>{"cohort", Form::kCohort},
                               Word<Form>{"within", Form::kWithin},
                               Word<Form>{"overdue", Form::kOverdue},
                               Word<Form>{"backlog", Form::kBacklog},
                               Word<Form>{"complete", Form::kComplete},
                               Word<Form>{"share", Form::kShare},
                               Word<Form>{"receipts", Form::kReceipts},
                               Word<Form>{"freshness", Form::kFreshness}};
constexpr std::array kUnits = {Word<Unit>{"fir", Unit::kFir},
                               Word<Unit>{"case", Unit::kCase},
                               Word<Unit>{"hearing", Unit::kHearing},
                               Word<Unit>{"leg_in", Unit::kLegIn},
                               Word<Unit>{"leg_out", Unit::kLegOut},
                               Word<Unit>{"code", Unit::kCode},
                               Word<Unit>{"accused", Unit::kAccused},
                               Word<Unit>{"submission", Unit::kSubmission},
                               Word<Unit>{"report", Unit::kReport},
                               Word<Unit>{"bail", Unit::kBail},
                               Word<Unit>{"shared_field", Unit::kSharedField},
                               Word<Unit>{"appeal", Unit::kAppeal}};
constexpr std::array kDimensions = {Word<Dimension>{"total", Dimension::kTotal},
                                    Word<Dimension>{"district", Dimension::kDistrict},
                                    Word<Dimension>{"police_station", Dimension::kStation},
                                    Word<Dimension>{"court", Dimension::kCourt},
                                    Word<Dimension>{"prosecutor", Dimension::kProsecutor},
                                    Word<Dimension>{"offence_group", Dimension::kOffenceGroup},
                                    Word<Dimension>{"reason", Dimension::kReason},
                                    Word<Dimension>{"side", Dimension::kSide},
                                    Word<Dimension>{"field", Dimension::kField},
                                    Word<Dimension>{"sex", Dimension::kSex},
                                    Word<Dimension>{"age_class", Dimension::kAgeClass},
                                    Word<Dimension>{"objection", Dimension::kObjection},
                                    Word<Dimension>{"bail_kind", Dimension::kBailKind},
                                    Word<Dimension>{"source", Dimension::kSource}};
constexpr std::array kDates = {Word<DateFact>{"fir_on", DateFact::kFirOn},
                               Word<DateFact>{"instituted_on", DateFact::kInstitutedOn},
                               Word<DateFact>{"disposed_on", DateFact::kDisposedOn},
                               Word<DateFact>{"held_on", DateFact::kHeldOn},
                               Word<DateFact>{"next_on", DateFact::kNextOn},
                               Word<DateFact>{"dormant_on", DateFact::kDormantOn},
                               Word<DateFact>{"revived_on", DateFact::kRevivedOn},
                               Word<DateFact>{"moved_out_on", DateFact::kMovedOutOn},
                               Word<DateFact>{"transferred_on", DateFact::kTransferredOn},
                               Word<DateFact>{"intimated_on", DateFact::kIntimatedOn},
                               Word<DateFact>{"charged_on", DateFact::kChargedOn},
                               Word<DateFact>{"closed_on", DateFact::kClosedOn},
                               Word<DateFact>{"first_instituted_on", DateFact::kFirstInstitutedOn},
                               Word<DateFact>{"closing_received_on", DateFact::kClosingReceivedOn},
                               Word<DateFact>{"interim_received_on", DateFact::kInterimReceivedOn},
                               Word<DateFact>{"any_report_received_on", DateFact::kAnyReportReceivedOn},
                               Word<DateFact>{"forwarded_on", DateFact::kForwardedOn},
                               Word<DateFact>{"all_ended_on", DateFact::kAllEndedOn},
                               Word<DateFact>{"convicted_on", DateFact::kConvictedOn},
                               Word<DateFact>{"sent_on", DateFact::kSentOn},
                               Word<DateFact>{"received_on", DateFact::kReceivedOn},
                               Word<DateFact>{"decided_on", DateFact::kDecidedOn},
                               Word<DateFact>{"resubmitted_on", DateFact::kResubmittedOn},
                               Word<DateFact>{"filed_on", DateFact::kFiledOn},
                               Word<DateFact>{"cured_on", DateFact::kCuredOn},
                               Word<DateFact>{"returned_on", DateFact::kReturnedOn},
                               Word<DateFact>{"appealed_on", DateFact::kAppealedOn}};
constexpr std::array kCodes = {Word<CodeFact>{"disposal", CodeFact::kDisposal},
                               Word<CodeFact>{"outcome", CodeFact::kOutcome},
                               Word<CodeFact>{"mapped", CodeFact::kMapped},
                               Word<CodeFact>{"prosecutor_present", CodeFact::kPresent},
                               Word<CodeFact>{"closed", CodeFact::kClosed},
                               Word<CodeFact>{"sentence", CodeFact::kSentence},
                               Word<CodeFact>{"police_record", CodeFact::kPoliceRecord},
                               Word<CodeFact>{"prosecution_record", CodeFact::kProsecutionRecord},
                               Word<CodeFact>{"court_record", CodeFact::kCourtRecord},
                               Word<CodeFact>{"report_type", CodeFact::kReportType},
                               Word<CodeFact>{"decision", CodeFact::kDecision},
                               Word<CodeFact>{"returned", CodeFact::kReturned},
                               Word<CodeFact>{"first", CodeFact::kFirst},
                               Word<CodeFact>{"returns", CodeFact::kReturns},
                               Word<CodeFact>{"opposed", CodeFact::kOpposed},
                               Word<CodeFact>{"agrees", CodeFact::kAgrees},
                               Word<CodeFact>{"by", CodeFact::kBy}};
constexpr std::array kDetails = {Word<Detail>{"reason", Detail::kReason}, Word<Detail>{"side", Detail::kSide},
                                 Word<Detail>{"pw_summoned", Detail::kPwSummoned},
                                 Word<Detail>{"pw_attended", Detail::kPwAttended},
                                 Word<Detail>{"pw_examined", Detail::kPwExamined}};
constexpr std::array kSums = {
    Word<Sum>{"hearings", Sum::kHearings}, Word<Sum>{"pw_summoned", Sum::kPwSummoned},
    Word<Sum>{"pw_attended", Sum::kPwAttended}, Word<Sum>{"pw_examined", Sum::kPwExamined}};
constexpr std::array kStates = {
    Word<State>{"pending", State::kPending}, Word<State>{"dormant", State::kDormant},
    Word<State>{"absconding", State::kAbsconding}, Word<State>{"in_custody", State::kInCustody},
    Word<State>{"undertrial", State::kUndertrial}};
constexpr std::array kTimeClasses = {Word<TimeClass>{"juvenile", TimeClass::kJuvenile},
                                     Word<TimeClass>{"murder", TimeClass::kMurder},
                                     Word<TimeClass>{"over_7_years", TimeClass::kOver7Years},
                                     Word<TimeClass>{"up_to_7_years", TimeClass::kUpTo7Years}};
constexpr std::array kEntries = {Word<Entry>{"report_received_on", Entry::kReportReceivedOn},
                                 Word<Entry>{"report_decision", Entry::kReportDecision},
                                 Word<Entry>{"sections", Entry::kSections},
                                 Word<Entry>{"next_on", Entry::kNextOn}};
constexpr std::array kReportTypes = {Word<ReportType>{"interim", ReportType::kInterim},
                                     Word<ReportType>{"final", ReportType::kFinal},
                                     Word<ReportType>{"supplementary", ReportType::kSupplementary},
                                     Word<ReportType>{"cancellation", ReportType::kCancellation},
                                     Word<ReportType>{"untraced", ReportType::kUntraced},
                                     Word<ReportType>{"discharge", ReportType::kDischarge}};
constexpr std::array kDecisions = {Word<Decision>{"forwarded", Decision::kForwarded},
                                   Word<Decision>{"returned", Decision::kReturned},
                                   Word<Decision>{"granted", Decision::kGranted},
                                   Word<Decision>{"refused", Decision::kRefused},
                                   Word<Decision>{"withdrawn", Decision::kWithdrawn},
                                   Word<Decision>{"allowed", Decision::kAllowed},
                                   Word<Decision>{"partly_allowed", Decision::kPartlyAllowed},
                                   Word<Decision>{"dismissed", Decision::kDismissed}};
constexpr std::array kAppellants = {Word<Appellant>{"state", Appellant::kState},
                                    Word<Appellant>{"accused", Appellant::kAccused}};
constexpr std::array<std::string_view, kSentences> kSentenceNames = {
    "death", "life", "over_84_months", "up_to_84_months", "fine", "probation", "unknown"};

constexpr std::array<std::string_view, kDateFindings> kFindingNames = {"missing", "negative", "future"};

constexpr std::array<std::string_view, 2> kParts = {"numerator", "denominator"};
constexpr std::array<std::string_view, 1> kCount = {"count"};
constexpr std::array<std::string_view, 1> kDisposed = {"disposed"};
constexpr std::array<std::string_view, 2> kInOut = {"in", "out"};
constexpr std::array<std::string_view, 1> kDue = {"due"};

constexpr std::array<std::string_view, 7> kAllTerms = {"numerator", "denominator", "count", "disposed",
                                                       "in",        "out",         "due"};

constexpr std::array kDefinitionKeys = {
    KeyWord{"format", true},        KeyWord{"id", true},       KeyWord{"version", true},
    KeyWord{"valid_from", true},    KeyWord{"title", true},    KeyWord{"question", true},
    KeyWord{"formula", true},       KeyWord{"unit", true},     KeyWord{"source", true},
    KeyWord{"caveats", false},      KeyWord{"form", true},     KeyWord{"by", false},
    KeyWord{"numerator_by", false}, KeyWord{"needs", false},   KeyWord{"state", false},
    KeyWord{"of", false},           KeyWord{"classes", false}, KeyWord{"entries", false},
    KeyWord{"bands", false},        KeyWord{"limit", false}};
constexpr std::array<std::string_view, 11> kTermKeys = {"unit", "on",   "where", "known",  "dated", "given",
                                                        "sum",  "from", "to",    "counts", "until"};
constexpr std::array kCounts = {Word<bool>{"calendar", false}, Word<bool>{"working", true}};

constexpr std::array kLimitKeys = {
    KeyWord{"days", true},      KeyWord{"law", true},         KeyWord{"count", false},
    KeyWord{"province", false}, KeyWord{"time_class", false}, KeyWord{"death", false},
    KeyWord{"woman", false},    KeyWord{"from", false},       KeyWord{"until", false}};

constexpr bool is_of_trial(Unit unit) {
  return unit == Unit::kCase || unit == Unit::kHearing || unit == Unit::kLegIn || unit == Unit::kLegOut ||
         unit == Unit::kAccused;
}

constexpr std::array kYesNo = {Word<std::uint32_t>{"no", yes_no_bit(false)},
                               Word<std::uint32_t>{"yes", yes_no_bit(true)}};
constexpr std::array kOutcomes = {Word<std::uint32_t>{model::kEffective, bit_of(Outcome::kEffective)},
                                  Word<std::uint32_t>{model::kAdjourned, bit_of(Outcome::kAdjourned)}};
constexpr std::array kReturnCounts = {Word<std::uint32_t>{"none", returns_bit(0)},
                                      Word<std::uint32_t>{"once", returns_bit(1)},
                                      Word<std::uint32_t>{"more", returns_bit(2)}};

std::vector<Word<std::uint32_t>> disposal_codes() {
  std::vector<Word<std::uint32_t>> codes;
  for (int c = 0; c <= static_cast<int>(model::Disposal::kTransferred); ++c) {
    const auto disposal = static_cast<model::Disposal>(c);
    codes.emplace_back(model::disposal_name(disposal), bit_of(disposal));
  }
  return codes;
}

std::vector<Word<std::uint32_t>> sentence_codes() {
  std::vector<Word<std::uint32_t>> codes;
  for (int i = 0; i < kSentences; ++i)
    codes.emplace_back(kSentenceNames[static_cast<std::size_t>(i)], bit_of(static_cast<Sentence>(i)));
  return codes;
}

// Words with their bits.
template <class T, std::size_t N>
std::vector<Word<std::uint32_t>> bits_of(const std::array<Word<T>, N>& words) {
  std::vector<Word<std::uint32_t>> codes;
  for (const auto& [name, meaning] : words) codes.emplace_back(name, bit_of(meaning));
  return codes;
}

// What a code means, by its table; T{} is none.
template <class T, std::size_t N>
T meaning_of(std::string_view code, const std::array<Word<T>, N>& words) {
  for (const auto& [name, meaning] : words) {
    if (name == code) return meaning;
  }
  return T{};
}

// Which decisions there are on a row of the unit.
bool can_decide(Unit unit, Decision decision) {
  switch (decision) {
    case Decision::kNone:
      return false;
    case Decision::kForwarded:
    case Decision::kReturned:
      return unit == Unit::kSubmission;
    case Decision::kGranted:
      return unit == Unit::kBail;
    case Decision::kRefused:
    case Decision::kWithdrawn:
      return unit == Unit::kBail || unit == Unit::kAppeal;
    case Decision::kAllowed:
    case Decision::kPartlyAllowed:
    case Decision::kDismissed:
      return unit == Unit::kAppeal;
  }
  return false;
}

std::vector<Word<std::uint32_t>> decision_codes(Unit unit) {
  std::vector<Word<std::uint32_t>> codes;
  for (const auto& [name, decision] : kDecisions) {
    if (can_decide(unit, decision)) codes.emplace_back(name, bit_of(decision));
  }
  return codes;
}

}  // namespace

std::span<const Word<Form>> form_words() {
  return kForms;
}
std::span<const Word<Unit>> unit_words() {
  return kUnits;
}
std::span<const Word<Dimension>> dimension_words() {
  return kDimensions;
}
std::span<const Word<DateFact>> date_words() {
  return kDates;
}
std::span<const Word<CodeFact>> code_words() {
  return kCodes;
}
std::span<const Word<Detail>> detail_words() {
  return kDetails;
}
std::span<const Word<Sum>> sum_words() {
  return kSums;
}
std::span<const Word<State>> state_words() {
  return kStates;
}

std::span<const Word<TimeClass>> time_class_words() {
  return kTimeClasses;
}

std::span<const Word<bool>> count_words() {
  return kCounts;
}

std::span<const Word<Entry>> entry_words() {
  return kEntries;
}

std::span<const KeyWord> definition_keys() {
  return kDefinitionKeys;
}

std::span<const std::string_view> term_keys() {
  return kTermKeys;
}

std::span<const KeyWord> limit_keys() {
  return kLimitKeys;
}

std::span<const std::string_view> all_term_names() {
  return kAllTerms;
}

ReportType find_report_type(std::string_view code) {
  return meaning_of(code, kReportTypes);
}

Decision find_decision(Unit unit, std::string_view code) {
  const auto decision = meaning_of(code, kDecisions);
  return can_decide(unit, decision) ? decision : Decision::kNone;
}

Appellant find_appellant(std::string_view code) {
  return meaning_of(code, kAppellants);
}

bool is_closing(ReportType type) {
  return type == ReportType::kFinal || type == ReportType::kCancellation || type == ReportType::kUntraced ||
         type == ReportType::kDischarge;
}

std::span<const std::string_view> term_names(Form form) {
  switch (form) {
    case Form::kRatio:
    case Form::kMean:
    case Form::kCodes:
      return kParts;
    case Form::kTurnover:
      return kDisposed;
    case Form::kInOut:
      return kInOut;
    case Form::kDue:
    case Form::kCohort:
    case Form::kOverdue:
      return kDue;
    case Form::kStock:
    case Form::kAge:
    case Form::kBalance:
    case Form::kBacklog:
    case Form::kComplete:
    case Form::kShare:
    case Form::kFindings:
    case Form::kReceipts:
    case Form::kFreshness:
      return {};
    case Form::kCount:
    case Form::kMix:
    case Form::kDays:
    case Form::kWithin:
      return kCount;
  }
  return {};
}

bool has_code(Unit unit, CodeFact fact) {
  const bool of_trial = is_of_trial(unit);
  switch (fact) {
    case CodeFact::kDisposal:
    case CodeFact::kClosed:
      return of_trial;
    case CodeFact::kOutcome:
    case CodeFact::kPresent:
      return unit == Unit::kHearing;
    case CodeFact::kMapped:
      return unit == Unit::kCode;
    case CodeFact::kSentence:
      return unit == Unit::kAccused;
    case CodeFact::kPoliceRecord:
    case CodeFact::kProsecutionRecord:
    case CodeFact::kCourtRecord:
      return !is_value(unit);
    case CodeFact::kReportType:
      return unit == Unit::kSubmission || unit == Unit::kReport;
    case CodeFact::kReturned:
    case CodeFact::kFirst:
      return unit == Unit::kSubmission;
    case CodeFact::kReturns:
      return unit == Unit::kReport;
    case CodeFact::kDecision:
      return unit == Unit::kSubmission || unit == Unit::kBail || unit == Unit::kAppeal;
    case CodeFact::kOpposed:
      return unit == Unit::kBail;
    case CodeFact::kAgrees:
      return unit == Unit::kSharedField;
    case CodeFact::kBy:
      return unit == Unit::kAppeal;
  }
  return false;
}

bool has_detail(Unit unit, Detail detail) {
  if (detail == Detail::kReason) return unit == Unit::kHearing || unit == Unit::kCase;
  return unit == Unit::kHearing;
}

Unit unit_of(Sum sum) {
  return sum == Sum::kHearings ? Unit::kCase : Unit::kHearing;
}

std::vector<Word<std::uint32_t>> codes_of(Unit unit, CodeFact fact) {
  switch (fact) {
    case CodeFact::kDisposal:
    case CodeFact::kClosed:
      return disposal_codes();
    case CodeFact::kOutcome:
      return {kOutcomes.begin(), kOutcomes.end()};
    case CodeFact::kSentence:
      return sentence_codes();
    case CodeFact::kMapped:
    case CodeFact::kPresent:
    case CodeFact::kPoliceRecord:
    case CodeFact::kProsecutionRecord:
    case CodeFact::kCourtRecord:
    case CodeFact::kReturned:
    case CodeFact::kFirst:
    case CodeFact::kOpposed:
    case CodeFact::kAgrees:
      return {kYesNo.begin(), kYesNo.end()};
    case CodeFact::kReportType:
      return bits_of(kReportTypes);
    case CodeFact::kDecision:
      return decision_codes(unit);
    case CodeFact::kBy:
      return bits_of(kAppellants);
    case CodeFact::kReturns:
      return {kReturnCounts.begin(), kReturnCounts.end()};
  }
  return {};
}

bool has_date(Unit unit, DateFact date) {
  if (is_value(unit)) return false;
  switch (date) {
    case DateFact::kNone:
      return false;
    case DateFact::kFirOn:
    case DateFact::kIntimatedOn:
    case DateFact::kFirstInstitutedOn:
    case DateFact::kClosingReceivedOn:
    case DateFact::kInterimReceivedOn:
    case DateFact::kAnyReportReceivedOn:
    case DateFact::kForwardedOn:
    case DateFact::kAllEndedOn:
    case DateFact::kConvictedOn:
      return true;  // those of its FIR
    case DateFact::kInstitutedOn:
    case DateFact::kDisposedOn:
    case DateFact::kDormantOn:
    case DateFact::kRevivedOn:
    case DateFact::kMovedOutOn:
    case DateFact::kChargedOn:
    case DateFact::kClosedOn:
      return is_of_trial(unit);
    case DateFact::kHeldOn:
    case DateFact::kNextOn:
      return unit == Unit::kHearing;
    case DateFact::kTransferredOn:
      return unit == Unit::kLegIn || unit == Unit::kLegOut;
    case DateFact::kAppealedOn:
      return unit == Unit::kAccused;
    case DateFact::kDecidedOn:
      return unit == Unit::kSubmission || unit == Unit::kBail || unit == Unit::kAppeal;
    case DateFact::kSentOn:
    case DateFact::kResubmittedOn:
    case DateFact::kCuredOn:
      return unit == Unit::kSubmission;
    case DateFact::kReceivedOn:
      return unit == Unit::kSubmission || unit == Unit::kReport;
    case DateFact::kFiledOn:
      return unit == Unit::kSubmission || unit == Unit::kReport || unit == Unit::kAppeal;
    case DateFact::kReturnedOn:
      return unit == Unit::kReport;
  }
  return false;
}

std::string_view state_name(State state) {
  return kStates[static_cast<std::size_t>(state)].first;
}

std::string_view sentence_name(Sentence sentence) {
  return kSentenceNames[static_cast<std::size_t>(sentence)];
}

std::vector<std::string_view> class_names(const Definition& definition) {
  if (definition.form == Form::kFindings) return {kFindingNames.begin(), kFindingNames.end()};
  if (definition.classes == CodeFact::kSentence) return {kSentenceNames.begin(), kSentenceNames.end()};
  std::vector<std::string_view> names;
  for (int c = 0; c <= static_cast<int>(model::Disposal::kUnclassified); ++c)
    names.push_back(model::disposal_name(static_cast<model::Disposal>(c)));
  return names;
}

std::string_view dimension_name(Dimension dimension) {
  return kDimensions[static_cast<std::size_t>(dimension)].first;
}

bool find_dimension(std::string_view name, Dimension& out) {
  for (const auto& [known, meaning] : kDimensions) {
    if (known == name) {
      out = meaning;
      return true;
    }
  }
  return false;
}

}  // namespace mizan::kpi
