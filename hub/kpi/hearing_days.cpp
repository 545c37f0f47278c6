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
void for_each_hearing_under(const std::vector<HeldRecord>& parts, Visit visit) {
  for (const auto& part : parts) {
    for (const auto& child : part.children()) {
      if (child.kind == model::Kind::kHearing) visit(part, child);
    }
  }
}

// Of a hearing on the list by the day that is known; one off it before (`vacated`) is none.
std::optional<base::Day> listed_on(const Record& record, DateReader& dates) {
  if (record.text(field::outcome_id) == model::kVacated) return std::nullopt;
  return dates(record, field::held_on_id);
}

template <class Visit>
void for_each_hearing(const std::vector<Chain>& trials, std::size_t trial, const ListedDays& listed,
                      DateReader& dates, Visit visit) {
  const auto& legs = trials[trial];
  const auto& diaries = trials.front().front()->children_only;
  if (legs.size() == 1 && legs.front()->parts.size() == 1 && diaries.empty()) {
    for_each_hearing_under(legs.front()->parts, visit);  // in the order of their keys already
    return;
  }
  std::vector<Told> all;
  const auto take = [&](const HeldRecord& part, const Record& record) { all.push_back({&part, &record}); };
  for (const auto* leg : legs) for_each_hearing_under(leg->parts, take);
  for_each_hearing_under(diaries, [&](const HeldRecord& part, const Record& record) {
    const auto day = listed_on(record, dates);
    if (day && listed.trial_of(*day) == trial) take(part, record);
  });
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

ListedDays::ListedDays(const std::vector<Chain>& trials, DateReader& dates) {
  if (trials.size() < 2 || trials.front().front()->children_only.empty()) return;
  for (const auto& legs : trials) {
    auto& days = days_.emplace_back();
    for (const auto* leg : legs) {
      for_each_hearing_under(leg->parts, [&](const HeldRecord&, const Record& record) {
        if (const auto day = listed_on(record, dates)) days.push_back(*day);
      });
    }
    std::ranges::sort(days);
  }
}

std::size_t ListedDays::trial_of(base::Day day) const {
  const auto lists = [day](const std::vector<base::Day>& days) {
    return std::ranges::binary_search(days, day);
  };
  const auto found = std::ranges::find_if(days_, lists);
  return found == days_.end() ? 0 : static_cast<std::size_t>(found - days_.begin());
}

std::vector<HearingDay> hearings_of(const std::vector<Chain>& trials, std::size_t trial,
                                    const ListedDays& listed, DateReader& dates, NameReader& names) {
  std::vector<HearingDay> days;
  for_each_hearing(trials, trial, listed, dates, [&](const HeldRecord& part, const Record& record) {
    if (const auto day = listed_on(record, dates)) merge(day_of(days, *day), part, record, names);
  });
  std::ranges::sort(days, {}, [](const HearingDay& day) { return day.hearing.held_on; });
  return days;
}

}  // namespace mizan::kpi
