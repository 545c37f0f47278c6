#pragma once
#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "kpi/engine.hpp"
#include "store/store.hpp"

namespace mizan::pipeline {

/// Makes the feed's event of a changed value.
using MakeEvent = std::function<store::Event(const model::KpiChange&)>;

/// Keeps the KPI cells in step with the store: from its position to the head, cells, events and position in
/// one transaction. One thread.
class KpiRunner {
 public:
  KpiRunner(kpi::Engine& engine, store::Store& store, std::vector<model::Granularity> published)
      : engine_(engine), store_(store), published_(std::move(published)) {}

  /// Loads the cells that the store holds. Call once, before the rest.
  base::Result<> load();

  /// Brings the cells up to the head: change by change, or by a rebuild where the definitions are others, a
  /// date has come that was left out, or a first load was taken in. Returns what changed.
  base::Result<std::vector<model::KpiChange>> catch_up(base::Micros now, const MakeEvent& make_event);

  /// Drops all cells and counts every case anew. Events, if wanted, are one for each value that moved, with
  /// `cause`.
  base::Result<std::vector<model::KpiChange>> rebuild(base::Micros now, const MakeEvent& make_event,
                                                      model::ChangeReason cause);

 private:
  base::Result<std::vector<kpi::CaseChange>> collect(const std::vector<model::RecordChange>& changes,
                                                     model::Sequence from, model::Sequence to);
  std::string definitions() const;
  std::vector<store::CellRow> dirty_rows();

  kpi::Engine& engine_;
  store::Store& store_;
  std::vector<model::Granularity> published_;
};

/// Why a record's change moves values (KPIS §1).
model::ChangeReason reason_of(const model::RecordChange& change);

}  // namespace mizan::pipeline
