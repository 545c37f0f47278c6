#include "store/schema.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>

#include "base/digest.hpp"

namespace mizan::store {
namespace {

using model::FieldType;
using model::Kind;

constexpr std::array kChildKinds = {Kind::kAccused, Kind::kReport, Kind::kHearing,
                                    Kind::kBail,    Kind::kAppeal, Kind::kCharge};

constexpr std::string_view kTables = R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE source(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, declaration TEXT NOT NULL,
                    read_at INTEGER NOT NULL DEFAULT 0);
CREATE TABLE run(
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,
  status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'ok', 'partial', 'failed')),
  received INTEGER NOT NULL DEFAULT 0, accepted INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
  quarantined INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, vanished INTEGER NOT NULL DEFAULT 0,
  message TEXT NOT NULL DEFAULT '', adapter TEXT NOT NULL, adapter_version TEXT NOT NULL, mapping TEXT NOT NULL,
  CHECK (received = accepted + unchanged + quarantined));
CREATE TABLE receipt_day(
  source INTEGER NOT NULL, day INTEGER NOT NULL, received INTEGER NOT NULL, quarantined INTEGER NOT NULL,
  uncovered_received INTEGER NOT NULL DEFAULT 0, uncovered_quarantined INTEGER NOT NULL DEFAULT 0,
  counted_received INTEGER NOT NULL DEFAULT 0, counted_quarantined INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source, day)) WITHOUT ROWID;
CREATE TABLE batch(first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, accepted_at INTEGER NOT NULL,
                   run INTEGER NOT NULL);
CREATE TABLE checkpoint(source INTEGER PRIMARY KEY, token BLOB NOT NULL, version INTEGER NOT NULL);

CREATE TABLE linked_case(id INTEGER PRIMARY KEY, fir_key TEXT UNIQUE);
CREATE TABLE case_ref(ref INTEGER PRIMARY KEY, source INTEGER NOT NULL, key TEXT NOT NULL, own_case INTEGER,
                      UNIQUE (source, key));

CREATE TABLE superseded(
  id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, ref INTEGER NOT NULL, linked_case INTEGER, key TEXT NOT NULL,
  seq_from INTEGER NOT NULL, seq_to INTEGER NOT NULL, image BLOB NOT NULL);
CREATE INDEX superseded_by_ref ON superseded(ref);
CREATE INDEX superseded_by_case ON superseded(linked_case) WHERE linked_case IS NOT NULL;

CREATE TABLE raw_block(id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE finding(kind INTEGER NOT NULL, ref INTEGER NOT NULL, key TEXT NOT NULL, n INTEGER NOT NULL,
                     code TEXT NOT NULL, field INTEGER NOT NULL, detail TEXT NOT NULL,
                     PRIMARY KEY (ref, kind, key, n)) WITHOUT ROWID;
CREATE TABLE quarantine(
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, first_run INTEGER NOT NULL, source INTEGER NOT NULL,
  received_at INTEGER NOT NULL, reason TEXT NOT NULL, field INTEGER NOT NULL, location TEXT NOT NULL,
  detail TEXT NOT NULL, raw TEXT NOT NULL, digest INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'redriven', 'discarded')));

CREATE TABLE pending_change(
  seq INTEGER PRIMARY KEY, source INTEGER NOT NULL, case_before INTEGER NOT NULL, case_after INTEGER NOT NULL,
  before BLOB, after BLOB);
CREATE TABLE outbox(id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, type TEXT NOT NULL,
                    subject TEXT NOT NULL, body TEXT NOT NULL);
)sql";

constexpr std::string_view kQuarantineIndex =
    "CREATE INDEX quarantine_by_digest ON quarantine(source, digest);";

// Cells by number, so that their many months stay small.
constexpr std::string_view kKpiTables = R"sql(
CREATE TABLE kpi_cell(
  id INTEGER PRIMARY KEY, kpi TEXT NOT NULL, province TEXT NOT NULL, dimension TEXT NOT NULL, member TEXT NOT NULL,
  UNIQUE (kpi, province, dimension, member));
