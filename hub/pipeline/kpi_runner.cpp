#include "pipeline/kpi_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "kpi/fair_shares.hpp"
#include "pipeline/case_counter.hpp"
#include "pipeline/due_news.hpp"
#include "pipeline/receipts.hpp"
#include "pipeline/stored_cells.hpp"

namespace mizan::pipeline {

using model::ChangeReason;

namespace {

std::vector<store::DefinitionRow> rows_of_definitions(const kpi::Engine& engine) {
  std::vector<store::DefinitionRow> rows;
  for (const auto& each : engine.definitions()) rows.push_back({each.id, each.version, each.text});
  return rows;
}

void add_events(const std::vector<model::KpiChange>& changes, kpi::FairShares shares, const EventMaker& maker,
                std::vector<store::Event>& events) {
  for (const auto& change : changes) shares.expect(change.now);
  for (const auto& change : changes) events.push_back(maker.changed(change, shares.of(change.now)));
}

}  // namespace

model::ChangeReason reason_of(const model::RecordChange& change) {
  if (change.cause) return *change.cause;
  if (!change.before) return ChangeReason::kLate;
  if (!change.after) return ChangeReason::kDeleted;
  if (change.case_before != change.case_after && change.case_before.value != 0 &&
      change.case_after.value != 0) {
    return ChangeReason::kRelinked;
  }
  const auto had = change.before->text(model::field::disposal_id);
  if (had && had != change.after->text(model::field::disposal_id)) return ChangeReason::kReopened;
  return ChangeReason::kCorrected;
}

base::Result<> KpiRunner::restore_names() {
  auto& names = engine_.names();
  MIZAN_TRY(store_.load_names([&](const store::NameRow& row) -> base::Result<> {
    if (row.id >= kpi::kFirstOwnName && names.restore(static_cast<kpi::NameId>(row.id), row.text)) return {};
    return base::Error{base::Code::kStore, "the names of the KPI facts are out of order; restore a backup"};
  }));
  stored_names_ = names.size();
  return {};
}

bool KpiRunner::facts_are_current(const store::KpiState& state) const {
  return !state.rebuild_needed && state.facts == engine_.facts_basis();
}

bool KpiRunner::cells_are_current(const store::KpiState& state) const {
  return facts_are_current(state) && state.definitions == engine_.basis();
}

base::Result<> KpiRunner::load() {
  MIZAN_TRY(load_receipts());
  return load_cells();
}

base::Result<> KpiRunner::load_for_recount() {
  MIZAN_TRY(load_receipts());
  if (!load_cells()) engine_.cells().clear();
  return {};
}

base::Result<> KpiRunner::load_receipts() {
  MIZAN_TRY(restore_names());
  MIZAN_ASSIGN(const auto days, store_.receipt_days());
  engine_.set_receipts(receipts_of(engine_, days, AsOf::kCounted));
  return {};
}

base::Result<> KpiRunner::load_cells() {
  MIZAN_ASSIGN(const auto state, store_.kpi_state());
  if (!cells_are_current(state)) return {};
  MIZAN_TRY(load_stored_cells(store_, engine_));
  knows_stored_cells_ = true;
  return {};
}

// In place of all rows, those that are others than in the store.
std::vector<store::CellRow> KpiRunner::changed_rows(kpi::Cells& cells) {
  const auto& stored = engine_.cells();
  auto keys = cells.not_in(stored);
  for (auto key : stored.not_in(cells)) {
    const auto& name = stored.name(key.cell);
    key.cell = cells.id(name.province, name.dimension, name.member);
    if (cells.bucket(key).empty()) keys.push_back(key);
  }
  static_cast<void>(cells.take_dirty());
  return rows_of(cells, std::move(keys));
}

std::vector<store::CellRow> KpiRunner::rows_of(const kpi::Cells& cells, std::vector<kpi::BucketKey> keys) {
  // In the order in which the store lays them down.
  std::sort(keys.begin(), keys.end(), [](const kpi::BucketKey& a, const kpi::BucketKey& b) {
    return std::tie(a.kpi, a.cell, a.component, a.month) < std::tie(b.kpi, b.cell, b.component, b.month);
  });
  std::vector<store::CellRow> rows;
  rows.reserve(keys.size());
  for (const auto& key : keys) {
    const auto& name = cells.name(key.cell);
    const auto bucket = cells.bucket(key);
    rows.push_back({kpi::stored_name(engine_.definitions()[key.kpi]), name.province,
                    std::string(kpi::dimension_name(name.dimension)), name.member, key.component, key.month,
                    bucket.empty() ? std::string() : kpi::encode_bucket(bucket)});
  }
  return rows;
}

// Names are numbered in the order of their first use, so the new ones are the last.
std::vector<store::NameRow> KpiRunner::new_names() const {
  std::vector<store::NameRow> rows;
  const auto& names = engine_.names();
  for (auto id = stored_names_; id < names.size(); ++id) rows.push_back({id, std::string(names.text(id))});
  return rows;
}

store::KpiCommit KpiRunner::commit_at(model::Sequence position, base::Day today) const {
  store::KpiCommit commit;
  commit.position = position;
  commit.definitions = engine_.basis();
  commit.facts = engine_.facts_basis();
  commit.reach = kpi::reach_text(engine_.reach(today));
  return commit;
}

base::Result<> KpiRunner::finish(store::KpiWriter& writer, store::KpiCommit& commit) {
  commit.names = new_names();
  MIZAN_TRY(writer.commit(commit));
  stored_names_ += static_cast<kpi::NameId>(commit.names.size());
  return {};
}

base::Result<bool> KpiRunner::due_is_current() const {
  if (due_rules_ == nullptr) return true;
  return DueNews::is_current(store_, *due_rules_);
}

// In the transaction that is open, which has the facts as they are now.
base::Result<> KpiRunner::tell_due(const kpi::Engine& engine, const kpi::Reach& then, base::Day today,
                                   base::Micros now, Look look,
                                   const std::vector<const std::vector<kpi::CaseChange>*>& cases,
                                   const std::vector<model::LinkedCaseId>* held_back,
                                   std::vector<store::Event>& events) {
  if (due_rules_ == nullptr) return {};
  MIZAN_ASSIGN(const bool current, due_is_current());
  DueNews news(store_, engine, *due_rules_, then, today, now);
  if (look == Look::kAtAll || !current) {
    MIZAN_TRY(held_back != nullptr ? news.recounted(*held_back) : news.recounted());
  } else {
    for (const auto* some : cases) {
      for (const auto& change : *some) MIZAN_TRY(news.changed(change));
    }
    if (look == Look::kAtClockToo) MIZAN_TRY(news.moved_on());
  }
  MIZAN_ASSIGN(auto told, news.take());
  std::move(told.begin(), told.end(), std::back_inserter(events));
  return {};
}

base::Result<std::vector<model::KpiChange>> KpiRunner::rebuild(base::Micros now, const EventMaker& events,
                                                               model::ChangeReason cause, CountFrom from) {
  MIZAN_ASSIGN(const auto state, store_.kpi_state());
  const auto today = base::karachi_day(now);
  const auto then = kpi::parse_reach(state.reach).value_or(engine_.reach(today));
  // Facts that were made on a later day take dates for come that are not.
  const bool from_facts = from == CountFrom::kFacts && facts_are_current(state) && then.today <= today;
  // What is not in the facts yet comes into them first; the cells are counted from what is stored.
  if (from_facts) MIZAN_TRY(bring_facts_up(state, today));
  MIZAN_ASSIGN(const auto head, store_.head());
  MIZAN_ASSIGN(const auto days, store_.receipt_days());
  auto counted = engine_.without_cells();
  counted.set_receipts(receipts_of(engine_, days, AsOf::kNow));
  MIZAN_ASSIGN(auto writer, store::KpiWriter::begin(store_));
  std::vector<model::LinkedCaseId> held_back;
  if (from_facts) {
    MIZAN_ASSIGN(held_back, count_facts(store_, counted, DueNews::sieves(engine_, due_rules_, today)));
  } else {
    MIZAN_TRY(writer.drop_facts());
    MIZAN_TRY(count_records(store_, writer, counted, today));
  }
  const auto told =
      knows_stored_cells_ || !events.changed ? std::nullopt : engine_told(store_, state, engine_);
  // Where it is known by what was told, a value that no other definition moved was moved by something else.
  if (told && facts_are_current(state) && cause == ChangeReason::kDefinition)
    cause = then == engine_.reach(today) ? ChangeReason::kLate : ChangeReason::kClock;
  return replace_cells(std::move(counted), writer, commit_at(head, today),
                       {now, events, cause, state.position == 0, head > 0 || !days.empty(), then,
                        told ? *told : engine_, from_facts ? &held_back : nullptr});
}

base::Result<std::vector<model::KpiChange>> KpiRunner::replace_cells(kpi::Engine counted,
                                                                     store::KpiWriter& writer,
                                                                     store::KpiCommit commit,
                                                                     const Telling& telling) {
  commit.recounted = knows_stored_cells_;
  commit.replace_cells = !knows_stored_cells_;
  commit.made_by = rows_of_definitions(counted);
  std::vector<model::KpiChange> changes;
  const auto& events = telling.events;
  if (events.changed && !telling.first_load) {
    changes = counted.changes_from(telling.told, telling.then, published_, base::karachi_day(telling.now),
                                   telling.now);
    for (auto& change : changes) {
      if (!change.cause) change.cause = telling.cause;
    }
    add_events(changes, {counted, base::karachi_day(telling.now), telling.now}, events, commit.events);
  }
  // After a first load nobody has anything to correct; everybody has everything to learn, and takes a
  // snapshot.
  if (events.loaded && telling.first_load && telling.anything)
    commit.events.push_back(events.loaded(telling.now));
  MIZAN_TRY(tell_due(counted, telling.then, base::karachi_day(telling.now), telling.now, Look::kAtAll, {},
                     telling.held_back, commit.events));
  auto& cells = counted.cells();
  commit.cells = knows_stored_cells_ ? changed_rows(cells) : rows_of(cells, cells.take_dirty());
  MIZAN_TRY(finish(writer, commit));
  engine_.replace_cells(std::move(counted));
  knows_stored_cells_ = true;
  return changes;
}

base::Result<std::optional<kpi::Facts>> KpiRunner::stored_facts(model::LinkedCaseId id) {
  MIZAN_ASSIGN(const auto data, store_.facts(id));
  if (!data) return std::optional<kpi::Facts>();
  kpi::Facts facts;
  if (!kpi::decode_facts(*data, engine_.names().size(), facts)) return unreadable_facts(id);
  return std::optional(std::move(facts));
}

base::Result<kpi::CaseChange> KpiRunner::touch(model::LinkedCaseId id, model::Sequence head,
                                               base::Day today) {
  kpi::CaseChange change;
  change.id = id;
  MIZAN_ASSIGN(change.before, stored_facts(id));
  MIZAN_ASSIGN(const auto linked, store_.load_case(id, head));
  if (linked) {
    kpi::NameReader names(engine_.names());
    change.after = kpi::assemble(*linked, engine_.holders(), today, names);
  }
  return change;
}

base::Result<std::vector<kpi::CaseChange>> KpiRunner::changed_since(const store::KpiState& state,
                                                                    model::Sequence head, base::Day today) {
  std::map<model::LinkedCaseId, decltype(kpi::CaseChange::records)> records;
  MIZAN_ASSIGN(const auto changes, store_.changes_after(state.position));
  for (const auto& change : changes) {
    const auto reason = static_cast<std::size_t>(reason_of(change));
    if (change.case_before.value != 0) ++records[change.case_before][reason];
    if (change.case_after.value != 0 && change.case_after != change.case_before)
      ++records[change.case_after][reason];
  }
  std::vector<kpi::CaseChange> cases;
  for (const auto& [id, counts] : records) {
    MIZAN_ASSIGN(auto change, touch(id, head, today));
    change.records = counts;
    cases.push_back(std::move(change));
  }
  return cases;
}

// Cases of which a date has come that was still ahead when their facts were made; those that changed besides
// are told with the changes.
base::Result<std::vector<kpi::CaseChange>> KpiRunner::woken(const std::vector<kpi::CaseChange>& changed,
                                                            model::Sequence head, base::Day today) {
  std::set<model::LinkedCaseId> known;
  for (const auto& change : changed) known.insert(change.id);
  std::vector<kpi::CaseChange> cases;
  MIZAN_ASSIGN(const auto ids, store_.woken_by(today));
  for (const auto id : ids) {
    if (known.contains(id)) continue;
    MIZAN_ASSIGN(auto change, touch(id, head, today));
    cases.push_back(std::move(change));
  }
  return cases;
}

base::Result<> KpiRunner::put_facts(store::KpiWriter& writer, const std::vector<kpi::CaseChange>& cases) {
  for (const auto& change : cases) {
    const auto& after = change.after;
    MIZAN_TRY(writer.put_facts(after ? store::FactsRow{change.id, after->wakes, kpi::encode_facts(*after)}
                                     : store::FactsRow{change.id, {}, {}}));
  }
  return {};
}

// The cells are left behind, and the digest says so: they are counted next.
base::Result<> KpiRunner::bring_facts_up(const store::KpiState& state, base::Day today) {
  MIZAN_ASSIGN(const auto head, store_.head());
  MIZAN_ASSIGN(const auto changed, changed_since(state, head, today));
  MIZAN_ASSIGN(const auto clock, woken(changed, head, today));
  if (changed.empty() && clock.empty()) return {};
  MIZAN_ASSIGN(auto writer, store::KpiWriter::begin(store_));
  MIZAN_TRY(put_facts(writer, changed));
  MIZAN_TRY(put_facts(writer, clock));
  auto commit = commit_at(head, today);
  commit.definitions = "";
  commit.receipts_counted = false;
  commit.reach = state.reach;
  return finish(writer, commit);
}

std::vector<model::KpiChange> KpiRunner::apply(const std::vector<kpi::CaseChange>& cases, base::Day today,
                                               base::Micros now, std::optional<model::ChangeReason> cause) {
  auto values = engine_.apply(cases, today, now, published_);
  for (auto& value : values) {
    if (cause) value.cause = cause;
  }
  return values;
}

std::vector<model::KpiChange> KpiRunner::moved_by_clock(const kpi::Reach& then, base::Day today,
                                                        base::Micros now) const {
  if (then == engine_.reach(today)) return {};
  auto values = engine_.changes_from(engine_, then, published_, today, now);
  for (auto& value : values) {
    if (!value.cause) value.cause = ChangeReason::kClock;
  }
  return values;
}

base::Result<std::vector<model::KpiChange>> KpiRunner::catch_up(base::Micros now, const EventMaker& events) {
  MIZAN_ASSIGN(const auto state, store_.kpi_state());
  auto today = base::karachi_day(now);
  const auto then = kpi::parse_reach(state.reach).value_or(engine_.reach(today));
  if (then.today == today + 1) today = then.today;
  if (then.today > today && cells_are_current(state))
    return rebuild(now, events, ChangeReason::kClock, CountFrom::kRecords);
  if (!cells_are_current(state)) {
    // Nothing was ever counted, or a first load was taken in: late. Else the definitions or the sources'
    // declarations are others.
    const bool late = state.rebuild_needed || state.position == 0;
    return rebuild(now, events, late ? ChangeReason::kLate : ChangeReason::kDefinition, CountFrom::kFacts);
  }
  MIZAN_ASSIGN(const auto head, store_.head());
  MIZAN_ASSIGN(const auto changed, changed_since(state, head, today));
  MIZAN_ASSIGN(const auto clock, woken(changed, head, today));
  MIZAN_ASSIGN(const auto days, store_.receipt_days());
  const auto current = kpi::reach_text(engine_.reach(today));
  MIZAN_ASSIGN(const bool due_current, due_is_current());
  if (state.position == head && clock.empty() && !has_uncounted(days) && state.reach == current &&
      due_current)
    return std::vector<model::KpiChange>();
  auto values = moved_by_clock(then, today, now);
  const auto append = [&values](std::vector<model::KpiChange> more) {
    std::move(more.begin(), more.end(), std::back_inserter(values));
  };
  append(count_receipts(engine_, days, published_, now));
  append(apply(clock, today, now, ChangeReason::kClock));
  append(apply(changed, today, now, std::nullopt));
  MIZAN_ASSIGN(auto writer, store::KpiWriter::begin(store_));
  MIZAN_TRY(put_facts(writer, clock));
  MIZAN_TRY(put_facts(writer, changed));
  auto commit = commit_at(head, today);
  commit.cells = rows_of(engine_.cells(), engine_.cells().take_dirty());
  if (events.changed) add_events(values, {engine_, today, now}, events, commit.events);
  const auto look = state.reach == current ? Look::kAtChanges : Look::kAtClockToo;
  MIZAN_TRY(tell_due(engine_, then, today, now, look, {&clock, &changed}, nullptr, commit.events));
  MIZAN_TRY(finish(writer, commit));
  return values;
}

base::Result<std::string> KpiRunner::behind(base::Micros now) {
  MIZAN_ASSIGN(const auto state, store_.kpi_state());
  MIZAN_ASSIGN(const auto head, store_.head());
  if (store_.backfilling()) return std::string("a first load is under way");
  if (state.rebuild_needed || state.definitions.empty())
    return std::string("they were never counted, or must be anew");
  if (!cells_are_current(state)) return std::string("definitions or declarations of sources have changed");
  MIZAN_ASSIGN(const auto woken, store_.woken_by(base::karachi_day(now)));
  if (!woken.empty()) return std::string("a date of the records has come");
  if (state.position != head) return fmt::format("they are as of change {} of {}", state.position, head);
  MIZAN_ASSIGN(const auto days, store_.receipt_days());
  if (has_uncounted(days)) return std::string("what was received last is not counted yet");
  return std::string();
}

}  // namespace mizan::pipeline
