#include "store/store.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "base/digest.hpp"
#include "store/copy.hpp"
#include "store/receipts.hpp"
#include "store/store_impl.hpp"

namespace mizan::store {
namespace {

using model::Kind;

constexpr std::string_view kSettings =
    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -131072; PRAGMA temp_store = "
    "MEMORY; "
    "PRAGMA wal_autocheckpoint = 16000; PRAGMA mmap_size = 268435456";

std::string placeholders(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += i == 0 ? "?" : ", ?";
  return out;
}

base::Result<> prepare_kind(const Database& db, Kind kind, KindStatements& out) {
  const auto table = table_of(kind);
  const auto columns = column_list(kind);
  const bool is_case = kind == Kind::kCase;
  const auto linked = is_case ? "linked_case" : "0";
  const auto own = is_case ? "ref = ?1" : "ref = ?1 AND key = ?2";
  const auto load = fmt::format("SELECT key, revision, seq, {}, {} FROM {} WHERE ", linked, columns, table);
  MIZAN_ASSIGN(out.find,
               db.prepare(fmt::format("SELECT revision, seq, digest, {}, raw_block, raw_at FROM {} WHERE {}",
                                      linked, table, own)));
  MIZAN_ASSIGN(out.load, db.prepare(load + "ref = ?1"));
  MIZAN_ASSIGN(out.load_one, db.prepare(load + own));
  MIZAN_ASSIGN(out.remove, db.prepare(fmt::format("DELETE FROM {} WHERE {}", table, own)));
  const auto row = fmt::format(
      "INTO {}(ref, key, revision, seq, digest, raw_block, raw_at{}, {}) VALUES ({})", table,
      is_case ? ", linked_case" : "", columns, placeholders(columns_of(kind).size() + (is_case ? 8 : 7)));
  MIZAN_ASSIGN(out.upsert, db.prepare("INSERT OR REPLACE " + row));
  MIZAN_ASSIGN(out.insert, db.prepare("INSERT " + row + " ON CONFLICT DO NOTHING"));
  if (is_case) return {};
  MIZAN_ASSIGN(
      out.by_key,
      db.prepare(fmt::format("SELECT ref FROM {} JOIN case_ref USING (ref) WHERE {}.key = ?1 AND source = ?2",
                             table, table)));
  return {};
}

base::Result<std::optional<SourceRow>> source_named(Store::Impl& impl, std::string_view name) {
  MIZAN_ASSIGN(auto* find, impl.statement("SELECT id, declaration FROM source WHERE name = ?1"));
  const ResetGuard guard(*find);
  MIZAN_ASSIGN(const bool row, find->bind(1, name).step());
  if (!row) return std::optional<SourceRow>();
  return std::optional(SourceRow{model::SourceId{static_cast<std::int32_t>(find->integer(0))},
                                 std::string(name), std::string(find->text(1))});
}

RunRow read_run(const Statement& row) {
  return {RunId{row.integer(0)},
          model::SourceId{static_cast<std::int32_t>(row.integer(1))},
          row.integer(2),
          row.integer(3),
          std::string(row.text(4)),
          std::string(row.text(5)),
          {row.integer(6), row.integer(7), row.integer(8), row.integer(9), row.integer(10)},
          row.integer(11),
          std::string(row.text(12)),
          std::string(row.text(13)),
          std::string(row.text(14))};
}

constexpr std::string_view kRunColumns =
    "id, source, started_at, ended_at, status, message, received, accepted, unchanged, quarantined, deleted, "
    "vanished, "
    "adapter, adapter_version, mapping";

QuarantineRow read_quarantine(const Statement& row) {
  return {row.integer(0),
          std::string(row.text(1)),
          row.integer(2),
          {std::string(row.text(3)), static_cast<model::FieldId>(row.integer(4)), std::string(row.text(5)),
           std::string(row.text(6))},
          std::string(row.text(7)),
          std::string(row.text(8))};
}

constexpr std::string_view kQuarantineQuery =
    "SELECT q.id, s.name, q.received_at, q.reason, q.field, q.location, q.detail, q.raw, q.state "
    "FROM quarantine AS q JOIN source AS s ON s.id = q.source ";

}  // namespace

base::Result<Statement*> Store::Impl::statement(const std::string& sql) {
  auto found = statements.find(sql);
  if (found == statements.end()) {
    MIZAN_ASSIGN(auto made, db.prepare(sql));
    found = statements.emplace(sql, std::move(made)).first;
  }
  return &found->second;
}

base::Result<> Store::Impl::prepare() {
  for (int k = 1; k <= model::kKindCount; ++k) {
    MIZAN_TRY(prepare_kind(db, static_cast<Kind>(k), kinds[static_cast<std::size_t>(k)]));
  }
  MIZAN_ASSIGN(auto* meta, statement("SELECT value FROM meta WHERE name = ?1"));
  const ResetGuard guard(*meta);
  meta->bind(1, std::string_view("epoch"));
  MIZAN_ASSIGN(const bool row, meta->step());
  if (row) epoch = meta->text(0);
  MIZAN_ASSIGN(head, db.query_integer("SELECT max(last_seq) FROM batch"));
  MIZAN_ASSIGN(const auto open_backfill,
               db.query_integer("SELECT count(*) FROM meta WHERE name = 'backfill'"));
  backfill = open_backfill != 0;
  MIZAN_ASSIGN(const auto any_link, db.query_integer("SELECT EXISTS (SELECT 1 FROM case_link)"));
  has_links = any_link != 0;
  ref_cache.resize(mode == OpenMode::kWrite ? 1U << 16U : 0);
  return {};
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;

base::Result<Store> Store::open(const std::string& path, OpenMode mode) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return base::Error{base::Code::kStore, path + ": is a folder; a store is a file"};
  }
  if (std::filesystem::exists(path + std::string(kRestoring), ignored)) {
    return base::Error{base::Code::kStore,
                       path + ": putting a backup in its place was cut off: give `mizan restore` again"};
  }
  if (mode != OpenMode::kWrite && !std::filesystem::exists(path, ignored)) {
    return base::Error{base::Code::kStore, path + ": there is no store yet; `mizan ingest` makes one"};
  }
  MIZAN_ASSIGN(auto db, Database::open(path, mode == OpenMode::kRead));
  std::optional<WriterLock> lock;
  if (mode == OpenMode::kWrite) {
    MIZAN_ASSIGN(lock, WriterLock::take(path));
    MIZAN_TRY(prepare_schema(db, path));
    MIZAN_TRY(db.execute("PRAGMA journal_mode = WAL"));
  } else {
    MIZAN_TRY(check_schema(db, path));
  }
  MIZAN_TRY(db.execute(std::string(kSettings)));
  auto impl = std::make_unique<Impl>(std::move(db), mode, std::move(lock));
  MIZAN_TRY(impl->prepare());
  return Store(std::move(impl));
}

