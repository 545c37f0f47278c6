#include "kpi/facts.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <utility>

#include "kpi/accused_end.hpp"
#include "kpi/agreement.hpp"
#include "kpi/applications.hpp"
#include "kpi/court_record.hpp"
#include "kpi/date_findings.hpp"
#include "kpi/submissions.hpp"

namespace mizan::kpi {

using model::Disposal;
using model::Record;
namespace field = model::field;

namespace {

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

void add_legs(const Chain& chain, Trial& trial, NameReader& names) {
  for (std::size_t i = 0; i < chain.size(); ++i) {
    Leg leg;
    leg.court = names(chain[i]->court);
    leg.begins = i == 0 || !chain[i - 1]->disposed_on ? chain[i]->instituted_on : chain[i - 1]->disposed_on;
    if (chain[i]->transferred()) leg.transferred_on = chain[i]->disposed_on;
    trial.legs.push_back(leg);
  }
}

void end_with(Trial& trial, const End& end, NameReader& names) {
  if (end.disposal == Disposal::kTransferred) {
    trial.moved_out_on = end.on;
    trial.legs.back().transferred_on = end.on;
  } else if (model::is_dormant(end.disposal)) {
    trial.dormant.push_back({{end.on}});  // find_dormancy says in which leg
  } else if (closes_untried(trial, end.disposal)) {
    trial.closed = end.disposal;
    trial.closed_on = end.on;
  } else {
    trial.disposal = end.disposal;
    trial.disposed_on = end.on;
    trial.disposal_reason = names(end.reason);
  }
}

// The last leg's own order; without one, the end that the accused give. Either way a conviction of any
// accused by then makes it a conviction.
std::optional<End> find_end(const Chain& chain, const std::vector<AccusedEnd>& accused) {
  const auto& last = *chain.back();
  if (last.disposal.has_value() != last.disposed_on.has_value()) return std::nullopt;
  if (!last.disposal) return end_by_accused(accused);
  const End end{*last.disposal, *last.disposed_on, last.reason};
  return as_convicted_if(any_convicted_by(accused, end.on), end);
}

void find_disposal(const Chain& chain, const std::vector<AccusedEnd>& accused, Trial& trial,
                   NameReader& names) {
  if (const auto end = find_end(chain, accused)) return end_with(trial, *end, names);
  const auto& last = *chain.back();
  const bool dormant = last.disposal && model::is_dormant(*last.disposal) && last.dormant_on;
  trial.disposal_without_date = last.disposal && !last.disposed_on && !dormant;
}

// The first leg that framed one.
std::optional<base::Day> charged_on(const Chain& chain) {
  for (const auto* leg : chain) {
    if (leg->charged_on) return leg->charged_on;
  }
  return std::nullopt;
}

// To before the revival; leaving for another court ends it too.
base::Day dormant_to(const CourtRecord& leg, base::Day from, bool last) {
  auto to = base::kFarFuture;
  if (leg.revived_on && *leg.revived_on >= from) to = *leg.revived_on;
  if (!last && leg.disposed_on) to = std::min(to, *leg.disposed_on);
  return to;
}

std::vector<DormantSpell> united(std::vector<DormantSpell> spells) {
  std::ranges::stable_sort(spells, {}, &DormantSpell::from);
  std::vector<DormantSpell> apart;
  for (const auto& spell : spells) {
    // What ends on the day of a transfer and begins again in the next leg are two.
    if (apart.empty() || apart.back().to <= spell.from) {
      apart.push_back(spell);
    } else {
      apart.back().to = std::max(apart.back().to, spell.to);
    }
  }
  return apart;
}

void find_dormancy(const Chain& chain, Trial& trial) {
  // What find_disposal left: dormancy by the last leg's order, or by those of the accused.
  const auto by_order = std::exchange(trial.dormant, {});
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const bool last = i + 1 == chain.size();
    auto from = chain[i]->dormant_on;
    if (!from && last && !by_order.empty()) from = by_order.front().from;
    if (from) trial.dormant.push_back({{*from, dormant_to(*chain[i], *from, last)}, i});
  }
  trial.dormant = united(std::move(trial.dormant));
}

std::vector<Span> without(const std::vector<Span>& spans, Span hole) {
  std::vector<Span> rest;
  for (const auto& span : spans) {
    const Span before{span.from, std::min(span.to, hole.from)};
    const Span after{std::max(span.from, hole.to), span.to};
    if (!before.empty()) rest.push_back(before);
    if (!after.empty()) rest.push_back(after);
  }
  return rest;
}

// The first that applies on a day: disposed, moved out, dormant, pending (rule 7).
void find_pending(Trial& trial) {
  const auto end =
      std::min(trial.disposed_on.value_or(base::kFarFuture), trial.moved_out_on.value_or(base::kFarFuture));
  for (auto& span : trial.dormant) span.to = std::min(span.to, end);
  std::erase_if(trial.dormant, [](const Span& span) { return span.empty(); });
  if (!trial.instituted_on || trial.disposal_without_date) return;
  trial.pending = without({{*trial.instituted_on}}, {end});
  for (const auto& spell : trial.dormant) trial.pending = without(trial.pending, {spell.from, spell.to});
}

// A leg's own value, the latest leg's first; failing that, what any record of the FIR has.
std::string_view shared_text(const Chain& chain, const std::vector<HeldRecord>& all, model::FieldId id,
                             Precedence precedence) {
  for (auto leg = chain.rbegin(); leg != chain.rend(); ++leg) {
    if (const auto text = first_text((*leg)->parts, id, precedence); !text.empty()) return text;
  }
  return first_text(all, id, precedence);
}

model::FieldId offence_group_id() {
  static const auto kId = model::find_field("offence_group")->id;
  return kId;
}

// The first that a leg's own records say, the latest leg's first; failing that, that any of the FIR does.
template <class Read>
auto shared_of(const Chain& chain, const std::vector<HeldRecord>& all, Read read)
    -> decltype(read(all.front().record())) {
  for (auto leg = chain.rbegin(); leg != chain.rend(); ++leg) {
    if (auto value = first_of((*leg)->parts, read)) return value;
  }
  for (const auto holder : holders_by(Precedence::kCourt)) {
    for (const auto& part : all) {
      if (part.holder != holder) continue;
      if (auto value = read(part.record())) return value;
    }
  }
  return {};
}

// What the sections make of the offence; nothing where no table has any of them.
std::optional<std::string_view> offence_flags_of(const Chain& chain, const std::vector<HeldRecord>& all) {
  static const auto kFlags = model::find_field("offence_flags")->id;
  return shared_of(chain, all, [](const Record& record) { return record.text(kFlags); });
}

std::optional<std::int64_t> max_years_of(const Chain& chain, const std::vector<HeldRecord>& all) {
  static const auto kMaxYears = model::find_field("max_years")->id;
  return shared_of(chain, all, [](const Record& record) { return record.integer(kMaxYears); });
}

std::optional<bool> is_death_offence(const Chain& chain, const std::vector<HeldRecord>& all) {
  const auto flags = offence_flags_of(chain, all);
  if (!flags && !max_years_of(chain, all)) return std::nullopt;
  return flags && flags->find("death") != std::string_view::npos;
}

// The first that fits: a juvenile, a murder, then by the longest imprisonment.
TimeClass time_class_of(const Chain& chain, const std::vector<HeldRecord>& all) {
  constexpr std::int64_t kSevenYears = 7;
  const auto juvenile =
      shared_of(chain, all, [](const Record& record) { return record.boolean(field::juvenile_id); });
  if (juvenile.value_or(false)) return TimeClass::kJuvenile;
  const auto flags = offence_flags_of(chain, all);
  if (flags && flags->find("murder") != std::string_view::npos) return TimeClass::kMurder;
  const auto years = max_years_of(chain, all);
  if (!years) return TimeClass::kNone;
  return *years > kSevenYears ? TimeClass::kOver7Years : TimeClass::kUpTo7Years;
}

// The prosecutor of most hearings from institution to disposal; of equals, the one who appeared latest (rule
// 9).
NameId credited_to(const Trial& trial, const std::vector<HearingDay>& days) {
  using Share = std::pair<NameId, int>;  // and his hearings
  std::vector<Share> shares;             // in the order of their latest hearing
  for (const auto& day : days) {
    const auto& hearing = day.hearing;
    const bool within = trial.disposed_on && hearing.held_on <= *trial.disposed_on &&
                        hearing.held_on >= trial.instituted_on.value_or(base::kFarPast);
    if (!within || hearing.prosecutor == kNoName || hearing.presence == Presence::kAbsent) continue;
    auto share = std::ranges::find(shares, hearing.prosecutor, &Share::first);
    if (share == shares.end()) share = shares.insert(share, {hearing.prosecutor, 0});
    ++share->second;
    std::rotate(share, std::next(share), shares.end());
  }
  const auto most = std::ranges::max_element(shares.rbegin(), shares.rend(), {}, &Share::second);
  return most == shares.rend() ? trial.prosecutor : most->first;
}

std::int64_t hearings_to_disposal(const Trial& trial) {
  if (!trial.disposed_on || !trial.instituted_on) return 0;
  return std::count_if(trial.hearings.begin(), trial.hearings.end(), [&](const Hearing& hearing) {
    return hearing.held_on >= *trial.instituted_on && hearing.held_on <= *trial.disposed_on;
  });
}

void add_hearings(const std::vector<HearingDay>& days, Trial& trial) {
  trial.hearings.reserve(days.size());
  for (const auto& day : days) trial.hearings.push_back(day.hearing);
  trial.credited_to = credited_to(trial, days);
  trial.hearings_to_disposal = hearings_to_disposal(trial);
}

/// What the trials of a linked case have in common.
struct Shared {
  const std::vector<HeldRecord>& records;
  const std::vector<Chain>& trials;
  ListedDays listed;
  ToldOfAccused told;
  std::optional<base::Day> fir_on;
};

Trial make_trial(std::size_t nth, const Shared& shared, DateReader& dates, NameReader& names) {
  const auto& chain = shared.trials[nth];
  const auto& all = shared.records;
  Trial trial;
  add_legs(chain, trial, names);
  trial.instituted_on = chain.front()->instituted_on;
  trial.prosecutor = names(shared_text(chain, all, field::prosecutor_id, Precedence::kProsecutor));
  trial.offence_group = names(shared_text(chain, all, offence_group_id(), Precedence::kCourt));
  trial.time_class = time_class_of(chain, all);
  const auto accused = accused_of(chain, shared.told, dates);
  trial.charged_on = charged_on(chain);
  find_disposal(chain, accused, trial, names);
  OfCase of_case{shared.fir_on, std::nullopt};
  if (!shared.told.custody.empty()) of_case.death = is_death_offence(chain, all);
  add_accused(accused, of_case, trial, names);
  find_dormancy(chain, trial);
  find_pending(trial);
  add_hearings(hearings_of(shared.trials, nth, shared.listed, dates, names), trial);
  return trial;
}

void add_codes(const Record& record, std::vector<CodedValues>& codes, NameReader& names) {
  record.for_each([&](const model::FieldInfo& info, const Record& of) {
    if (info.type != model::FieldType::kCode || !of.native(info.id)) return;
    const auto name = names(info.name);
    auto found = std::find_if(codes.begin(), codes.end(),
                              [name](const CodedValues& values) { return values.field == name; });
    if (found == codes.end()) found = codes.insert(codes.end(), {name});
    ++(of.text(info.id) == model::kUnmapped ? found->unmapped : found->mapped);
  });
}

// The prosecution's word first: who was told, not who told.
std::optional<base::Day> intimated_on(const std::vector<HeldRecord>& parts, DateReader& dates) {
  std::optional<base::Day> on;
  int best = std::numeric_limits<int>::max();
  for (const auto& part : parts) {
    const auto date = dates(part.record(), field::intimated_on_id);
    const auto rank = rank_of(part.holder, Precedence::kProsecutor);
    if (!date || rank >= best) continue;
    on = date;
    best = rank;
  }
  return on;
}

void read_fir(const std::vector<HeldRecord>& parts, Facts& facts, DateReader& dates, NameReader& names) {
  facts.province = names(first_text(parts, field::province_id));
  facts.district = names(first_text(parts, field::district_id));
  facts.police_station = names(first_text(parts, field::police_station_id));
  facts.offence_group = names(first_text(parts, offence_group_id(), Precedence::kCourt));
  facts.intimated_on = intimated_on(parts, dates);
  facts.fir_on = first_of(parts, [&](const Record& record) { return dates(record, field::fir_on_id); });
  for (const auto& part : parts) {
    facts.holders.set(static_cast<std::size_t>(part.holder));
    facts.has_fir =
        facts.has_fir || part.record().has(field::fir_no_id) || part.record().has(field::fir_on_id);
    facts.has_sections = facts.has_sections || part.record().has(field::sections_id);
    const auto look_at = [&](const Record& record) {
      add_codes(record, facts.codes, names);
      add_date_findings(record, facts.date_findings, dates, names);
    };
    look_at(part.record());
    for (const auto& child : part.children()) look_at(child);
  }
}

}  // namespace

