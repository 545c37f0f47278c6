#include "kpi/appeals.hpp"

#include <algorithm>

namespace mizan::kpi {

using model::Kind;
using model::Record;
namespace field = model::field;

namespace {

Appeal made_of(const Application& one, DateReader& dates) {
  const auto date = [&](model::FieldId id) {
    return one.first(Precedence::kCourt, [&](const Record& record) { return dates(record, id); });
  };
  const auto decision =
      one.first(Precedence::kCourt, [](const Record& record) { return record.text(field::decision_id); });
  return {find_appellant(one.listed().kind), find_decision(Unit::kAppeal, decision.value_or("")),
          date(field::filed_on_id), date(field::decided_on_id)};
}

bool in_trial(const HeldRecord& part, const Chain& legs) {
  const auto is_part = [&](const HeldRecord& of) { return of.source_case == part.source_case; };
  return std::any_of(legs.begin(), legs.end(), [&](const CourtRecord* leg) {
    return std::any_of(leg->parts.begin(), leg->parts.end(), is_part) ||
           std::any_of(leg->children_only.begin(), leg->children_only.end(), is_part);
  });
}

// Keys mean something within a holder alone; of another's accused one knows who he is.
bool names_him(const ApplicationRecord& told, const NamedAccused& accused) {
  const auto named = told.record->text(field::accused_id);
  if (!named) return false;
  if (told.part.holder == accused.holder) return *named == accused.key && in_trial(told.part, *accused.legs);
  const auto& children = told.part.children();
  return std::any_of(children.begin(), children.end(), [&](const Record& child) {
    return child.kind == Kind::kAccused && child.key == *named && person_of(child).is(accused.person);
  });
}

bool concerns(const Application& appeal, const NamedAccused& accused) {
  bool names_anyone = false;
  bool him = false;
  appeal.for_each_record([&](const ApplicationRecord& told) {
    names_anyone = names_anyone || told.record->has(field::accused_id);
    him = him || names_him(told, accused);
  });
  return names_anyone ? him : in_trial(appeal.listed().part, *accused.legs);
}

}  // namespace

Appeals::Appeals(const std::vector<HeldRecord>& parts, DateReader& dates)
    : applications_(parts, Kind::kAppeal, dates) {
  for (const auto& one : applications_.all()) facts_.push_back(made_of(one, dates));
}

std::vector<Appeal> Appeals::facts() const {
  return facts_;
}

std::vector<base::Day> Appeals::of_state_against(const NamedAccused& accused) const {
  std::vector<base::Day> days;
  for (std::size_t i = 0; i < facts_.size(); ++i) {
    const auto& appeal = facts_[i];
    if (appeal.by == Appellant::kState && appeal.filed_on && concerns(applications_.all()[i], accused))
      days.push_back(*appeal.filed_on);
  }
  std::sort(days.begin(), days.end());
  return days;
}

}  // namespace mizan::kpi
