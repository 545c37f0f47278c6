#include "kpi/derived_needs.hpp"

#include <algorithm>

namespace mizan::kpi {
namespace {

namespace field = model::field;
using model::FieldId;
using model::Kind;
using model::Population;

constexpr Kind kKinds[] = {Kind::kCase, Kind::kAccused, Kind::kReport, Kind::kHearing,
                           Kind::kBail, Kind::kAppeal,  Kind::kCharge};

// A field that is needed, or any of several that say the same.
using OneOf = std::vector<FieldId>;

// Of appeals there is none that a source could see whole.
std::optional<Population> population_of(Unit unit) {
  switch (unit) {
    case Unit::kFir:
      return Population::kFirs;
    case Unit::kHearing:
      return Population::kHearings;
    case Unit::kSubmission:
    case Unit::kReport:
      return Population::kSubmissions;
    case Unit::kBail:
      return Population::kBail;
    case Unit::kAppeal:
      return std::nullopt;
    default:
      return Population::kCases;
  }
}

std::vector<OneOf> fields_of(DateFact date) {
  switch (date) {
    case DateFact::kNone:
      return {};
    case DateFact::kFirOn:
      return {{field::fir_on_id}};
    case DateFact::kIntimatedOn:
      return {{field::intimated_on_id}};
    case DateFact::kInstitutedOn:
    case DateFact::kFirstInstitutedOn:
      return {{field::instituted_on_id}};
    case DateFact::kChargedOn:
      return {{field::charged_on_id}};
    case DateFact::kDisposedOn:
    case DateFact::kMovedOutOn:
    case DateFact::kTransferredOn:
      return {{field::disposed_on_id}};
    case DateFact::kClosedOn:
    case DateFact::kConvictedOn:
    case DateFact::kAllEndedOn:
      return {{field::disposed_on_id}, {field::disposal_id}};
    case DateFact::kDormantOn:
      return {{field::dormant_on_id, field::disposed_on_id}};
    case DateFact::kRevivedOn:
      return {{field::revived_on_id}};
    case DateFact::kHeldOn:
      return {{field::held_on_id}};
    case DateFact::kNextOn:
      return {{field::next_on_id}};
    case DateFact::kClosingReceivedOn:
    case DateFact::kInterimReceivedOn:
    case DateFact::kAnyReportReceivedOn:
      return {{field::received_on_id}, {field::report_type_id}};
    case DateFact::kForwardedOn:
    case DateFact::kReturnedOn:
      return {{field::decided_on_id}, {field::decision_id}};
    case DateFact::kSentOn:
      return {{field::sent_on_id}};
    case DateFact::kReceivedOn:
      return {{field::received_on_id}};
    case DateFact::kDecidedOn:
      return {{field::decided_on_id}};
    case DateFact::kResubmittedOn:
      return {{field::resubmitted_on_id}};
    case DateFact::kFiledOn:
      return {{field::filed_on_id}};
    case DateFact::kCuredOn:
      return {{field::resubmitted_on_id, field::received_on_id}};
    case DateFact::kAppealedOn:
      return {{field::filed_on_id}, {field::by_id}};
  }
  return {};
}

// Whether somebody has a record at all is told by no field.
std::vector<OneOf> fields_of(CodeFact fact) {
  switch (fact) {
    case CodeFact::kDisposal:
    case CodeFact::kClosed:
      return {{field::disposal_id}};
    case CodeFact::kOutcome:
      return {{field::outcome_id}};
    case CodeFact::kPresent:
      return {{field::prosecutor_present_id}};
    case CodeFact::kSentence:
      return {{field::sentence_kind_id}};
    case CodeFact::kReportType:
      return {{field::report_type_id}};
    case CodeFact::kDecision:
    case CodeFact::kReturned:
    case CodeFact::kReturns:
      return {{field::decision_id}};
    case CodeFact::kOpposed:
      return {{field::opposed_id}};
    case CodeFact::kBy:
      return {{field::by_id}};
    default:
      return {};
  }
}

FieldId field_of(Unit unit, Detail detail) {
  switch (detail) {
    case Detail::kReason:
      return unit == Unit::kHearing ? field::adjourn_reason_id : field::disposal_reason_id;
    case Detail::kSide:
      return field::adjourn_side_id;
    case Detail::kPwSummoned:
      return field::pw_summoned_id;
    case Detail::kPwAttended:
      return field::pw_attended_id;
    case Detail::kPwExamined:
      return field::pw_examined_id;
  }
  return 0;
}

std::vector<OneOf> fields_of(Sum sum) {
  switch (sum) {
    case Sum::kRows:
      return {};
    case Sum::kHearings:
      return {{field::held_on_id}};
    case Sum::kPwSummoned:
      return {{field::pw_summoned_id}};
    case Sum::kPwAttended:
      return {{field::pw_attended_id}};
    case Sum::kPwExamined:
      return {{field::pw_examined_id}};
  }
  return {};
}

std::vector<OneOf> fields_of(Entry entry) {
  switch (entry) {
    case Entry::kReportReceivedOn:
      return {{field::received_on_id}};
    case Entry::kReportDecision:
      return {{field::decision_id}};
    case Entry::kSections:
      return {{field::sections_id}};
    case Entry::kNextOn:
      return {{field::held_on_id}, {field::next_on_id}};
  }
  return {};
}

/// Collects what is needed and not there, each once.
class Missing {
 public:
  explicit Missing(const Definition& definition) : definition_(definition) {}

