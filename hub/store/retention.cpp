#include "store/retention.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "store/outbox_age.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"

namespace mizan::store {
namespace {

// Of one transaction: a writer with new records waits some milliseconds at most.
constexpr int kImagesAtOnce = 2'000;
constexpr int kBlocksAtOnce = 50;
constexpr std::int64_t kEventsAtOnce = 5'000;

constexpr std::string_view kHistoryFrom = "history_from";
constexpr std::string_view kRawFrom = "raw_from";
constexpr std::string_view kImagesDone = "history_images_done";  // the last image looked at

base::Result<std::int64_t> number(const Database& db, std::string_view name) {
  MIZAN_ASSIGN(const auto text, setting(db, name));
  return base::parse_int(text).value_or(0);
}

base::Result<> note(const Database& db, std::string_view name, std::int64_t value) {
  return put_setting(db, name, fmt::format("{}", value));
}

base::Result<std::int64_t> count(const Database& db, const std::string& sql, std::int64_t first,
                                 std::int64_t second = 0) {
  MIZAN_ASSIGN(auto query, db.prepare(sql));
  query.bind(1, first);
  if (second != 0) query.bind(2, second);
  MIZAN_ASSIGN(const bool row, query.step());
  return row ? query.integer(0) : std::int64_t{0};
}

/// Drops what is older than a moment; one store, one call of apply_retention().
class Dropping {
 public:
  Dropping(const Database& db, const std::function<bool()>& between) : db_(db), between_(between) {}

  base::Result<> history(base::Micros from) {
    MIZAN_ASSIGN(const auto last,
                 count(db_, "SELECT max(last_seq) FROM batch WHERE accepted_at <= ?1", from));
    MIZAN_TRY(log_of_receipts(from));
    MIZAN_TRY(log_of_sources(from));
    bool more = true;
    while (more && go_on_) {
      MIZAN_ASSIGN(more, images(last));
    }
    return {};
  }

  base::Result<> raw(base::Micros from) {
    bool more = true;
    while (more && go_on_) {
      MIZAN_ASSIGN(auto transaction, Transaction::begin(db_));
      MIZAN_ASSIGN(auto drop, db_.prepare("DELETE FROM raw_block WHERE id IN (SELECT id FROM raw_block WHERE "
                                          "at < ?1 LIMIT ?2)"));
      MIZAN_TRY(drop.bind(1, from).bind(2, std::int64_t{kBlocksAtOnce}).run());
      more = db_.changed_rows() == kBlocksAtOnce;
      dropped_.raw_blocks += db_.changed_rows();
      MIZAN_TRY(commit(transaction));
    }
    return {};
  }

  base::Result<> feed(Store& store, base::Micros from) {
    bool more = true;
    while (more && go_on_) {
      MIZAN_ASSIGN(const auto dropped, drop_events_before(store, from, kEventsAtOnce));
      more = dropped == kEventsAtOnce;
      dropped_.events += dropped;
      go_on_ = !between_ || between_();
    }
    return {};
  }

  const Dropped& dropped() const { return dropped_; }

 private:
  base::Result<> commit(Transaction& transaction) {
    MIZAN_TRY(transaction.commit());
    go_on_ = !between_ || between_();
    return {};
  }

  // Images are in the order of their ends. The last one of a record that is gone stays as a mark without
  // content: other hubs are still to be told that it is gone (record_feed.hpp).
  base::Result<bool> images(model::Sequence last) {
    MIZAN_ASSIGN(auto transaction, Transaction::begin(db_));
    MIZAN_ASSIGN(const auto done, number(db_, kImagesDone));
    MIZAN_ASSIGN(auto look, db_.prepare("SELECT id, kind, ref, key FROM superseded WHERE id > ?1 AND seq_to "
                                        "<= ?2 ORDER BY id LIMIT ?3"));
    look.bind(1, done).bind(2, last).bind(3, std::int64_t{kImagesAtOnce});
    std::int64_t seen = done;
    int looked = 0;
    while (true) {
      MIZAN_ASSIGN(const bool row, look.step());
      if (!row) break;
      seen = look.integer(0);
      ++looked;
      MIZAN_TRY(image(look));
    }
    look.reset();
    if (seen != done) MIZAN_TRY(note(db_, kImagesDone, seen));
    dropped_.images += looked;
    MIZAN_TRY(commit(transaction));
    return looked == kImagesAtOnce;
  }

  base::Result<> image(const Statement& row) {
    const auto id = row.integer(0);
    MIZAN_ASSIGN(const bool stands, is_followed(id, row));
    MIZAN_ASSIGN(auto drop, db_.prepare(stands ? "DELETE FROM superseded WHERE id = ?1"
                                               : "UPDATE superseded SET image = x'', raw_block = NULL, "
                                                 "raw_at = NULL WHERE id = ?1"));
    return drop.bind(1, id).run();
  }

