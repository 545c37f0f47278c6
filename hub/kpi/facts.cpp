#include "kpi/facts.hpp"

#include <algorithm>
#include <deque>

#include "kpi/court_record.hpp"

namespace mizan::kpi {

using model::Disposal;
using model::Record;
namespace field = model::field;

namespace {

using Chain = std::vector<const CourtRecord*>;

// A record that ended transferred is continued by the next that continues no other: first come, first
// continued.
std::vector<Chain> chains_of(const std::vector<CourtRecord>& records) {
  std::vector<Chain> chains;
  std::deque<std::size_t> transferred;
  for (const auto& record : records) {
    std::size_t chain = chains.size();
    if (transferred.empty()) {
      chains.push_back({&record});
    } else {
      chain = transferred.front();
      transferred.pop_front();
      chains[chain].push_back(&record);
    }
    if (record.transferred()) transferred.push_back(chain);
  }
  return chains;
}

void add_legs(const Chain& chain, Trial& trial) {
  for (std::size_t i = 0; i < chain.size(); ++i) {
    Leg leg;
    leg.court = chain[i]->court;
    leg.begins = i == 0 || !chain[i - 1]->disposed_on ? chain[i]->instituted_on : chain[i - 1]->disposed_on;
    leg.transferred = chain[i]->transferred();
    if (leg.transferred) leg.transferred_on = chain[i]->disposed_on;
    trial.legs.push_back(leg);
  }
}

void end_with(Trial& trial, const End& end) {
  if (end.disposal == Disposal::kTransferred) {
    trial.moved_out_on = end.on;
  } else if (model::is_dormant(end.disposal)) {
    trial.dormant.push_back({end.on});
  } else if (model::closes_before_trial(end.disposal) && !trial.instituted_on) {
    trial.closed_before_trial_on = end.on;
  } else {
    trial.disposal = end.disposal;
    trial.disposed_on = end.on;
  }
}

void find_end(const Chain& chain, Trial& trial, DateReader& dates) {
  const auto& last = *chain.back();
  if (last.disposal && last.disposed_on) {
    end_with(trial, {*last.disposal, *last.disposed_on});
  } else if (last.disposal && !(model::is_dormant(*last.disposal) && last.dormant_on)) {
    trial.disposal_without_date = true;
  } else if (!last.disposal && !last.disposed_on) {
    if (const auto end = end_by_accused(chain, dates)) end_with(trial, *end);
  }
}

// Dormant from `dormant_on`, else from the date of the dormant order, to before the revival.
void find_dormancy(const Chain& chain, Trial& trial) {
  const auto& last = *chain.back();
  if (last.dormant_on) trial.dormant.assign(1, {*last.dormant_on});
  for (auto& span : trial.dormant) {
    if (last.revived_on && *last.revived_on >= span.from) span.to = *last.revived_on;
  }
}

std::vector<Span> without(const std::vector<Span>& spans, Span hole) {
  std::vector<Span> rest;
  for (const auto& span : spans) {
    const Span before{span.from, std::min(span.to, hole.from)};
    const Span after{std::max(span.from, hole.to), span.to};
    if (before.from < before.to) rest.push_back(before);
    if (after.from < after.to) rest.push_back(after);
  }
  return rest;
}

// The first that applies on a day: disposed, moved out, dormant, pending (rule 7).
void find_pending(Trial& trial) {
  const auto end =
      std::min(trial.disposed_on.value_or(base::kFarFuture), trial.moved_out_on.value_or(base::kFarFuture));
  for (auto& span : trial.dormant) span.to = std::min(span.to, end);
  std::erase_if(trial.dormant, [](const Span& span) { return span.from >= span.to; });
  if (!trial.instituted_on || trial.disposal_without_date) return;
  trial.pending = without({{*trial.instituted_on}}, {end});
  for (const auto& span : trial.dormant) trial.pending = without(trial.pending, span);
}

Trial make_trial(const Chain& chain, DateReader& dates) {
  static const auto* const kOffence = model::find_field("offence_group");
  Trial trial;
  add_legs(chain, trial);
  trial.instituted_on = chain.front()->instituted_on;
  trial.hearings = hearings_of(chain, dates);
  for (auto leg = chain.rbegin(); leg != chain.rend(); ++leg) {
    if (trial.prosecutor.empty()) trial.prosecutor = first_text(**leg, field::prosecutor_id);
    if (trial.offence_group.empty() && kOffence != nullptr)
      trial.offence_group = first_text(**leg, kOffence->id);
  }
  find_end(chain, trial, dates);
  find_dormancy(chain, trial);
  find_pending(trial);
  return trial;
}

void add_codes(const Record& record, std::vector<CodedValue>& codes) {
  record.for_each([&](const model::FieldInfo& info, const Record& of) {
    if (info.type != model::FieldType::kCode || !of.native(info.id)) return;
    codes.push_back({info.name, of.text(info.id) == model::kUnmapped});
  });
}

template <class Field>
void take_first(Field& out, Field value) {
  if (out == Field{}) out = value;
}

void read_fir(const model::LinkedCase& linked, Facts& facts, DateReader& dates) {
  for (const auto& source_case : linked.cases) {
    const auto& record = source_case.record;
    take_first(facts.province, record.text(field::province_id).value_or(""));
    take_first(facts.district, record.text(field::district_id).value_or(""));
    take_first(facts.police_station, record.text(field::police_station_id).value_or(""));
    if (!facts.fir_on) facts.fir_on = dates(record, field::fir_on_id);
    facts.has_fir = facts.has_fir || record.has(field::fir_no_id) || record.has(field::fir_on_id);
    add_codes(record, facts.codes);
    for (const auto& child : source_case.children) add_codes(child, facts.codes);
  }
}

}  // namespace

Facts assemble(const model::LinkedCase& linked, base::Day today) {
  DateReader dates(today);
  Facts facts;
  read_fir(linked, facts, dates);
  const auto records = court_records(linked, dates);
  for (const auto& chain : chains_of(records)) facts.trials.push_back(make_trial(chain, dates));
  facts.wakes = dates.wakes();
  return facts;
}

std::string_view Trial::court_at(base::Day day) const {
  std::string_view court = legs.empty() ? std::string_view() : legs.front().court;
  for (const auto& leg : legs) {
    if (leg.begins && *leg.begins <= day) court = leg.court;
  }
  return court;
}

// The prosecutor of most hearings from institution to disposal; of equals, the one who appeared latest (rule
// 9).
std::string_view Trial::disposal_prosecutor() const {
  std::vector<std::pair<std::string_view, int>> shares;  // in the order of their latest hearing
  for (const auto& hearing : hearings) {
    const bool within = disposed_on && hearing.held_on <= *disposed_on &&
                        hearing.held_on >= instituted_on.value_or(base::kFarPast);
    if (!within || hearing.prosecutor.empty() || hearing.prosecutor_absent) continue;
    const auto found = std::find_if(shares.begin(), shares.end(),
                                    [&](const auto& share) { return share.first == hearing.prosecutor; });
    const int count = found == shares.end() ? 1 : found->second + 1;
    if (found != shares.end()) shares.erase(found);
    shares.emplace_back(hearing.prosecutor, count);
  }
  std::string_view best = prosecutor;
  int most = 0;
  for (const auto& [name, count] : shares) {
    if (count >= most) {
      best = name;
      most = count;
    }
  }
  return best;
}

std::int64_t Trial::hearings_to_disposal() const {
  if (!disposed_on || !instituted_on) return 0;
  return std::count_if(hearings.begin(), hearings.end(), [&](const Hearing& hearing) {
    return hearing.held_on >= *instituted_on && hearing.held_on <= *disposed_on;
  });
}

}  // namespace mizan::kpi
