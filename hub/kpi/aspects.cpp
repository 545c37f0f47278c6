#include "kpi/aspects.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

namespace mizan::kpi {
namespace {

template <class... Each>
Aspects these(Each... each) {
  Aspects all;
  (all.set(static_cast<std::size_t>(each)), ...);
  return all;
}

Aspects aspects_of(DateFact fact) {
  switch (fact) {
    case DateFact::kNone:
    case DateFact::kFirOn:
    case DateFact::kIntimatedOn:
      return {};
    case DateFact::kHeldOn:
    case DateFact::kNextOn:
      return these(Aspect::kHearings);
    case DateFact::kClosingReceivedOn:
    case DateFact::kInterimReceivedOn:
    case DateFact::kAnyReportReceivedOn:
    case DateFact::kForwardedOn:
    case DateFact::kSentOn:
    case DateFact::kReceivedOn:
    case DateFact::kResubmittedOn:
    case DateFact::kCuredOn:
    case DateFact::kReturnedOn:
      return these(Aspect::kSubmissions);
    case DateFact::kDecidedOn:
    case DateFact::kFiledOn:
      return these(Aspect::kSubmissions, Aspect::kBail, Aspect::kAppeals);
    case DateFact::kAppealedOn:
      return these(Aspect::kAccused);
    case DateFact::kChargedOn:
      return these(Aspect::kCharged);
    default:  // of trials, and of those accused in them
      return these(Aspect::kOrders, Aspect::kAccused);
  }
}

Aspects aspects_of(CodeFact fact) {
  switch (fact) {
    case CodeFact::kOutcome:
    case CodeFact::kPresent:
      return these(Aspect::kHearings);
    case CodeFact::kPoliceRecord:
    case CodeFact::kProsecutionRecord:
    case CodeFact::kCourtRecord:
      return {};
    case CodeFact::kReportType:
    case CodeFact::kReturned:
    case CodeFact::kFirst:
    case CodeFact::kReturns:
      return these(Aspect::kSubmissions);
    case CodeFact::kDecision:
      return these(Aspect::kSubmissions, Aspect::kBail, Aspect::kAppeals);
    case CodeFact::kOpposed:
      return these(Aspect::kBail);
    case CodeFact::kBy:
      return these(Aspect::kAppeals);
    case CodeFact::kMapped:
      return these(Aspect::kCodes);
    case CodeFact::kAgrees:
      return these(Aspect::kShared);
    default:  // of trials, and of those accused in them
      return these(Aspect::kOrders, Aspect::kAccused);
  }
}

Aspects aspects_of(Unit unit) {
  switch (unit) {
    case Unit::kFir:
      return {};
    case Unit::kHearing:
      return these(Aspect::kHearings);
    case Unit::kAccused:
      return these(Aspect::kOrders, Aspect::kAccused);
    case Unit::kSubmission:
    case Unit::kReport:
      return these(Aspect::kSubmissions);
    case Unit::kBail:
      return these(Aspect::kBail);
    case Unit::kAppeal:
      return these(Aspect::kAppeals);
    case Unit::kCode:
      return these(Aspect::kCodes);
    case Unit::kSharedField:
      return these(Aspect::kShared);
    default:  // trials and their legs
      return these(Aspect::kOrders);
  }
}

Aspects aspects_of(const Term& term) {
  Aspects all = aspects_of(term.unit) | aspects_of(term.on) | aspects_of(term.from) | aspects_of(term.to);
  if (term.sum == Sum::kHearings) all |= these(Aspect::kListed);
  for (const auto& filter : term.where) all |= aspects_of(filter.fact);
  for (const auto& filter : term.known) all |= aspects_of(filter.fact);
  for (const auto date : term.dated) all |= aspects_of(date);
  for (const auto date : term.until) all |= aspects_of(date);
  return all;
}

Aspects aspects_of(Form form) {
  if (form == Form::kFindings) return these(Aspect::kFindings);
  if (form == Form::kComplete) return these(Aspect::kOrders, Aspect::kSubmissions, Aspect::kNextDates);
  if (is_stock(form) || form == Form::kBalance) return these(Aspect::kOrders);
  return {};
}

bool has(const std::vector<Dimension>& list, Dimension dimension) {
  return std::find(list.begin(), list.end(), dimension) != list.end();
}

}  // namespace

Aspects looked_at(const Definition& definition) {
  Aspects all = these(Aspect::kCase, Aspect::kTrials) | aspects_of(definition.form);
  for (const auto& term : definition.terms) all |= aspects_of(term);
  if (is_mix(definition.form)) all |= aspects_of(definition.classes);
  const bool stock = is_stock(definition.form) || definition.form == Form::kBalance;
  if (stock && (is_of_accused(definition.state) || is_of_accused(definition.of)))
    all |= these(Aspect::kAccused);
  // Whose load a pending case is, its latest hearing says.
  if (stock && has(definition.by, Dimension::kProsecutor)) all |= these(Aspect::kLoads);
  for (const auto& limit : definition.limits) {
    if (limit.time_class != TimeClass::kNone) all |= these(Aspect::kOrders);
    if (limit.death || limit.woman) all |= these(Aspect::kAccused);
  }
  return all;
}

bool counts_hearings_apart(const Definition& definition) {
  const auto of_hearings = [](const Term& term) { return term.unit == Unit::kHearing; };
  return !definition.terms.empty() &&
         std::all_of(definition.terms.begin(), definition.terms.end(), of_hearings) &&
         looked_at(definition) == these(Aspect::kCase, Aspect::kTrials, Aspect::kHearings);
}

namespace {

// Each names every field, so that a new one does not compile until its aspect is known.

auto case_of(const Facts& facts) {
  const auto& [province, district, police_station, offence_group, has_fir, has_sections, holders, fir_on,
               intimated_on, trials, submissions, bail, appeals, codes, date_findings, shared, wakes] = facts;
  return std::tie(province, district, police_station, offence_group, has_fir, has_sections, holders, fir_on,
                  intimated_on);
}

struct TrialParts {
  explicit TrialParts(const Trial& trial) : of(trial) {}

