#include "store/record_feed.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "store/epochs.hpp"
#include "store/seal_guard_impl.hpp"
#include "store/store_impl.hpp"

namespace mizan::store {
namespace {

using model::Kind;

// A page looks at no more changes than this, so that a source with few records among many of others does not
// hold up the answer.
constexpr int kMostLooked = 50'000;
constexpr int kFirstField = 4;
constexpr std::uint64_t kMarkBits = 0xFFFF'FFFF'FFFF;

/// Reads one page inside a snapshot.
class LogReader {
 public:
  explicit LogReader(const Database& db) : db_(db) {}

  base::Result<LogPage> read(const LogPlace& after, std::optional<model::SourceId> source,
                             const LogVisitor& visit) {
    MIZAN_TRY(begin(after));
    MIZAN_ASSIGN(auto log, db_.prepare(log_query()));
    log.bind(1, after.sequence);
    model::Sequence seen = after.sequence;
    int looked = 0;
    while (true) {
      MIZAN_ASSIGN(const bool row, log.step());
      if (!row) return page(head_, true);
      // Several images may have ended at one change; they are passed over together.
      const auto sequence = log.integer(0);
      if (sequence != seen && (full_ || ++looked > kMostLooked)) return page(seen, false);
      seen = sequence;
      if (!full_) MIZAN_TRY(look(log, source, visit));
    }
  }

 private:
  base::Result<> begin(const LogPlace& after) {
    MIZAN_ASSIGN(epoch_, setting(db_, "epoch"));
    MIZAN_ASSIGN(const auto loading, setting(db_, "backfill"));
    if (!loading.empty())
      return base::Error{base::Code::kTransient, "the first load of this hub is not done: come back later"};
    MIZAN_ASSIGN(head_, db_.query_integer("SELECT max(last_seq) FROM batch"));
    if (after.sequence == 0 && after.epoch.empty()) return {};
    MIZAN_ASSIGN(const auto mark, mark_at(after.sequence));
    MIZAN_ASSIGN(const auto epochs, Epochs::of(db_));
    const auto held = epochs.last_sequence_of(after.epoch);
    MIZAN_ASSIGN(const auto from, setting(db_, kRecordsFrom));
    // Of what was sealed since, it cannot be told that it is gone, for nothing of it is known any more.
    if (!from.empty() && after.sequence < std::stoll(from))
      return base::Error{
          base::Code::kCheckpoint,
          "records have been sealed since this cursor was given: read again from the beginning"};
    if (held && after.sequence <= std::min(*held, head_) && after.mark == mark) return {};
    return base::Error{base::Code::kCheckpoint,
                       "this cursor is of another store than the one that this hub has now: read again from "
                       "the beginning"};
  }

  base::Result<LogPage> page(model::Sequence sequence, bool end) {
    MIZAN_ASSIGN(const auto mark, mark_at(sequence));
    return LogPage{{epoch_, sequence, mark}, end};
  }

  base::Result<std::uint64_t> mark_at(model::Sequence sequence) {
    MIZAN_ASSIGN(auto query, db_.prepare("SELECT first_seq, accepted_at, run FROM batch "
                                         "WHERE first_seq <= ?1 ORDER BY first_seq DESC LIMIT 1"));
    MIZAN_ASSIGN(const bool row, query.bind(1, sequence).step());
    if (!row || sequence == 0) return 0U;
    return base::digest64(fmt::format("{} {} {}", query.integer(0), query.integer(1), query.integer(2))) &
           kMarkBits;
  }

  base::Result<> look(const Statement& log, std::optional<model::SourceId> source, const LogVisitor& visit) {
    const auto kind = static_cast<Kind>(log.integer(1));
    const auto ref = log.integer(2);
    MIZAN_TRY(find_owner(ref));
    if (source && *source != owner_) return {};
    const bool gone = log.integer(4) != 0;
    LogRecord found{log.integer(0), owner_, gone, model::Record(kind, log.text(3))};
    if (gone) {
      MIZAN_ASSIGN(const bool back, stands(kind, log.text(3)));
      if (back) return {};  // changed, moved or come again: it stands where that was
    } else {
      MIZAN_TRY(load(ref, found.record));
    }
    full_ = !visit(found);
    return {};
  }

  base::Result<> find_owner(std::int64_t ref) {
    if (ref == owner_ref_) return {};
    if (!owner_query_) {
      MIZAN_ASSIGN(owner_query_, db_.prepare("SELECT source, key FROM case_ref WHERE ref = ?1"));
    }
    const ResetGuard guard(*owner_query_);
    MIZAN_ASSIGN(const bool row, owner_query_->bind(1, ref).step());
    if (!row) return base::Error{base::Code::kStore, "store: a record has no source; restore a backup"};
    owner_ref_ = ref;
    owner_ = model::SourceId{static_cast<std::int32_t>(owner_query_->integer(0))};
    case_key_ = owner_query_->text(1);
    return {};
  }