CREATE TABLE kpi_bucket(
  cell INTEGER NOT NULL, component INTEGER NOT NULL, month INTEGER NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (cell, component, month)) WITHOUT ROWID;
)sql";

// In the order of their files: what the cells are made by, so that a change of it can be told value by value.
constexpr std::string_view kDefinitionTable = R"sql(
CREATE TABLE kpi_definition(place INTEGER PRIMARY KEY, kpi TEXT NOT NULL, version INTEGER NOT NULL, text TEXT NOT NULL);
)sql";

constexpr std::string_view kFactsTables = R"sql(
CREATE TABLE kpi_name(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE kpi_facts(linked_case INTEGER PRIMARY KEY, wakes INTEGER, data BLOB NOT NULL);
CREATE INDEX kpi_facts_by_wakes ON kpi_facts(wakes) WHERE wakes IS NOT NULL;
)sql";

// What a past moment needs besides the records: what each source declared, how far it had been read, and what
// had been received.
constexpr std::string_view kPastTables = R"sql(
CREATE TABLE source_history(source INTEGER NOT NULL, from_at INTEGER NOT NULL, declaration TEXT NOT NULL);
CREATE INDEX source_history_by_source ON source_history(source);
CREATE TABLE source_read(source INTEGER NOT NULL, day INTEGER NOT NULL, at INTEGER NOT NULL,
                         PRIMARY KEY (source, day)) WITHOUT ROWID;
CREATE TABLE receipt_log(at INTEGER NOT NULL, source INTEGER NOT NULL, day INTEGER NOT NULL, received INTEGER NOT NULL,
                         quarantined INTEGER NOT NULL);
)sql";

// Items of a source that its adapter's process ended in (adapter_deaths.hpp).
constexpr std::string_view kDeathTable = R"sql(
CREATE TABLE adapter_death(source INTEGER NOT NULL, place TEXT NOT NULL, state INTEGER NOT NULL,
                           deaths INTEGER NOT NULL, how TEXT NOT NULL, PRIMARY KEY (source, place)) WITHOUT ROWID;
)sql";

std::vector<Column> make_columns(Kind kind) {
  std::vector<Column> columns;
  for (const auto& info : model::all_fields()) {
    if (!info.belongs_to(kind) || info.id == model::field::case_id) continue;
    columns.push_back({info.id, info.type, false, std::string(info.name)});
    if (info.type == FieldType::kCode)
      columns.push_back({info.id, info.type, true, std::string(info.name) + "_native"});
  }
  return columns;
}

// "by" is a word of SQL, so every column stands in quotes.
std::string column_definitions(Kind kind) {
  std::string sql;
  for (const auto& column : columns_of(kind)) {
    sql += fmt::format(", \"{}\" {}", column.name, is_number(column) ? "INTEGER" : "TEXT");
  }
  return sql;
}

std::string record_tables() {
  std::string sql = fmt::format(
      "CREATE TABLE rec_case(ref INTEGER PRIMARY KEY, linked_case INTEGER NOT NULL, key TEXT NOT NULL, "
      "revision INTEGER NOT NULL, seq INTEGER NOT NULL, digest INTEGER NOT NULL, raw_block INTEGER, raw_at "
      "INTEGER{});"
      "CREATE INDEX rec_case_by_linked ON rec_case(linked_case);",
      column_definitions(Kind::kCase));
  for (const auto kind : kChildKinds) {
    sql += fmt::format(
        "CREATE TABLE {}(ref INTEGER NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL, seq INTEGER NOT "
        "NULL, "
        "digest INTEGER NOT NULL, raw_block INTEGER, raw_at INTEGER{}, PRIMARY KEY (ref, key)) WITHOUT "
        "ROWID;",
        table_of(kind), column_definitions(kind));
  }
  return sql;
}

