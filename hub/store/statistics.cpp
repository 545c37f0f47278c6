#include "store/statistics.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "store/schema.hpp"
#include "store/sqlite.hpp"

namespace mizan::store {
namespace {

constexpr std::string_view kBackupAt = "backup_at";

constexpr const char* kSources =
    "SELECT s.id, s.name, max(s.read_at, coalesce(max(CASE WHEN r.status = 'ok' THEN r.ended_at END), 0)), "
    "coalesce(sum(r.received), 0), coalesce(sum(r.accepted), 0), coalesce(sum(r.unchanged), 0), "
    "coalesce(sum(r.quarantined), 0), coalesce(sum(r.deleted), 0) "
    "FROM source AS s LEFT JOIN run AS r ON r.source = s.id GROUP BY s.id ORDER BY s.name";

std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Numbers by source.
base::Result<std::map<std::int64_t, std::int64_t>> counted_by_source(const Database& db, const char* sql) {
  std::map<std::int64_t, std::int64_t> counts;
  MIZAN_ASSIGN(auto rows, db.prepare(sql));
  while (true) {
    MIZAN_ASSIGN(const bool row, rows.step());
    if (!row) return counts;
    counts[rows.integer(0)] = rows.integer(1);
  }
}

base::Result<std::string> last_status(const Database& db, std::int64_t source) {
  MIZAN_ASSIGN(auto find, db.prepare("SELECT status FROM run WHERE source = ?1 ORDER BY id DESC LIMIT 1"));
  MIZAN_ASSIGN(const bool row, find.bind(1, source).step());
  return row ? std::string(find.text(0)) : std::string();
}

base::Result<std::vector<SourceStatistics>> sources_of(const Database& db) {
  MIZAN_ASSIGN(auto open, counted_by_source(db,
                                            "SELECT source, count(*) FROM quarantine WHERE state = 'open' "
                                            "GROUP BY source"));
  std::vector<SourceStatistics> all;
  MIZAN_ASSIGN(auto rows, db.prepare(kSources));
  while (true) {
    MIZAN_ASSIGN(const bool row, rows.step());
    if (!row) return all;
    SourceStatistics source{
        std::string(rows.text(1)),
        {rows.integer(3), rows.integer(4), rows.integer(5), rows.integer(6), rows.integer(7)},
        rows.integer(2)};
    MIZAN_ASSIGN(source.last_status, last_status(db, rows.integer(0)));
    source.open_quarantine = open[rows.integer(0)];
    all.push_back(std::move(source));
  }
}

}  // namespace

base::Result<std::int64_t> used_bytes_of(const Store& store) {
  const auto& db = store.database();
  MIZAN_ASSIGN(const auto pages, db.query_integer("PRAGMA page_count"));
  MIZAN_ASSIGN(const auto unused, db.query_integer("PRAGMA freelist_count"));
  MIZAN_ASSIGN(const auto size, db.query_integer("PRAGMA page_size"));
  return (pages - unused) * size;
}

base::Result<Statistics> statistics_of(const Store& store) {
  const auto& db = store.database();
  MIZAN_ASSIGN(const auto moment, Snapshot::begin(db));
  Statistics all;
  MIZAN_ASSIGN(all.sources, sources_of(db));
  MIZAN_ASSIGN(all.used_bytes, used_bytes_of(store));
  MIZAN_ASSIGN(all.free_bytes, db.query_integer("SELECT p.freelist_count * s.page_size FROM "
                                                "pragma_freelist_count AS p, pragma_page_size AS s"));
  MIZAN_ASSIGN(all.head, db.query_integer("SELECT max(last_seq) FROM batch"));
  MIZAN_ASSIGN(const auto counted, setting(db, "kpi_position"));
  all.counted = number_in(counted);
  MIZAN_ASSIGN(all.last_event, db.query_integer("SELECT max(id) FROM outbox"));
  MIZAN_ASSIGN(const auto first, db.query_integer("SELECT min(id) FROM outbox"));
  all.events = all.last_event == 0 ? 0 : all.last_event - first + 1;
  MIZAN_ASSIGN(all.audit_entries, db.query_integer("SELECT max(number) FROM audit_entry"));
  MIZAN_ASSIGN(const auto backup, setting(db, kBackupAt));
  all.backup_at = number_in(backup);
  return all;
}

base::Result<> note_backup(Store& store, base::Micros state_of) {
  return put_setting(store.database(), kBackupAt, std::to_string(state_of));
}

}  // namespace mizan::store