  void want(Population population) {
    const auto& needs = definition_.needs;
    if (std::any_of(needs.begin(), needs.end(),
                    [&](const Need& need) { return need.population == population; }))
      return;
    note(std::string(model::population_name(population)));
  }

  /// Of rows of a unit: reports, bail applications and appeals have fields of the same name.
  void want(const OneOf& fields, Unit unit) {
    const bool covered =
        std::any_of(fields.begin(), fields.end(), [&](FieldId id) { return is_covered(id, unit); });
    if (!covered) note(wording(fields.front(), unit));
  }
  void want(const std::vector<OneOf>& all, Unit unit) {
    for (const auto& fields : all) want(fields, unit);
  }

  std::vector<std::string> take() { return std::move(missing_); }

 private:
  static bool can_have(Kind kind, FieldId id, Unit unit) {
    if (!model::find_field(id)->belongs_to(kind)) return false;
    if (kind == Kind::kAppeal) return unit == Unit::kAppeal;
    if (kind == Kind::kBail) return unit == Unit::kBail;
    return kind != Kind::kReport || (unit != Unit::kBail && unit != Unit::kAppeal);
  }

  bool is_covered(FieldId id, Unit unit) const {
    return std::any_of(definition_.needs.begin(), definition_.needs.end(), [&](const Need& need) {
      return !need.population && need.field == id &&
             std::any_of(need.kinds.begin(), need.kinds.end(),
                         [&](Kind kind) { return can_have(kind, id, unit); });
    });
  }

  static std::string wording(FieldId id, Unit unit) {
    std::string kinds;
    for (const auto kind : kKinds) {
      if (can_have(kind, id, unit)) kinds += (kinds.empty() ? "" : "|") + std::string(model::kind_name(kind));
    }
    return kinds + "." + std::string(model::find_field(id)->name);
  }

  void note(std::string need) {
    if (std::find(missing_.begin(), missing_.end(), need) == missing_.end())
      missing_.push_back(std::move(need));
  }

  const Definition& definition_;
  std::vector<std::string> missing_;
};

// Whatever has it, an accused is appealed against by an appeal.
void want_date(DateFact date, Unit unit, Missing& missing) {
  missing.want(fields_of(date), date == DateFact::kAppealedOn ? Unit::kAppeal : unit);
}

void want_term(const Term& term, Missing& missing) {
  if (is_value(term.unit)) return;
  if (const auto population = population_of(term.unit)) missing.want(*population);
  for (const auto date : {term.on, term.from, term.to}) want_date(date, term.unit, missing);
  for (const auto* dates : {&term.dated, &term.until}) {
    for (const auto date : *dates) want_date(date, term.unit, missing);
  }
  for (const auto* filters : {&term.where, &term.known}) {
    for (const auto& filter : *filters) missing.want(fields_of(filter.fact), term.unit);
  }
  for (const auto detail : term.given) missing.want(OneOf{field_of(term.unit, detail)}, term.unit);
  missing.want(fields_of(term.sum), term.unit);
  if (term.sum == Sum::kHearings) missing.want(Population::kHearings);
}

void want_one_state(State state, Missing& missing) {
  if (is_of_custody(state)) {
    missing.want(Population::kCustody);
    for (const auto date : {field::custody_from_id, field::custody_to_id})
      missing.want(OneOf{date}, Unit::kAccused);
  }
  if (state == State::kInCustody) return;
  missing.want(Population::kCases);
  missing.want(fields_of(DateFact::kDisposedOn), Unit::kCase);
  if (state == State::kAbsconding) missing.want(OneOf{field::absconding_id}, Unit::kAccused);
  if (state == State::kPending) missing.want(fields_of(DateFact::kInstitutedOn), Unit::kCase);
}

// A stock has no term that would say what it stands on.
void want_state(const Definition& definition, Missing& missing) {
  if (!is_stock(definition.form) && definition.form != Form::kBalance) return;
  if (definition.form == Form::kOverdue) return;
  want_one_state(definition.state, missing);
  if (definition.form == Form::kShare) want_one_state(definition.of, missing);
}

bool looks_at_sections(const Limit& limit) {
  return (limit.time_class != TimeClass::kNone && limit.time_class != TimeClass::kJuvenile) || limit.death;
}

bool is_of_women(const Limit& limit) {
  return limit.woman;
}

}  // namespace

std::vector<std::string> missing_needs(const Definition& definition) {
  Missing missing(definition);
  for (const auto& term : definition.terms) want_term(term, missing);
  want_state(definition, missing);
  if (definition.form == Form::kMix) {
    const auto unit = definition.terms.empty() ? Unit::kCase : definition.terms[0].unit;
    missing.want(fields_of(definition.classes), unit);
  }
  for (const auto entry : definition.entries) missing.want(fields_of(entry), Unit::kCase);
  const auto& limits = definition.limits;
  if (std::any_of(limits.begin(), limits.end(), looks_at_sections))
    missing.want(OneOf{field::sections_id}, Unit::kCase);
  if (std::any_of(limits.begin(), limits.end(), is_of_women))
    missing.want(OneOf{field::sex_id}, Unit::kAccused);
  return missing.take();
}

}  // namespace mizan::kpi
