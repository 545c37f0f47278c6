#pragma once
#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "kpi/engine.hpp"
#include "store/store.hpp"

namespace mizan::pipeline {

/// Makes the feed's events. Both may be empty: then nobody is told.
struct EventMaker {
  std::function<store::Event(const model::KpiChange&)> changed;  ///< of a changed value
  std::function<store::Event(base::Micros now)> loaded;  ///< of a first load, in place of one event a value
};

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
  base::Result<std::vector<model::KpiChange>> catch_up(base::Micros now, const EventMaker& events);

  /// Counts every case anew and puts the result in place of the cells there were. Events are one for each
  /// value that moved, with `cause`; after a first load, one in all.
  base::Result<std::vector<model::KpiChange>> rebuild(base::Micros now, const EventMaker& events,
                                                      model::ChangeReason cause);

  /// Why the cells are not those of the head, in a few words; empty if catch_up would find nothing to do.
  base::Result<std::string> behind(base::Micros now);

 private:
  base::Result<std::vector<kpi::CaseChange>> collect(const std::vector<model::RecordChange>& changes,
                                                     model::Sequence from, model::Sequence to);
  std::string definitions() const;
  std::vector<store::CellRow> dirty_rows(kpi::Cells& cells);
  base::Result<> count_all(kpi::Engine& counter, base::Day today);
  static base::Result<> count_part(kpi::Engine& counter, store::Store& store, base::Day today, int part,
                                   int parts);
  std::vector<model::KpiChange> differences(const kpi::Engine& counted, base::Day today, base::Micros now,
                                            model::ChangeReason cause) const;

  kpi::Engine& engine_;
  store::Store& store_;
  std::vector<model::Granularity> published_;
};

/// Why a record's change moves values (KPIS §1).
model::ChangeReason reason_of(const model::RecordChange& change);

}  // namespace mizan::pipeline