base::Result<Store> Store::open_reader() const {
  return open(impl_->db.file(), OpenMode::kRead);
}

std::filesystem::path Store::folder() const {
  return impl_->db.folder();
}

const Database& Store::database() const {
  return impl_->db;
}
const std::string& Store::epoch() const {
  return impl_->epoch;
}
bool Store::backfilling() const {
  return impl_->backfill;
}

std::uint64_t record_hash(Kind kind, std::string_view key) {
  std::string text(1, static_cast<char>(kind));
  text += key;
  return base::digest64(text);
}

base::Result<model::SourceId> Store::register_source(const std::string& name, const std::string& declaration,
                                                     base::Micros at) {
  MIZAN_ASSIGN(const auto known, source_named(*impl_, name));
  if (known && known->declaration == declaration) return known->id;
  MIZAN_ASSIGN(auto transaction, Transaction::begin(impl_->db));
  MIZAN_ASSIGN(auto* insert,
               impl_->statement("INSERT INTO source(name, declaration) VALUES (?1, ?2) "
                                "ON CONFLICT(name) DO UPDATE SET declaration = excluded.declaration"));
  MIZAN_TRY(insert->bind(1, std::string_view(name)).bind(2, std::string_view(declaration)).run());
  MIZAN_ASSIGN(auto* note,
               impl_->statement("INSERT INTO source_history SELECT id, ?2, declaration FROM source "
                                "WHERE name = ?1"));
  MIZAN_TRY(note->bind(1, std::string_view(name)).bind(2, at).run());
  MIZAN_ASSIGN(const auto added, source_named(*impl_, name));
  MIZAN_TRY(transaction.commit());
  return added ? added->id : model::SourceId{};
}

