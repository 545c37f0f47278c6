#include "store/schema.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>

#include "base/digest.hpp"
#include "store/table_texts.hpp"

namespace mizan::store {
namespace {

using model::FieldType;
using model::Kind;

constexpr std::array kChildKinds = {Kind::kAccused, Kind::kReport, Kind::kHearing,
                                    Kind::kBail,    Kind::kAppeal, Kind::kCharge};

// Codes, and the places that the tables give a code.
bool keeps_native(const model::FieldInfo& info) {
  return info.type == FieldType::kCode || info.id == model::field::police_station_id ||
         info.id == model::field::court_id;
}

std::vector<Column> make_columns(Kind kind) {
  std::vector<Column> columns;
  for (const auto& info : model::all_fields()) {
    if (!info.belongs_to(kind) || info.id == model::field::case_id) continue;
    columns.push_back({info.id, info.type, false, std::string(info.name)});
    if (keeps_native(info)) columns.push_back({info.id, info.type, true, std::string(info.name) + "_native"});
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
                    std::string(kDefinitionTable) + std::string(kLinkTables) + std::string(kNumberTable) +
                    std::string(kAccessTables) + std::string(kSignatureTables) + std::string(kDueTable) +
                    std::string(kEpochTable) + std::string(kSealTables) + record_tables() + views();
  for (const auto& index : late_indexes()) sql += index + ";";
  sql += fmt::format("INSERT INTO meta VALUES ('epoch', '{}'), ('kpi_position', '0'), ('kpi_rebuild', '1');",
                     new_epoch());
  sql += fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};", kApplicationId, kSchemaVersion);
  MIZAN_TRY(db.execute(sql));
  return transaction.commit();
}

}  // namespace

std::string new_epoch() {
  std::array<unsigned char, 8> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return base::to_hex("no-rand!");
  return base::to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

base::Result<std::string> setting(const Database& db, std::string_view name) {
  MIZAN_ASSIGN(auto query, db.prepare("SELECT value FROM meta WHERE name = ?1"));
  MIZAN_ASSIGN(const bool row, query.bind(1, name).step());
  return row ? std::string(query.text(0)) : std::string();
}

base::Result<> put_setting(const Database& db, std::string_view name, std::string_view value) {
  MIZAN_ASSIGN(auto put, db.prepare("INSERT INTO meta VALUES (?1, ?2) ON CONFLICT(name) DO UPDATE SET value "
                                    "= excluded.value"));
  return put.bind(1, name).bind(2, value).run();
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

void bind_fields(Statement& statement, int at, const model::Record& record) {
  for (const auto& column : columns_of(record.kind)) {
    const int here = at++;
    if (is_number(column)) {
      const auto value = record.integer(column.field);
      value ? statement.bind(here, *value) : statement.bind_null(here);
    } else {
      const auto text = column.native ? record.native(column.field) : record.text(column.field);
      text ? statement.bind(here, *text) : statement.bind_null(here);
    }
  }
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

base::Result<> make_views_anew(const Database& db) {
  std::string sql;
  for (int k = 1; k <= model::kKindCount; ++k)
    sql += fmt::format("DROP VIEW IF EXISTS {}_record;", kind_name(static_cast<Kind>(k)));
  return db.execute(sql + views());
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
