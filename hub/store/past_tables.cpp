#include "store/past_tables.hpp"

#include <fmt/format.h>

#include "store/schema.hpp"

namespace mizan::store {
namespace {

using model::Kind;

constexpr std::string_view kOtherTables[] = {"receipt_day", "batch"};

std::string drop_all() {
  std::string sql;
  for (int k = 1; k <= model::kKindCount; ++k)
    sql += fmt::format("DROP TABLE IF EXISTS temp.{};", table_of(static_cast<Kind>(k)));
  for (const auto name : kOtherTables) sql += fmt::format("DROP TABLE IF EXISTS temp.{};", name);
  return sql;
}

// Those that have not changed since, by plain SQL.
base::Result<> copy_unchanged(const Database& db, Kind kind, model::Sequence at) {
  const auto name = table_of(kind);
  return db.execute(
      fmt::format("CREATE TEMP TABLE {0} AS SELECT * FROM main.{0} WHERE seq <= {1};", name, at));
}

base::Result<> index(const Database& db, Kind kind) {
  const auto name = table_of(kind);
  MIZAN_TRY(db.execute(fmt::format("CREATE INDEX temp.past_{0} ON {0}(ref)", name)));
  if (kind != Kind::kCase) return {};
  return db.execute(fmt::format("CREATE INDEX temp.past_{0}_by_linked ON {0}(linked_case)", name));
}

/// Puts images of one kind into its table.
class ImageWriter {
 public:
  static base::Result<ImageWriter> prepare(const Database& db, Kind kind) {
    std::string places;
    for (std::size_t i = 0; i < columns_of(kind).size(); ++i) places += ", ?";
    const bool is_case = kind == Kind::kCase;
    MIZAN_ASSIGN(auto put,
                 db.prepare(fmt::format("INSERT INTO temp.{}({}ref, key, revision, seq, digest, {}) VALUES "
                                        "({}?, ?, ?, ?, 0{})",
                                        table_of(kind), is_case ? "linked_case, " : "", column_list(kind),
                                        is_case ? "?, " : "", places)));
    return ImageWriter(kind, std::move(put));
  }

  base::Result<> put(const Statement& row) {
    const auto record = model::Record::decode(row.blob(4));
    if (!record)
      return base::Error{base::Code::kStore, "store: a superseded record cannot be read; restore a backup"};
    const int first = kind_ == Kind::kCase ? 2 : 1;
    if (kind_ == Kind::kCase) put_.bind(1, row.integer(0));
    put_.bind(first, row.integer(1)).bind(first + 1, row.text(2)).bind(first + 2, record->revision);
    put_.bind(first + 3, row.integer(3));
    bind_fields(put_, first + 4, *record);
    return put_.run();
  }

 private:
  ImageWriter(Kind kind, Statement put) : kind_(kind), put_(std::move(put)) {}

  Kind kind_;
  Statement put_;
};

base::Result<> put_images(const Database& db, Kind kind, model::Sequence at) {
  MIZAN_ASSIGN(auto writer, ImageWriter::prepare(db, kind));
  MIZAN_ASSIGN(
      auto images,
      db.prepare("SELECT linked_case, ref, key, seq_from, image FROM main.superseded WHERE kind = ?1 "
                 "AND seq_from <= ?2 AND seq_to > ?2"));
  images.bind(1, static_cast<std::int64_t>(kind)).bind(2, at);
  while (true) {
    MIZAN_ASSIGN(const bool row, images.step());
    if (!row) return {};
    MIZAN_TRY(writer.put(images));
  }
}

base::Result<> fill(const Database& db, const Past& past) {
  for (int k = 1; k <= model::kKindCount; ++k) {
    const auto kind = static_cast<Kind>(k);
    MIZAN_TRY(copy_unchanged(db, kind, past.sequence()));
    MIZAN_TRY(put_images(db, kind, past.sequence()));
    MIZAN_TRY(index(db, kind));
  }
  return db.execute(fmt::format(
      "CREATE TEMP TABLE receipt_day AS SELECT source, day, sum(received) AS received, sum(quarantined) AS "
      "quarantined, sum(received) AS counted_received, sum(quarantined) AS counted_quarantined FROM "
      "main.receipt_log WHERE at <= {0} GROUP BY source, day HAVING sum(received) > 0;"
      "CREATE TEMP TABLE batch AS SELECT * FROM main.batch WHERE accepted_at <= {0}",
      past.moment()));
}

}  // namespace

base::Result<PastTables> PastTables::show(Past& past) {
  const auto& db = past.database();
  PastTables tables(&db);
  MIZAN_TRY(db.execute(drop_all()));
  MIZAN_TRY(fill(db, past));
  return tables;
}

PastTables::~PastTables() {
  if (db_ != nullptr) static_cast<void>(db_->execute(drop_all()));
}

}  // namespace mizan::store