base::Result<RunId> Store::begin_run(const RunStart& start) {
  MIZAN_ASSIGN(auto transaction, Transaction::begin(impl_->db));
  MIZAN_TRY(take_back_uncovered(*impl_, start.source, start.at));
  MIZAN_TRY(close_cut_off(*impl_, start.source, start.at));
  MIZAN_ASSIGN(auto* insert,
               impl_->statement("INSERT INTO run(source, started_at, adapter, adapter_version, mapping) "
                                "VALUES (?1, ?2, ?3, ?4, ?5)"));
  insert->bind(1, std::int64_t{start.source.value}).bind(2, start.at);
  insert->bind(3, std::string_view(start.adapter)).bind(4, std::string_view(start.adapter_version));
  MIZAN_TRY(insert->bind(5, std::string_view(start.mapping)).run());
  const RunId run{impl_->db.last_row()};
  MIZAN_TRY(transaction.commit());
  return run;
}

base::Result<> Store::note_idle(model::SourceId source, base::Micros at) {
  MIZAN_ASSIGN(auto transaction, Transaction::begin(impl_->db));
  MIZAN_ASSIGN(auto* note, impl_->statement("UPDATE source SET read_at = ?2 WHERE id = ?1"));
  MIZAN_TRY(note->bind(1, std::int64_t{source.value}).bind(2, at).run());
  // The first time of a day is when its horizon moved.
  MIZAN_ASSIGN(auto* log, impl_->statement("INSERT OR IGNORE INTO source_read VALUES (?1, ?3, ?2)"));
  log->bind(1, std::int64_t{source.value}).bind(2, at);
  MIZAN_TRY(log->bind(3, std::int64_t{base::karachi_day(at).value}).run());
  return transaction.commit();
}

base::Result<> Store::finish_run(RunId run, std::string_view status, std::string_view message,
                                 base::Micros at) {
  MIZAN_ASSIGN(auto transaction, Transaction::begin(impl_->db));
  if (status == "ok") MIZAN_TRY(cover_all(*impl_, run));
  MIZAN_ASSIGN(auto* update,
               impl_->statement("UPDATE run SET status = ?2, message = ?3, ended_at = ?4 WHERE id = ?1"));
  MIZAN_TRY(update->bind(1, run.value).bind(2, status).bind(3, message).bind(4, at).run());
  return transaction.commit();
}

base::Result<std::optional<Checkpoint>> Store::checkpoint(model::SourceId source) {
  MIZAN_ASSIGN(auto* find, impl_->statement("SELECT token, version FROM checkpoint WHERE source = ?1"));
  const ResetGuard guard(*find);
  MIZAN_ASSIGN(const bool row, find->bind(1, std::int64_t{source.value}).step());
  if (!row) return std::optional<Checkpoint>();
  return std::optional(Checkpoint{std::string(find->blob(0)), static_cast<std::uint32_t>(find->integer(1))});
}

base::Result<> Store::forget_checkpoint(model::SourceId source) {
  MIZAN_ASSIGN(auto* remove, impl_->statement("DELETE FROM checkpoint WHERE source = ?1"));
  return remove->bind(1, std::int64_t{source.value}).run();
}