  auto place() const {
    const auto& [legs, prosecutor, credited_to, offence_group, time_class, instituted_on, disposed_on,
                 disposal, disposal_reason, closed_on, closed, moved_out_on, charged_on,
                 disposal_without_date, hearings_to_disposal, dormant, pending, hearings, accused] = of;
    return std::tie(legs, prosecutor, offence_group);
  }
  auto orders() const {
    const auto& [legs, prosecutor, credited_to, offence_group, time_class, instituted_on, disposed_on,
                 disposal, disposal_reason, closed_on, closed, moved_out_on, charged_on,
                 disposal_without_date, hearings_to_disposal, dormant, pending, hearings, accused] = of;
    return std::tie(credited_to, time_class, instituted_on, disposed_on, disposal, disposal_reason, closed_on,
                    closed, moved_out_on, disposal_without_date, dormant, pending);
  }

  const Trial& of;
};

void put_if(bool differs, Aspect aspect, Aspects& all) {
  if (differs) all.set(static_cast<std::size_t>(aspect));
}

// Whether what hearings say becomes something else on the same days; before the first it is `said`.
template <class Says>
bool change_alike(const std::vector<Hearing>& one, const std::vector<Hearing>& other, NameId said,
                  const Says& says) {
  auto a = one.begin();
  auto b = other.begin();
  while (true) {
    const auto is_new = [&](const Hearing& hearing) { return says(hearing) != said; };
    a = std::find_if(a, one.end(), is_new);
    b = std::find_if(b, other.end(), is_new);
    if (a == one.end() || b == other.end()) return a == one.end() && b == other.end();
    said = says(*a);
    if (a->held_on != b->held_on || says(*b) != said) return false;
  }
}

// Of two trials that have not the same hearings, but the same prosecutor.
void compare_hearings(const Trial& one, const Trial& other, Aspects& all) {
  const auto load = [&](const Hearing& hearing) {
    return hearing.prosecutor == kNoName ? one.prosecutor : hearing.prosecutor;
  };
  const auto next = [](const Hearing& hearing) { return hearing.next_on ? kWhole : kNoName; };
  put_if(true, Aspect::kHearings, all);
  put_if(!change_alike(one.hearings, other.hearings, one.prosecutor, load), Aspect::kLoads, all);
  put_if(!change_alike(one.hearings, other.hearings, kNoName, next), Aspect::kNextDates, all);
}

void compare(const Trial& one, const Trial& other, Aspects& all) {
  const TrialParts a(one);
  const TrialParts b(other);
  put_if(a.place() != b.place(), Aspect::kTrials, all);
  put_if(a.orders() != b.orders(), Aspect::kOrders, all);
  put_if(one.charged_on != other.charged_on, Aspect::kCharged, all);
  put_if(one.hearings_to_disposal != other.hearings_to_disposal, Aspect::kListed, all);
  if (one.hearings != other.hearings) compare_hearings(one, other, all);
  put_if(one.accused != other.accused, Aspect::kAccused, all);
}

}  // namespace

Aspects differing(const Facts& a, const Facts& b) {
  Aspects all;
  if (a.trials.size() != b.trials.size()) return all.set();
  for (std::size_t i = 0; i < a.trials.size(); ++i) compare(a.trials[i], b.trials[i], all);
  put_if(case_of(a) != case_of(b), Aspect::kCase, all);
  put_if(a.submissions != b.submissions, Aspect::kSubmissions, all);
  put_if(a.bail != b.bail, Aspect::kBail, all);
  put_if(a.appeals != b.appeals, Aspect::kAppeals, all);
  put_if(a.codes != b.codes, Aspect::kCodes, all);
  put_if(a.date_findings != b.date_findings, Aspect::kFindings, all);
  put_if(a.shared != b.shared, Aspect::kShared, all);
  return all;
}

}  // namespace mizan::kpi