  // Does the owner have a record of that kind and key now?
  base::Result<bool> stands(Kind kind, std::string_view key) {
    auto& query = stands_[static_cast<std::size_t>(kind)];
    if (!query) {
      const auto* of = kind == Kind::kCase ? "f" : "r";
      MIZAN_ASSIGN(query, db_.prepare(fmt::format("SELECT 1 FROM {} AS r JOIN case_ref AS f USING (ref) "
                                                  "WHERE f.source = ?1 AND {}.key = ?2 LIMIT 1",
                                                  table_of(kind), of)));
    }
    const ResetGuard guard(*query);
    return query->bind(1, std::int64_t{owner_.value}).bind(2, key).step();
  }

  base::Result<> load(std::int64_t ref, model::Record& record) {
    const auto kind = record.kind;
    const bool is_case = kind == Kind::kCase;
    auto& query = load_[static_cast<std::size_t>(kind)];
    if (!query) {
      MIZAN_ASSIGN(
          query, db_.prepare(fmt::format("SELECT key, revision, seq, 0, {} FROM {} WHERE ref = ?1{}",
                                         column_list(kind), table_of(kind), is_case ? "" : " AND key = ?2")));
    }
    const ResetGuard guard(*query);
    query->bind(1, ref);
    if (!is_case) query->bind(2, std::string_view(record.key));
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return base::Error{base::Code::kStore, "store: an index is damaged; restore a backup"};
    auto loaded = read_record(*query, kind, kFirstField);
    if (!is_case) loaded.set_text(model::field::case_id, case_key_);
    record = std::move(loaded);
    return {};
  }

  using Prepared = std::array<std::optional<Statement>, model::kKindCount + 1>;

  const Database& db_;
  std::string epoch_;
  model::Sequence head_ = 0;
  bool full_ = false;
  std::int64_t owner_ref_ = -1;
  model::SourceId owner_;
  std::string case_key_;
  std::optional<Statement> owner_query_;
  Prepared stands_;
  Prepared load_;
};

}  // namespace

// Each part comes in the order of its index, so that they are merged and not sorted.
std::string log_query() {
  std::string sql;
  for (int k = 1; k <= model::kKindCount; ++k) {
    sql += fmt::format("SELECT seq, {} AS kind, ref, key, 0 AS gone FROM {} WHERE seq > ?1 UNION ALL ", k,
                       table_of(static_cast<Kind>(k)));
  }
  return sql + "SELECT seq_to, kind, ref, key, 1 FROM superseded WHERE seq_to > ?1 ORDER BY 1";
}

base::Result<LogPage> read_log(const Store& store, const LogPlace& after,
                               std::optional<model::SourceId> source, const LogVisitor& visit) {
  const auto& db = store.database();
  MIZAN_ASSIGN(const auto moment, Snapshot::begin(db));
  return LogReader(db).read(after, source, visit);
}

base::Result<> make_log_order(const Database& db) {
  MIZAN_ASSIGN(const auto wanted, setting(db, "log_order"));
  if (wanted.empty()) return {};
  for (int k = 1; k <= model::kKindCount; ++k) {
    const auto table = table_of(static_cast<Kind>(k));
    MIZAN_TRY(db.execute(fmt::format("CREATE INDEX IF NOT EXISTS {0}_by_seq ON {0}(seq)", table)));
  }
  return db.execute("CREATE INDEX IF NOT EXISTS superseded_by_seq ON superseded(seq_to)");
}

base::Result<> drop_log_order(const Database& db) {
  for (int k = 1; k <= model::kKindCount; ++k)
    MIZAN_TRY(db.execute(fmt::format("DROP INDEX IF EXISTS {}_by_seq", table_of(static_cast<Kind>(k)))));
  return db.execute("DROP INDEX IF EXISTS superseded_by_seq");
}

base::Result<> keep_log_order(const Store& store, bool on) {
  const auto& db = store.database();
  MIZAN_ASSIGN(const auto before, setting(db, "log_order"));
  if (on == !before.empty()) return {};
  MIZAN_ASSIGN(auto transaction, Transaction::begin(db));
  MIZAN_TRY(db.execute(on ? "INSERT INTO meta VALUES ('log_order', '1')"
                          : "DELETE FROM meta WHERE name = 'log_order'"));
  if (!on) MIZAN_TRY(drop_log_order(db));
  if (on && !store.backfilling()) MIZAN_TRY(make_log_order(db));
  return transaction.commit();
}

}  // namespace mizan::store
