#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "model/change.hpp"
#include "model/finding.hpp"
#include "model/linked_case.hpp"
#include "store/hashed_records.hpp"
#include "store/ingest_batch.hpp"

namespace mizan::store {

enum class OpenMode {
  kWrite,  ///< by one process at a time; others are refused
  kRead,
  kAside,  ///< to change a single row beside the process that writes: set_quarantine_state() and the like
};

struct SourceRow {
  model::SourceId id;
  std::string name;
  std::string declaration;   ///< JSON, as registered
  base::Micros read_at = 0;  ///< when it was last read to its end and had nothing new; 0: never
};

struct RunStart {
  model::SourceId source;
  base::Micros at = 0;
  std::string adapter;
  std::string adapter_version;
  std::string mapping;  ///< digest of the mapping file
};

struct RunRow {
  RunId id;
  model::SourceId source;
  base::Micros started_at = 0;
  base::Micros ended_at = 0;  ///< 0: running, or cut off
  std::string status;
  std::string message;
  Books books;
  std::int64_t vanished = 0;  ///< records a complete snapshot no longer had
  std::string adapter;
  std::string adapter_version;
  std::string mapping;
};

/// What the end of a whole snapshot showed.
struct SnapshotEnd {
  std::int64_t vanished = 0;   ///< records that it no longer had, now deleted
  std::int64_t repeated = 0;   ///< keys that stood in it more than once
  std::string first_repeated;  ///< one of them, "hearing H-12", where it is held
  /// Records that it lacks and that were kept, because what it has that is unreadable may be these.
  std::int64_t kept = 0;
  std::vector<std::size_t> unreadable;  ///< which of SourceSnapshot::unreadable that is, if any were kept
};

/// A source's whole snapshot, as it was read.
struct SourceSnapshot {
  HashedRecords seen;                    ///< each record
  std::vector<std::int64_t> unreadable;  ///< rejection_digest of each that could not be read or named
  int plausible_percent = 20;
  /// The run brought nothing else, so that a source's first one need not be compared.
  bool whole_run = false;
};

struct Checkpoint {
  std::string token;
  std::uint32_t version = 0;
};

struct QuarantineRow {
  std::int64_t id = 0;
  std::string source;
  base::Micros received_at = 0;
  model::Rejection rejection;
  std::string raw;
  std::string state;
};

/// Received and quarantined of one source on one civil day of Karachi, and what of it the KPIs have counted.
struct ReceiptDay {
  model::SourceId source;
  base::Day day;
  std::int64_t received = 0;
  std::int64_t quarantined = 0;
  std::int64_t counted_received = 0;
  std::int64_t counted_quarantined = 0;
};

/// One month of one KPI cell, as the engine encodes it.
struct CellRow {
  std::string kpi;
  std::string province;
  std::string dimension;
  std::string member;
  std::int32_t component = 0;
  std::int32_t month = 0;
  std::string data;         ///< empty: the row goes
  std::int64_t number = 0;  ///< of the cell, where it was read: the same for all its rows
};

struct Event {
  std::int64_t id = 0;  ///< given by the store
  base::Micros at = 0;
  std::string type;
  std::string subject;
  std::string body;  ///< CloudEvents JSON without id; the id is added when it is read
};

/// Fields by kind.
using FieldChoice = std::array<model::FieldSet, model::kKindCount + 1>;

/// What a reading of all cases takes in. Several parts, each read once, together are all cases; every part
/// may have a thread and a connection of its own.
struct Sweep {
  const FieldChoice* fields = nullptr;  ///< null: all; else records have these fields and no others
  int part = 0;
  int parts = 1;
};

/// The linked case is the store's, and is gone after the call.
using CaseVisitor = std::function<base::Result<>(const model::LinkedCase&)>;

/// The facts of one linked case, as the engine encodes them.
struct FactsRow {
  model::LinkedCaseId id;
  base::Day wakes = base::kFarFuture;  ///< the day on which a date comes that was left out
  std::string data;                    ///< empty: the case is gone
};

/// The same, in the store's memory: gone after the call.
struct FactsView {
  model::LinkedCaseId id;
  std::string_view data;
};
using FactsVisitor = std::function<base::Result<>(const FactsView&)>;

/// A name that facts mention by number.
struct NameRow {
  std::int64_t id = 0;
  std::string text;
};

/// What the KPI engine stores at the end of a transaction.
/// A version of a KPI, as its file words it.
struct DefinitionRow {
  std::string kpi;
  std::int64_t version = 0;
  std::string text;
};

struct KpiCommit {
  model::Sequence position = 0;
  std::string definitions;     ///< digest of the definitions that the cells were made by
  bool replace_cells = false;  ///< rebuild: all older cells go first
  std::vector<CellRow> cells;
  std::vector<Event> events;
  std::string facts;             ///< digest of what the facts were made by
  std::vector<NameRow> names;    ///< those that are new
  bool receipts_counted = true;  ///< the cells take in what was received so far
  bool recounted = false;        ///< rebuild that gives only the cells that are others now
  std::string reach = {};        ///< how far one saw when the values were told; the engine's own words
  std::vector<DefinitionRow> made_by = {};  ///< rebuild: the definitions that the cells are made by
};

struct KpiState {
  model::Sequence position = 0;
  std::string definitions;
  std::string facts;
  std::string reach;           ///< of the last commit; empty: none was noted
  bool rebuild_needed = true;  ///< facts and cells are not those of the records
};

class Store;

/// The transaction in which the KPI engine stores what it counted. Nothing of it is kept unless commit()
/// succeeded; the store must outlive it, and no other change of the store may come between.
class KpiWriter {
 public:
  static base::Result<KpiWriter> begin(Store& store);
  ~KpiWriter();
  KpiWriter(KpiWriter&&) noexcept;
  KpiWriter& operator=(KpiWriter&&) = delete;

