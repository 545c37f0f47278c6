#include <algorithm>
#include <tuple>
#include <utility>

#include "kpi/court_record.hpp"

namespace mizan::kpi {

using model::Record;
namespace field = model::field;

namespace {

Outcome outcome_of(const Record& record) {
  const auto text = record.text(field::outcome_id);
  if (text == model::kEffective) return Outcome::kEffective;
  if (text == model::kAdjourned) return Outcome::kAdjourned;
  return Outcome::kUnknown;
}

// The rest comes from the court first, what concerns the prosecutor from the prosecution (rule 13).
void merge_prosecutor(HearingDay& day, const HeldRecord& part, const Record& record, NameReader& names) {
  const auto rank = rank_of(part.holder, Precedence::kProsecutor);
  const auto prosecutor = record.text(field::prosecutor_id);
  if (prosecutor && rank < day.prosecutor_rank) {
    day.hearing.prosecutor = names(*prosecutor);
    day.prosecutor_rank = rank;
  }
  const auto present = record.boolean(field::prosecutor_present_id);
  if (present && rank < day.presence_rank) {
    day.hearing.presence = *present ? Presence::kPresent : Presence::kAbsent;
    day.presence_rank = rank;
  }
}

// The first that gives a count.
void merge_count(std::optional<std::int32_t>& out, const Record& record, model::FieldId id) {
  if (out) return;
  const auto count = record.integer(id);
  if (count && *count >= 0 && std::in_range<std::int32_t>(*count)) out = static_cast<std::int32_t>(*count);
}

/// One record of a hearing and the case record it stands under.
struct Told {
  const HeldRecord* part;
  const Record* record;
};

// Most believed first: by holder, then by source, then by its own key (rule 13).
auto order_of(const Told& told) {
  return std::tuple(rank_of(told.part->holder, Precedence::kCourt), told.part->source_case->source,
                    std::string_view(told.record->key));
}

template <class Visit>
void for_each_hearing(const Chain& legs, Visit visit) {
  const auto& first = *legs.front();
  if (legs.size() == 1 && first.parts.size() == 1 && first.children_only.empty()) {
    first.for_each_child(model::Kind::kHearing, visit);  // in the order of their keys already
    return;
  }
  std::vector<Told> all;
  for (const auto* leg : legs) {
    leg->for_each_child(model::Kind::kHearing, [&](const HeldRecord& part, const Record& record) {
      all.push_back({&part, &record});
    });
  }
  std::ranges::stable_sort(all, {}, order_of);
  for (const auto& told : all) visit(*told.part, *told.record);
}

void merge(HearingDay& day, const HeldRecord& part, const Record& record, NameReader& names) {
  auto& hearing = day.hearing;
  const auto fill = [&](NameId& out, model::FieldId id) {
    if (out == kNoName) out = names(record.text(id).value_or(""));
  };
  hearing.outcome = std::max(hearing.outcome, outcome_of(record));
  fill(hearing.adjourn_reason, field::adjourn_reason_id);
  fill(hearing.adjourn_side, field::adjourn_side_id);
  fill(hearing.court, field::court_id);
  if (!hearing.next_on) hearing.next_on = record.date(field::next_on_id);
  merge_count(hearing.pw_summoned, record, field::pw_summoned_id);
  merge_count(hearing.pw_attended, record, field::pw_attended_id);
  merge_count(hearing.pw_examined, record, field::pw_examined_id);
  merge_prosecutor(day, part, record, names);
}

HearingDay& day_of(std::vector<HearingDay>& days, base::Day held_on) {
  const auto same = std::find_if(days.rbegin(), days.rend(),
                                 [&](const HearingDay& day) { return day.hearing.held_on == held_on; });
  if (same != days.rend()) return *same;
  auto& day = days.emplace_back();
  day.hearing.held_on = held_on;
  return day;
}

}  // namespace

std::vector<HearingDay> hearings_of(const Chain& legs, DateReader& dates, NameReader& names) {
  std::vector<HearingDay> days;
  for_each_hearing(legs, [&](const HeldRecord& part, const Record& record) {
    if (record.text(field::outcome_id) == model::kVacated) return;
    if (const auto held_on = dates(record, field::held_on_id))
      merge(day_of(days, *held_on), part, record, names);
  });
  std::ranges::sort(days, {}, [](const HearingDay& day) { return day.hearing.held_on; });
  return days;
}

}  // namespace mizan::kpi