base::Result<std::vector<SourceRow>> Store::sources() {
  std::vector<SourceRow> rows;
  MIZAN_ASSIGN(auto* query,
               impl_->statement("SELECT id, name, declaration, read_at FROM source ORDER BY id"));
  const ResetGuard guard(*query);
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return rows;
    rows.push_back({model::SourceId{static_cast<std::int32_t>(query->integer(0))},
                    std::string(query->text(1)), std::string(query->text(2)), query->integer(3)});
  }
}

base::Result<std::vector<RunRow>> Store::runs(model::SourceId source, int limit) {
  std::vector<RunRow> rows;
  MIZAN_ASSIGN(auto* query,
               impl_->statement(fmt::format("SELECT {} FROM run WHERE source = ?1 ORDER BY id DESC LIMIT ?2",
                                            kRunColumns)));
  const ResetGuard guard(*query);
  query->bind(1, std::int64_t{source.value}).bind(2, std::int64_t{limit});
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return rows;
    rows.push_back(read_run(*query));
  }
}

base::Result<std::optional<RunRow>> Store::run(RunId id) {
  MIZAN_ASSIGN(auto* query, impl_->statement(fmt::format("SELECT {} FROM run WHERE id = ?1", kRunColumns)));
  const ResetGuard guard(*query);
  MIZAN_ASSIGN(const bool row, query->bind(1, id.value).step());
  if (!row) return std::optional<RunRow>();
  return std::optional(read_run(*query));
}

base::Result<base::Micros> Store::newest_change(model::SourceId source) {
  MIZAN_ASSIGN(auto* query,
               impl_->statement("SELECT max(b.accepted_at) FROM batch AS b JOIN run AS r ON r.id = b.run "
                                "WHERE r.source = ?1"));
  const ResetGuard guard(*query);
  MIZAN_ASSIGN(const bool row, query->bind(1, std::int64_t{source.value}).step());
  return row ? query->integer(0) : base::Micros{0};
}

base::Result<std::vector<ReceiptDay>> Store::receipt_days() {
  std::vector<ReceiptDay> rows;
  MIZAN_ASSIGN(auto* query, impl_->statement("SELECT source, day, received, quarantined, counted_received, "
                                             "counted_quarantined FROM receipt_day ORDER BY source, day"));
  const ResetGuard guard(*query);
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return rows;
    rows.push_back({model::SourceId{static_cast<std::int32_t>(query->integer(0))},
                    base::Day{static_cast<std::int32_t>(query->integer(1))}, query->integer(2),
                    query->integer(3), query->integer(4), query->integer(5)});
  }
}

base::Result<std::vector<QuarantineRow>> Store::quarantine(std::string_view source, std::string_view state,
                                                           int limit) {
  std::vector<QuarantineRow> rows;
  MIZAN_ASSIGN(auto* query,
               impl_->statement(
                   std::string(kQuarantineQuery) +
                   "WHERE (?1 = '' OR s.name = ?1) AND (?2 = '' OR q.state = ?2) ORDER BY q.id LIMIT ?3"));
  const ResetGuard guard(*query);
  query->bind(1, source).bind(2, state).bind(3, std::int64_t{limit});
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return rows;
    rows.push_back(read_quarantine(*query));
  }
}

base::Result<std::optional<QuarantineRow>> Store::quarantined(std::int64_t id) {
  MIZAN_ASSIGN(auto* query, impl_->statement(std::string(kQuarantineQuery) + "WHERE q.id = ?1"));
  const ResetGuard guard(*query);
  MIZAN_ASSIGN(const bool row, query->bind(1, id).step());
  if (!row) return std::optional<QuarantineRow>();
  return std::optional(read_quarantine(*query));
}

base::Result<> Store::set_quarantine_state(std::int64_t id, std::string_view state) {
  MIZAN_ASSIGN(auto* update, impl_->statement("UPDATE quarantine SET state = ?2 WHERE id = ?1"));
  return update->bind(1, id).bind(2, state).run();
}

base::Result<std::int64_t> Store::count_records(Kind kind) {
  return impl_->db.query_integer("SELECT count(*) FROM " + table_of(kind));
}

}  // namespace mizan::store