// What an analyst opens: civil days as ISO text, the source and the case's number beside every record.
std::string view_of(Kind kind) {
  std::string sql =
      fmt::format("CREATE VIEW {0}_record AS SELECT s.name AS source, c.linked_case, ", kind_name(kind));
  sql += kind == Kind::kCase ? "r.key" : "r.key, f.key AS case_key";
  for (const auto& column : columns_of(kind)) {
    const bool date = !column.native && column.type == FieldType::kDate;
    sql += date ? fmt::format(", date(r.\"{0}\" * 86400, 'unixepoch') AS \"{0}\"", column.name)
                : fmt::format(", r.\"{0}\"", column.name);
  }
  return sql + fmt::format(
                   " FROM {} AS r JOIN case_ref AS f USING (ref) JOIN source AS s ON s.id = f.source "
                   "LEFT JOIN rec_case AS c USING (ref);",
                   table_of(kind));
}

std::string views() {
  std::string sql = view_of(Kind::kCase);
  for (const auto kind : kChildKinds) sql += view_of(kind);
  return sql;
}

base::Result<> create(const Database& db) {
  MIZAN_ASSIGN(auto transaction, Transaction::begin(db));
  std::string sql = std::string(kTables) + std::string(kQuarantineIndex) + std::string(kKpiTables) +
                    std::string(kFactsTables) + std::string(kPastTables) + std::string(kDeathTable) +
                    std::string(kDefinitionTable) + record_tables() + views();
  for (const auto& index : late_indexes()) sql += index + ";";
  sql += fmt::format("INSERT INTO meta VALUES ('epoch', '{}'), ('kpi_position', '0'), ('kpi_rebuild', '1');",
                     new_epoch());
  sql += fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};", kApplicationId, kSchemaVersion);
  MIZAN_TRY(db.execute(sql));
  return transaction.commit();
}

// Version 1 kept the KPI cells by name. They can be counted again from the records.
base::Result<> from_1_to_2(const Database& db) {
  return db.execute("DROP TABLE kpi_cell;" + std::string(kKpiTables) +
                    "INSERT OR REPLACE INTO meta VALUES ('kpi_rebuild', '1');");
}

// Version 2 kept an entry of the quarantine for each time it was received.
base::Result<> from_2_to_3(const Database& db) {
  return db.execute("ALTER TABLE quarantine ADD COLUMN digest INTEGER NOT NULL DEFAULT 0;" +
                    std::string(kQuarantineIndex));
}

// Version 3 did not know since when an entry of the quarantine stands.
base::Result<> from_3_to_4(const Database& db) {
  return db.execute(
      "ALTER TABLE quarantine ADD COLUMN first_run INTEGER NOT NULL DEFAULT 0;"
      "UPDATE quarantine SET first_run = run");
}

// Version 4 did not know which receipts come again, nor which ones the KPIs have counted: all of them.
base::Result<> from_4_to_5(const Database& db) {
  return db.execute(
      "ALTER TABLE source ADD COLUMN read_at INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE receipt_day ADD COLUMN uncovered_received INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE receipt_day ADD COLUMN uncovered_quarantined INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE receipt_day ADD COLUMN counted_received INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE receipt_day ADD COLUMN counted_quarantined INTEGER NOT NULL DEFAULT 0;"
      "UPDATE receipt_day SET counted_received = received, counted_quarantined = quarantined");
}

// Version 5 kept no facts. They are made of the records, and the cells of them.
base::Result<> from_5_to_6(const Database& db) {
  return db.execute(std::string(kFactsTables) + "INSERT OR REPLACE INTO meta VALUES ('kpi_rebuild', '1');");
}

// Version 6 kept of sources and receipts what was known last. It counts as known since the beginning; of
// receipts the day is known.
base::Result<> from_6_to_7(const Database& db) {
  return db.execute(
      std::string(kPastTables) +
      "INSERT INTO source_history SELECT id, 0, declaration FROM source;"
      "INSERT INTO source_read SELECT id, (read_at / 1000000 + 18000) / 86400, read_at FROM source WHERE "
      "read_at > 0;"
      "INSERT INTO receipt_log SELECT (day * 86400 - 18000) * 1000000, source, day, received, quarantined "
      "FROM receipt_day");
}

// Version 7 did not count which items end an adapter.
base::Result<> from_7_to_8(const Database& db) {
  return db.execute(std::string(kDeathTable));
}

