#pragma once
#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "due/rules.hpp"
#include "kpi/engine.hpp"
#include "model/fairness.hpp"
#include "store/store.hpp"

namespace mizan::pipeline {

/// Makes the feed's events. Both may be empty: then nobody is told.
struct EventMaker {
  /// Of a changed value, and what it carries if it is a share of a person or a place.
  std::function<store::Event(const model::KpiChange&, const std::optional<model::Fairness>&)> changed;
  std::function<store::Event(base::Micros now)> loaded;  ///< of a first load, in place of one event a value
};

/// What a recount starts from: the facts that the store keeps, or the records that they were made of.
enum class CountFrom : std::uint8_t { kFacts, kRecords };

/// Keeps the KPI facts and cells in step with the store: from its position to the head, facts, cells, events
/// and position in one transaction. After an error of the store
/// the engine is ahead of it: open both anew. One thread.
class KpiRunner {
 public:
  KpiRunner(kpi::Engine& engine, store::Store& store, std::vector<model::Granularity> published)
      : engine_(engine), store_(store), published_(std::move(published)) {}

  /// From now on the feed is told of what is due, by these rules, which must outlive this (DueNews).
  void tell_of_due(const due::Rules& rules) { due_rules_ = &rules; }

  /// Gives the engine the names, receipts and cells that the store holds. Call once, when the engine knows
  /// its sources and nothing else, before the rest.
  base::Result<> load();
  /// The same before a rebuild, which mends cells that cannot be read: then nobody knows what they said.
  base::Result<> load_for_recount();

  /// Brings facts and cells up to the head: case by case where a record has changed or a date has come that
  /// was left out, or by a rebuild where the definitions are others or a first load was taken in. What the
  /// clock alone has moved, or how far the sources reach, is told too. Returns what changed. A clock that
  /// goes back by a day at most is waited for; by more, every case is counted anew as of the earlier day.
  base::Result<std::vector<model::KpiChange>> catch_up(base::Micros now, const EventMaker& events);

  /// Counts every case anew and puts the result in place of the cells there were. Facts that are not those of
  /// the records are made anew whatever `from` says. Events are one for each value that moved, with `cause`;
  /// after a first load, one in all.
  base::Result<std::vector<model::KpiChange>> rebuild(base::Micros now, const EventMaker& events,
                                                      model::ChangeReason cause, CountFrom from);

  /// Why the cells are not those of the head, in a few words; empty if catch_up would find nothing to do.
  base::Result<std::string> behind(base::Micros now);

 private:
  /// A linked case whose facts are others now.
  /// Who is told of a recount, and what.
  struct Telling {
    base::Micros now;
    const EventMaker& events;
    model::ChangeReason cause;
    bool first_load;
    bool anything;            ///< something was received, be it only to be quarantined
    kpi::Reach then;          ///< how far one saw when they were told last
    const kpi::Engine& told;  ///< and what was told
    /// The cases that what is due must be looked at of; null: all.
    const std::vector<model::LinkedCaseId>* held_back;
  };

  base::Result<> restore_names();
  base::Result<> load_receipts();
  base::Result<> load_cells();
  bool facts_are_current(const store::KpiState& state) const;
  bool cells_are_current(const store::KpiState& state) const;

  base::Result<std::optional<kpi::Facts>> stored_facts(model::LinkedCaseId id);
  base::Result<kpi::CaseChange> touch(model::LinkedCaseId id, model::Sequence head, base::Day today);
  base::Result<std::vector<kpi::CaseChange>> changed_since(const store::KpiState& state, model::Sequence head,
                                                           base::Day today);
  base::Result<std::vector<kpi::CaseChange>> woken(const std::vector<kpi::CaseChange>& changed,
                                                   model::Sequence head, base::Day today);
  base::Result<> bring_facts_up(const store::KpiState& state, base::Day today);
  std::vector<model::KpiChange> apply(const std::vector<kpi::CaseChange>& cases, base::Day today,
                                      base::Micros now, std::optional<model::ChangeReason> cause);

  base::Result<std::vector<model::KpiChange>> replace_cells(kpi::Engine counted, store::KpiWriter& writer,
                                                            store::KpiCommit commit, const Telling& telling);
  static base::Result<> put_facts(store::KpiWriter& writer, const std::vector<kpi::CaseChange>& cases);
  std::vector<store::CellRow> rows_of(const kpi::Cells& cells, std::vector<kpi::BucketKey> keys);
  std::vector<store::CellRow> changed_rows(kpi::Cells& cells);
  std::vector<store::NameRow> new_names() const;
  std::vector<model::KpiChange> moved_by_clock(const kpi::Reach& then, base::Day today,
                                               base::Micros now) const;
  store::KpiCommit commit_at(model::Sequence position, base::Day today) const;
  base::Result<> finish(store::KpiWriter& writer, store::KpiCommit& commit);
  /// How much of the cases may be others since what is due was told last.
  enum class Look : std::uint8_t { kAtChanges, kAtClockToo, kAtAll };
  base::Result<bool> due_is_current() const;
  base::Result<> tell_due(const kpi::Engine& engine, const kpi::Reach& then, base::Day today,
                          base::Micros now, Look look,
                          const std::vector<const std::vector<kpi::CaseChange>*>& cases,
                          const std::vector<model::LinkedCaseId>* held_back,
                          std::vector<store::Event>& events);

  kpi::Engine& engine_;
  store::Store& store_;
  std::vector<model::Granularity> published_;
  const due::Rules* due_rules_ = nullptr;          ///< null: nobody is told of what is due
  bool knows_stored_cells_ = false;                ///< the engine's cells are those of the store
  kpi::NameId stored_names_ = kpi::kFirstOwnName;  ///< names below it are in the store
};

/// Why a record's change moves values (KPIS §1).
model::ChangeReason reason_of(const model::RecordChange& change);

}  // namespace mizan::pipeline