  // By the record as it is now, or by a later image of it.
  base::Result<bool> is_followed(std::int64_t id, const Statement& row) {
    const auto kind = static_cast<model::Kind>(row.integer(1));
    MIZAN_ASSIGN(auto query, db_.prepare(fmt::format(
                                 "SELECT EXISTS (SELECT 1 FROM {} WHERE ref = ?2 AND key = ?3) OR EXISTS "
                                 "(SELECT 1 FROM superseded WHERE ref = ?2 AND kind = ?1 AND key = ?3 AND id "
                                 "> ?4)",
                                 table_of(kind))));
    query.bind(1, row.integer(1)).bind(2, row.integer(2)).bind(3, row.text(3)).bind(4, id);
    MIZAN_ASSIGN(const bool found, query.step());
    return found && query.integer(0) != 0;
  }

  // The sums as of the moment stay.
  base::Result<> log_of_receipts(base::Micros from) {
    MIZAN_ASSIGN(auto transaction, Transaction::begin(db_));
    MIZAN_ASSIGN(const auto rows, count(db_, "SELECT count(*) FROM receipt_log WHERE at <= ?1", from));
    MIZAN_ASSIGN(
        const auto sums,
        count(db_, "SELECT count(DISTINCT source || ' ' || day) FROM receipt_log WHERE at <= ?1", from));
    if (rows == sums) return {};
    MIZAN_TRY(db_.execute(fmt::format(
        "CREATE TEMP TABLE receipt_sums AS SELECT max(at) AS at, source, day, sum(received) AS received, "
        "sum(quarantined) AS quarantined FROM receipt_log WHERE at <= {0} GROUP BY source, day;"
        "DELETE FROM receipt_log WHERE at <= {0};"
        "INSERT INTO receipt_log SELECT at, source, day, received, quarantined FROM receipt_sums;"
        "DROP TABLE receipt_sums",
        from)));
    dropped_.receipts += rows - sums;
    return commit(transaction);
  }

  // What each source declared, and how far it had been read, as of the moment stays.
  base::Result<> log_of_sources(base::Micros from) {
    return db_.execute(
        fmt::format("DELETE FROM source_history WHERE from_at <= {0} AND rowid NOT IN (SELECT max(rowid) "
                    "FROM source_history WHERE from_at <= {0} GROUP BY source);"
                    "DELETE FROM source_read WHERE at <= {0} AND (source, day) NOT IN (SELECT source, "
                    "max(day) FROM source_read WHERE at <= {0} GROUP BY source)",
                    from));
  }

  const Database& db_;
  const std::function<bool()>& between_;
  bool go_on_ = true;
  Dropped dropped_;
};

// Each as far as it is already, or further.
base::Result<Retention> no_further_back(const Store& reader, const Retention& wanted) {
  MIZAN_ASSIGN(const auto now, retention_of(reader));
  return Retention{std::max(now.history_from, wanted.history_from), std::max(now.raw_from, wanted.raw_from),
                   wanted.feed_from};
}

}  // namespace

base::Result<Retention> retention_of(const Store& reader) {
  Retention retention;
  MIZAN_ASSIGN(retention.history_from, number(reader.database(), kHistoryFrom));
  MIZAN_ASSIGN(retention.raw_from, number(reader.database(), kRawFrom));
  return retention;
}

base::Result<Dropped> beyond_retention(const Store& reader, const Retention& wanted) {
  const auto& db = reader.database();
  MIZAN_ASSIGN(const auto moment, Snapshot::begin(db));
  MIZAN_ASSIGN(const auto far, no_further_back(reader, wanted));
  MIZAN_ASSIGN(const auto last,
               count(db, "SELECT max(last_seq) FROM batch WHERE accepted_at <= ?1", far.history_from));
  MIZAN_ASSIGN(const auto done, number(db, kImagesDone));
  Dropped dropped;
  MIZAN_ASSIGN(auto images, db.prepare("SELECT count(*) FROM superseded WHERE id > ?1 AND seq_to <= ?2"));
  MIZAN_TRY(images.bind(1, done).bind(2, last).step());
  dropped.images = images.integer(0);
  MIZAN_ASSIGN(dropped.raw_blocks, count(db, "SELECT count(*) FROM raw_block WHERE at < ?1", far.raw_from));
  MIZAN_ASSIGN(dropped.receipts, count(db,
                                       "SELECT count(*) - count(DISTINCT source || ' ' || day) FROM "
                                       "receipt_log WHERE at <= ?1",
                                       far.history_from));
  MIZAN_ASSIGN(dropped.events,
               count(db,
                     "SELECT count(*) FROM outbox WHERE at < ?1 AND id < (SELECT max(id) FROM "
                     "outbox)",
                     far.feed_from));
  return dropped;
}

base::Result<Dropped> apply_retention(Store& store, const Retention& wanted,
                                      const std::function<bool()>& between) {
  const auto& db = store.database();
  MIZAN_ASSIGN(const auto far, no_further_back(store, wanted));
  if (far.history_from != 0) MIZAN_TRY(note(db, kHistoryFrom, far.history_from));
  if (far.raw_from != 0) MIZAN_TRY(note(db, kRawFrom, far.raw_from));
  Dropping dropping(db, between);
  if (far.history_from != 0) MIZAN_TRY(dropping.history(far.history_from));
  if (far.raw_from != 0) MIZAN_TRY(dropping.raw(far.raw_from));
  if (far.feed_from != 0) MIZAN_TRY(dropping.feed(store, far.feed_from));
  return dropping.dropped();
}

}  // namespace mizan::store