Facts assemble(const model::LinkedCase& linked, const Holders& holders, base::Day today, NameReader& names) {
  DateReader dates(today);
  Facts facts;
  const auto parts = in_order(linked, holders, Precedence::kFir);
  read_fir(parts, facts, dates, names);
  const auto records = court_records(linked, holders, dates);
  const auto trials = chains_of(records);
  const Shared shared{parts,
                      trials,
                      ListedDays(trials, dates),
                      {custody_told(parts, dates), persons_told(parts), Appeals(parts, dates)},
                      facts.fir_on};
  for (std::size_t nth = 0; nth < trials.size(); ++nth)
    facts.trials.push_back(make_trial(nth, shared, dates, names));
  const auto assigned = first_text(parts, field::prosecutor_id, Precedence::kProsecutor);
  facts.submissions = submissions_of(parts, assigned, dates, names);
  facts.bail = bail_of(parts, assigned, dates, names);
  facts.appeals = shared.told.appeals.facts();
  if (facts.holders.count() > 1) facts.shared = shared_fields(parts, dates, names);
  facts.wakes = dates.wakes();
  return facts;
}

NameId Trial::court_at(base::Day day) const {
  NameId court = legs.empty() ? kNoName : legs.front().court;
  for (const auto& leg : legs) {
    if (leg.begins && *leg.begins <= day) court = leg.court;
  }
  return court;
}

}  // namespace mizan::kpi