  /// All facts that there are go.
  base::Result<> drop_facts();
  base::Result<> put_facts(const FactsRow& row);
  base::Result<> commit(const KpiCommit& commit);

 private:
  struct Open;
  explicit KpiWriter(std::unique_ptr<Open> open);
  std::unique_ptr<Open> open_;
};

/// The durable store on one SQLite file (docs/store-schema.md). Every change is one transaction: what a call
/// returned is on disk, what it did not return never happened, whenever the process is killed. One object
/// belongs to one thread; other threads open their own, and readers never wait for the writer.
class Store {
 public:
  /// kWrite creates the file where there is none. Errors (kStore) are one sentence: another program's file, a
  /// newer version, no rights, damage, full disk, another process that writes (with its number).
  static base::Result<Store> open(const std::string& path, OpenMode mode);
  ~Store();
  /// Another connection to the same file, for reading on another thread.
  base::Result<Store> open_reader() const;
  /// Where its file lies, and others that a load needs for a while.
  std::filesystem::path folder() const;
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;

  // ---- taking in ----

  /// Gives the source its number at its first time. What it declares is kept with the moment from which it
  /// did.
  base::Result<model::SourceId> register_source(const std::string& name, const std::string& declaration,
                                                base::Micros at = 0);
  /// What an earlier run was given after its last checkpoint comes again, so its receipts are taken back; a
  /// run that was cut off is closed as partial or failed.
  base::Result<RunId> begin_run(const RunStart& start);
  /// In place of a run: the source was read to its end and had nothing new.
  base::Result<> note_idle(model::SourceId source, base::Micros at);
  /// One transaction. Delivery may repeat: an equal record is unchanged, a lower revision is stale and
  /// unchanged too.
  base::Result<Books> apply(IngestBatch batch);
  /// Takes for deleted what the source had and the snapshot does not. Deletes nothing where it has something
  /// unreadable that is not known since the source was last read to its end: that may be what is missing.
  /// Refuses, changing nothing, if more than `plausible_percent` of the source's records would go.
  base::Result<SnapshotEnd> complete_snapshot(model::SourceId source, RunId run, SourceSnapshot snapshot,
                                              base::Micros at);
  base::Result<> finish_run(RunId run, std::string_view status, std::string_view message, base::Micros at);
  base::Result<std::optional<Checkpoint>> checkpoint(model::SourceId source);
  base::Result<> forget_checkpoint(model::SourceId source);

