#include "pipeline/kpi_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <thread>
#include <tuple>

#include "kpi/facts.hpp"
#include "pipeline/receipts.hpp"

namespace mizan::pipeline {

using model::ChangeReason;

namespace {

// Below this many cases a thread costs more than it saves.
constexpr std::int64_t kWorthAThread = 20'000;

}  // namespace

model::ChangeReason reason_of(const model::RecordChange& change) {
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

// The day on which a left-out date comes is kept beside the digest: cells of another digest, or past it, are
// rebuilt.
std::string KpiRunner::definitions() const {
  return fmt::format("{} until {}", engine_.basis(), engine_.wakes().value);
}

base::Result<> KpiRunner::load() {
  MIZAN_ASSIGN(const auto days, store_.receipt_days());
  engine_.set_receipts(receipts_of(engine_, days, AsOf::kCounted));
  MIZAN_ASSIGN(const auto state, store_.kpi_state());
  const auto prefix = engine_.basis() + " until ";
  if (state.rebuild_needed || !state.definitions.starts_with(prefix)) return {};
  engine_.set_wakes(base::Day{static_cast<std::int32_t>(std::stol(state.definitions.substr(prefix.size())))});
  auto& cells = engine_.cells();
  MIZAN_TRY(store_.load_cells([&](const store::CellRow& row) -> base::Result<> {
    kpi::Dimension dimension{};
    const auto* definition = engine_.find(row.kpi);
    const auto bucket = kpi::decode_bucket(row.data);
    if (definition == nullptr || !kpi::find_dimension(row.dimension, dimension) || !bucket) {
      return base::Error{base::Code::kStore,
                         "a KPI cell of " + row.kpi + " cannot be read: run `mizan kpi rebuild`"};
    }
    cells.put({static_cast<std::uint8_t>(definition - engine_.definitions().data()),
               static_cast<std::uint8_t>(row.component), static_cast<std::int16_t>(row.month),
               cells.id(row.province, dimension, row.member)},
              *bucket);
    return {};
  }));
  return {};
}

std::vector<store::CellRow> KpiRunner::dirty_rows(kpi::Cells& cells) {
  auto keys = cells.take_dirty();
  // In the order in which the store lays them down.
  std::sort(keys.begin(), keys.end(), [](const kpi::BucketKey& a, const kpi::BucketKey& b) {
    return std::tie(a.kpi, a.cell, a.component, a.month) < std::tie(b.kpi, b.cell, b.component, b.month);
  });
  std::vector<store::CellRow> rows;
  rows.reserve(keys.size());
  for (const auto& key : keys) {
    const auto& name = cells.name(key.cell);
    const auto bucket = cells.bucket(key);
    rows.push_back({engine_.definitions()[key.kpi].id, name.province,
                    std::string(kpi::dimension_name(name.dimension)), name.member, key.component, key.month,
                    bucket.empty() ? std::string() : kpi::encode_bucket(bucket)});
  }
  return rows;
}

base::Result<> KpiRunner::count_part(kpi::Engine& counter, store::Store& store, base::Day today, int part,
                                     int parts) {
  const store::Sweep sweep{&kpi::fields_of_facts(), part, parts};
  return store.for_each_case(
      [&](const model::LinkedCase& linked) -> base::Result<> {
        counter.count_case(linked, today);
        return {};
      },
      sweep);
}

// Half of the cases on a thread and a connection of its own: the counts of two halves add up exactly.
base::Result<> KpiRunner::count_all(kpi::Engine& counter, base::Day today) {
  counter.begin_rebuild();
  MIZAN_ASSIGN(const auto cases, store_.count_records(model::Kind::kCase));
  if (cases < kWorthAThread) {
    MIZAN_TRY(count_part(counter, store_, today, 0, 1));
    counter.finish_rebuild();
    return {};
  }
  MIZAN_ASSIGN(auto other_store, store_.open_reader());
  auto other = counter.without_cells();
  base::Result<> other_done;
  std::thread helper([&] { other_done = count_part(other, other_store, today, 1, 2); });
  auto done = count_part(counter, store_, today, 0, 2);
  helper.join();
  if (!done) return done;
  if (!other_done) return other_done;
  counter.absorb(std::move(other));
  counter.finish_rebuild();
  return {};
}

base::Result<std::vector<model::KpiChange>> KpiRunner::rebuild(base::Micros now, const EventMaker& events,
                                                               model::ChangeReason cause) {
  const auto today = base::karachi_day(now);
  MIZAN_ASSIGN(const auto head, store_.head());
  MIZAN_ASSIGN(const auto state, store_.kpi_state());
  MIZAN_ASSIGN(const auto days, store_.receipt_days());
  auto counted = engine_.without_cells();
  counted.set_receipts(receipts_of(engine_, days, AsOf::kNow));
  MIZAN_TRY(count_all(counted, today));
  store::KpiCommit commit;
  commit.position = head;
  commit.replace_cells = true;
  std::vector<model::KpiChange> changes;
  const bool first_load = state.position == 0;
  if (events.changed && !first_load) changes = differences(counted, today, now, cause);
  if (events.changed) {
    for (const auto& change : changes) commit.events.push_back(events.changed(change));
  }
  // After a first load nobody has anything to correct; everybody has everything to learn, and takes a
  // snapshot.
  if (events.loaded && first_load && head > 0) commit.events.push_back(events.loaded(now));
  commit.cells = dirty_rows(counted.cells());
  engine_.replace_cells(std::move(counted));
  engine_.set_receipts(receipts_of(engine_, days, AsOf::kNow));
  commit.definitions = definitions();
  MIZAN_TRY(store_.commit_kpi(commit));
  return changes;
}

// Definition by definition, so that no more than one's values are held twice.
std::vector<model::KpiChange> KpiRunner::differences(const kpi::Engine& counted, base::Day today,
                                                     base::Micros now, model::ChangeReason cause) const {
  std::vector<model::KpiChange> all;
  for (std::size_t kpi = 0; kpi < engine_.definitions().size(); ++kpi) {
    const auto before = engine_.all_values_of(kpi, published_, today, now);
    auto changes =
        counted.changes_between(before, counted.all_values_of(kpi, published_, today, now), today, now);
    for (auto& change : changes) {
      change.cause = cause;
      all.push_back(std::move(change));
    }
  }
  return all;
}

base::Result<std::vector<kpi::CaseChange>> KpiRunner::collect(const std::vector<model::RecordChange>& changes,
                                                              model::Sequence from, model::Sequence to) {
  std::map<model::LinkedCaseId, kpi::CaseChange> touched;
  for (const auto& change : changes) {
    const auto reason = static_cast<std::size_t>(reason_of(change));
    if (change.case_before.value != 0) ++touched[change.case_before].records[reason];
    if (change.case_after.value != 0 && change.case_after != change.case_before)
      ++touched[change.case_after].records[reason];
  }
  std::vector<kpi::CaseChange> cases;
  for (auto& [id, change] : touched) {
    MIZAN_ASSIGN(change.before, store_.load_case(id, from));
    MIZAN_ASSIGN(change.after, store_.load_case(id, to));
    cases.push_back(std::move(change));
  }
  return cases;
}

base::Result<std::vector<model::KpiChange>> KpiRunner::catch_up(base::Micros now, const EventMaker& events) {
  const auto today = base::karachi_day(now);
  MIZAN_ASSIGN(const auto state, store_.kpi_state());
  MIZAN_ASSIGN(const auto head, store_.head());
  if (!state.definitions.starts_with(engine_.basis() + " until ")) {
    // Nothing was ever counted: a first load. Else the definitions or the sources' declarations are others.
    const auto cause = state.definitions.empty() ? ChangeReason::kLate : ChangeReason::kDefinition;
    return rebuild(now, events, cause);
  }
  if (state.rebuild_needed) return rebuild(now, events, ChangeReason::kLate);
  if (engine_.wakes() <= today) return rebuild(now, events, ChangeReason::kClock);
  MIZAN_ASSIGN(const auto days, store_.receipt_days());
  if (state.position == head && !has_uncounted(days)) return std::vector<model::KpiChange>();
  MIZAN_ASSIGN(const auto changes, store_.changes_after(state.position));
  MIZAN_ASSIGN(const auto cases, collect(changes, state.position, head));
  auto values = count_receipts(engine_, days, published_, now);
  auto moved = engine_.apply(cases, today, now, published_);
  std::move(moved.begin(), moved.end(), std::back_inserter(values));
  store::KpiCommit commit;
  commit.position = head;
  commit.definitions = definitions();
  commit.cells = dirty_rows(engine_.cells());
  if (events.changed) {
    for (const auto& value : values) commit.events.push_back(events.changed(value));
  }
  MIZAN_TRY(store_.commit_kpi(commit));
  return values;
}

base::Result<std::string> KpiRunner::behind(base::Micros now) {
  MIZAN_ASSIGN(const auto state, store_.kpi_state());
  MIZAN_ASSIGN(const auto head, store_.head());
  if (store_.backfilling()) return std::string("a first load is under way");
  if (state.rebuild_needed || state.definitions.empty())
    return std::string("they were never counted, or must be anew");
  if (!state.definitions.starts_with(engine_.basis() + " until "))
    return std::string("definitions or declarations of sources have changed");
  if (engine_.wakes() <= base::karachi_day(now)) return std::string("a date of the records has come");
  if (state.position != head) return fmt::format("they are as of change {} of {}", state.position, head);
  MIZAN_ASSIGN(const auto days, store_.receipt_days());
  if (has_uncounted(days)) return std::string("what was received last is not counted yet");
  return std::string();
}

}  // namespace mizan::pipeline