// Version 8 knew the definitions that its cells are made by as a digest.
base::Result<> from_8_to_9(const Database& db) {
  return db.execute(std::string(kDefinitionTable));
}

base::Result<> migrate(const Database& db) {
  MIZAN_ASSIGN(const auto version, db.query_integer("PRAGMA user_version"));
  if (version >= kSchemaVersion) return {};
  MIZAN_ASSIGN(auto transaction, Transaction::begin(db));
  if (version < 2) MIZAN_TRY(from_1_to_2(db));
  if (version < 3) MIZAN_TRY(from_2_to_3(db));
  if (version < 4) MIZAN_TRY(from_3_to_4(db));
  if (version < 5) MIZAN_TRY(from_4_to_5(db));
  if (version < 6) MIZAN_TRY(from_5_to_6(db));
  if (version < 7) MIZAN_TRY(from_6_to_7(db));
  if (version < 8) MIZAN_TRY(from_7_to_8(db));
  if (version < 9) MIZAN_TRY(from_8_to_9(db));
  MIZAN_TRY(db.execute(fmt::format("PRAGMA user_version = {}", kSchemaVersion)));
  return transaction.commit();
}

}  // namespace

std::string new_epoch() {
  std::array<unsigned char, 8> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return base::to_hex("no-rand!");
  return base::to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

bool is_number(const Column& column) {
  return !column.native && (column.type == FieldType::kDate || column.type == FieldType::kInt ||
                            column.type == FieldType::kBool);
}

const std::vector<Column>& columns_of(Kind kind) {
  static const auto kColumns = [] {
    std::vector<std::vector<Column>> all(model::kKindCount + 1);
    for (int k = 1; k <= model::kKindCount; ++k)
      all[static_cast<std::size_t>(k)] = make_columns(static_cast<Kind>(k));
    return all;
  }();
  return kColumns[static_cast<std::size_t>(kind)];
}

std::string table_of(Kind kind) {
  return fmt::format("rec_{}", kind_name(kind));
}

std::string column_list(Kind kind) {
  std::string list;
  for (const auto& column : columns_of(kind))
    list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", column.name);
  return list;
}

std::vector<std::string> late_indexes() {
  std::vector<std::string> sql;
  for (const auto kind : kChildKinds) {
    sql.push_back(fmt::format("CREATE INDEX IF NOT EXISTS {0}_by_key ON {0}(key)", table_of(kind)));
  }
  return sql;
}

namespace {

base::Result<std::int64_t> known_version(const Database& db, const std::string& path) {
  const auto application = db.query_integer("PRAGMA application_id");
  if (!application) return base::within(path, application.error());
  MIZAN_ASSIGN(const auto version, db.query_integer("PRAGMA user_version"));
  if (*application != kApplicationId) {
    return base::Error{base::Code::kStore,
                       path + ": is not a Mizan store (or an empty one that a run has yet to fill)"};
  }
  if (version > kSchemaVersion) {
    return base::Error{
        base::Code::kStore,
        fmt::format("{}: was written by a newer Mizan (store version {}; this one reads up to {}): "
                    "upgrade the program",
                    path, version, kSchemaVersion)};
  }
  return version;
}

}  // namespace

base::Result<> check_schema(const Database& db, const std::string& path) {
  MIZAN_ASSIGN(const auto version, known_version(db, path));
  if (version == kSchemaVersion) return {};
  return base::Error{base::Code::kStore,
                     fmt::format("{}: was written by an older Mizan (store version {}; this one reads {}): "
                                 "`mizan kpi rebuild` brings it up to date",
                                 path, version, kSchemaVersion)};
}

base::Result<> prepare_schema(const Database& db, const std::string& path) {
  const auto tables = db.query_integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return base::within(path, tables.error());
  if (*tables == 0) {
    MIZAN_TRY(db.execute("PRAGMA journal_mode = WAL"));
    MIZAN_TRY(create(db));
  }
  MIZAN_TRY(known_version(db, path));
  return migrate(db);
}

}  // namespace mizan::store