  /// A first load: later indexes and change-by-change KPI upkeep wait for its end, which asks for a rebuild
  /// of the KPIs. Survives a crash: an open backfill goes on. No effect where the store already holds
  /// records.
  base::Result<> begin_backfill();
  base::Result<> end_backfill();
  bool backfilling() const;

  // ---- reading records ----

  base::Result<model::Sequence> head();
  base::Result<std::optional<model::LinkedCase>> load_case(model::LinkedCaseId id, model::Sequence at);
  /// Accepted changes after `from`, oldest first; only those that the KPI engine has not committed yet are
  /// kept.
  base::Result<std::vector<model::RecordChange>> changes_after(model::Sequence from);
  /// Every linked case as it is now, in no particular order. Stops at the first error of `visit`.
  base::Result<> for_each_case(const CaseVisitor& visit, const Sweep& what = {});
  base::Result<std::optional<model::LinkedCaseId>> find_case(std::string_view source, std::string_view key);
  base::Result<std::vector<SourceRow>> sources();
  /// Newest first, at most `limit` of one source.
  base::Result<std::vector<RunRow>> runs(model::SourceId source, int limit);
  base::Result<std::optional<RunRow>> run(RunId id);
  base::Result<base::Micros> newest_change(model::SourceId source);
  base::Result<std::vector<ReceiptDay>> receipt_days();
  base::Result<std::vector<QuarantineRow>> quarantine(std::string_view source, std::string_view state,
                                                      int limit);
  base::Result<std::optional<QuarantineRow>> quarantined(std::int64_t id);
  base::Result<> set_quarantine_state(std::int64_t id, std::string_view state);
  base::Result<std::int64_t> count_records(model::Kind kind);

  // ---- KPI cells and the feed ----

  base::Result<KpiState> kpi_state();
  /// Those that the cells are made by.
  base::Result<std::vector<DefinitionRow>> kpi_definitions();
  /// Cell by cell.
  base::Result<> load_cells(const std::function<base::Result<>(const CellRow&)>& visit);
  base::Result<> load_names(const std::function<base::Result<>(const NameRow&)>& visit);
  /// The facts of a linked case as of the KPI position; nothing if it had none.
  base::Result<std::optional<std::string>> facts(model::LinkedCaseId id);
  /// Every linked case's, by id; of several parts, one. Stops at the first error of `visit`.
  base::Result<> for_each_facts(const FactsVisitor& visit, int part = 0, int parts = 1);
  /// The last linked case that has facts; 0: none has.
  base::Result<model::LinkedCaseId> last_facts();
  /// The cases whose facts are others from that day on.
  base::Result<std::vector<model::LinkedCaseId>> woken_by(base::Day day);
  const std::string& epoch() const;
  /// Another name for the store in cursors: every subscriber is sent a snapshot.
  base::Result<> begin_epoch();
  base::Result<std::int64_t> outbox_head();
  base::Result<std::vector<Event>> outbox_after(std::int64_t id, int limit);

  /// The connection, for `kpi verify`: plain SQL over the tables by a second method.
  const class Database& database() const;

  /// Private to this folder, for all its name stands here.
  struct Impl;

 private:
  friend class KpiWriter;
  friend class Remaking;
  friend class Linking;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// What complete_snapshot knows a record by.
std::uint64_t record_hash(model::Kind kind, std::string_view key);

}  // namespace mizan::store
