#include "pipeline/kpi_runner.hpp"

#include <fmt/format.h>

#include <map>

namespace mizan::pipeline {

using model::ChangeReason;

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

std::vector<store::CellRow> KpiRunner::dirty_rows() {
  std::vector<store::CellRow> rows;
  auto& cells = engine_.cells();
  for (const auto& key : cells.take_dirty()) {
    const auto& name = cells.name(key.cell);
    const auto* bucket = cells.bucket(key);
    rows.push_back({engine_.definitions()[key.kpi].id, name.province,
                    std::string(kpi::dimension_name(name.dimension)), name.member, key.component, key.month,
                    bucket ? kpi::encode_bucket(*bucket) : std::string()});
  }
  return rows;
}

base::Result<std::vector<model::KpiChange>> KpiRunner::rebuild(base::Micros now, const MakeEvent& make_event,
                                                               model::ChangeReason cause) {
  const auto today = base::karachi_day(now);
  // Values are compared only where somebody is to be told.
  const auto before =
      make_event ? engine_.all_values(published_, today, now) : std::vector<model::KpiResult>();
  engine_.begin_rebuild();
  MIZAN_ASSIGN(const auto head, store_.head());
  MIZAN_TRY(store_.for_each_case([&](const model::LinkedCase& linked) -> base::Result<> {
    engine_.add_case(linked, today);
    return {};
  }));
  store::KpiCommit commit;
  commit.position = head;
  commit.definitions = definitions();
  commit.replace_cells = true;
  commit.cells = dirty_rows();
  std::vector<model::KpiChange> changes;
  if (make_event)
    changes = engine_.changes_between(before, engine_.all_values(published_, today, now), today, now);
  for (auto& change : changes) {
    change.cause = cause;
    commit.events.push_back(make_event(change));
  }
  MIZAN_TRY(store_.commit_kpi(commit));
  return changes;
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

base::Result<std::vector<model::KpiChange>> KpiRunner::catch_up(base::Micros now,
                                                                const MakeEvent& make_event) {
  const auto today = base::karachi_day(now);
  MIZAN_ASSIGN(const auto state, store_.kpi_state());
  MIZAN_ASSIGN(const auto head, store_.head());
  if (!state.definitions.starts_with(engine_.basis() + " until ")) {
    // Nothing was ever counted: a first load. Else the definitions or the sources' declarations are others.
    const auto cause = state.definitions.empty() ? ChangeReason::kLate : ChangeReason::kDefinition;
    return rebuild(now, make_event, cause);
  }
  if (state.rebuild_needed) return rebuild(now, make_event, ChangeReason::kLate);
  if (engine_.wakes() <= today) return rebuild(now, make_event, ChangeReason::kClock);
  if (state.position == head) return std::vector<model::KpiChange>();
  MIZAN_ASSIGN(const auto changes, store_.changes_after(state.position));
  MIZAN_ASSIGN(const auto cases, collect(changes, state.position, head));
  auto values = engine_.apply(cases, today, now, published_);
  store::KpiCommit commit;
  commit.position = head;
  commit.definitions = definitions();
  commit.cells = dirty_rows();
  if (make_event) {
    for (const auto& value : values) commit.events.push_back(make_event(value));
  }
  MIZAN_TRY(store_.commit_kpi(commit));
  return values;
}

}  // namespace mizan::pipeline
