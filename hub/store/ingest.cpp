#include <fmt/format.h>

#include "base/digest.hpp"
#include "store/in_transaction_impl.hpp"
#include "store/raw_block.hpp"
#include "store/receipts.hpp"
#include "store/record_feed.hpp"
#include "store/record_writer.hpp"
#include "store/seal_guard_impl.hpp"

namespace mizan::store {
namespace {

using model::Kind;

/// Puts the blocks of a batch's raw texts into the store and tells each text where it is, in order.
class RawWriter {
 public:
  RawWriter(Store::Impl& impl, const std::vector<std::string>& blocks, base::Micros at)
      : impl_(impl), blocks_(blocks), at_(at) {}

  /// Block and place of the next text; block 0 if there are none at all.
  base::Result<std::pair<std::int64_t, std::int64_t>> next() {
    if (blocks_.empty()) return std::pair{std::int64_t{0}, std::int64_t{0}};
    const auto place = next_ % kTextsPerBlock;
    if (place == 0) MIZAN_TRY(put(blocks_[next_ / kTextsPerBlock]));
    ++next_;
    return std::pair{block_, static_cast<std::int64_t>(place)};
  }

 private:
  base::Result<> put(const std::string& packed) {
    MIZAN_ASSIGN(auto* insert, impl_.statement("INSERT INTO raw_block(data, at) VALUES (?1, ?2)"));
    MIZAN_TRY(insert->bind_blob(1, packed).bind(2, at_).run());
    block_ = impl_.db.last_row();
    return {};
  }

  Store::Impl& impl_;
  const std::vector<std::string>& blocks_;
  base::Micros at_;
  std::size_t next_ = 0;
  std::int64_t block_ = 0;
};

// What comes again in the same words stays one entry, with the time and place of the last. What was discarded
// stays so. `first_run` begins anew where the source was read to its end without it.
base::Result<bool> found_again(Store::Impl& impl, const IngestBatch& batch, const Quarantined& item,
                               std::int64_t digest) {
  MIZAN_ASSIGN(auto* again,
               impl.statement(
                   "UPDATE quarantine SET run = ?1, received_at = ?2, location = ?3, first_run = iif(EXISTS "
                   "(SELECT 1 FROM run AS r WHERE r.id > quarantine.run AND r.id < ?1 AND r.source = ?4 "
                   "AND r.status = 'ok' AND r.received + r.vanished > 0), ?1, first_run) "
                   "WHERE source = ?4 AND digest = ?5 AND state IN ('open', 'discarded')"));
  again->bind(1, batch.run.value).bind(2, batch.accepted_at).bind(3, std::string_view(item.rejection.where));
  MIZAN_TRY(again->bind(4, std::int64_t{batch.source.value}).bind(5, digest).run());
  return impl.db.changed_rows() > 0;
}

base::Result<> put_quarantined(Store::Impl& impl, const IngestBatch& batch, const Quarantined& item) {
  const auto digest = rejection_digest(item);
  MIZAN_ASSIGN(const bool known, found_again(impl, batch, item, digest));
  if (known) return {};
  MIZAN_ASSIGN(auto* insert, impl.statement("INSERT INTO quarantine(run, first_run, source, received_at, "
                                            "reason, field, location, detail, raw, digest) "
                                            "VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
  insert->bind(1, batch.run.value).bind(2, std::int64_t{batch.source.value}).bind(3, batch.accepted_at);
  insert->bind(4, std::string_view(item.rejection.reason)).bind(5, std::int64_t{item.rejection.field});
  insert->bind(6, std::string_view(item.rejection.where)).bind(7, std::string_view(item.rejection.detail));
  return insert->bind(8, std::string_view(item.raw)).bind(9, digest).run();
}

// `sealed`: which items are; none: none is.
base::Result<Books> put_items(Store::Impl& impl, const IngestBatch& batch, const std::vector<bool>& sealed) {
  Books books;
  std::size_t at = 0;
  RecordWriter writer(impl, batch.source);
  RawWriter raw(impl, *batch.raw_blocks, batch.accepted_at);
  for (const auto& item : batch.items) {
    ++books.received;
    const bool is_sealed = !sealed.empty() && sealed[at++];
    if (const auto* upsert = std::get_if<Upsert>(&item)) {
      MIZAN_ASSIGN(const auto place, raw.next());
      const auto ending = is_sealed ? base::Result<Ending>(Ending::kUnchanged)
                                    : writer.upsert(*upsert, place.first, place.second);
      if (!ending) return ending.error();
      ++(*ending == Ending::kAccepted ? books.accepted : books.unchanged);
    } else if (const auto* gone = std::get_if<Delete>(&item)) {
      MIZAN_ASSIGN(const auto ending, writer.remove(gone->kind, gone->key));
      ++(ending == Ending::kAccepted ? books.accepted : books.unchanged);
      if (ending == Ending::kAccepted) ++books.deleted;
    } else {
      MIZAN_TRY(put_quarantined(impl, batch, std::get<Quarantined>(item)));
      ++books.quarantined;
    }
  }
  return books;
}

base::Result<> put_books(Store::Impl& impl, const IngestBatch& batch, const Books& books) {
  MIZAN_ASSIGN(
      auto* run,
      impl.statement("UPDATE run SET received = received + ?2, accepted = accepted + ?3, unchanged = "
                     "unchanged + ?4, quarantined = quarantined + ?5, deleted = deleted + ?6 "
                     "WHERE id = ?1"));
  run->bind(1, batch.run.value).bind(2, books.received).bind(3, books.accepted).bind(4, books.unchanged);
  MIZAN_TRY(run->bind(5, books.quarantined).bind(6, books.deleted).run());
  return put_receipts(impl, batch, books);
}

base::Result<> put_token(Store::Impl& impl, const IngestBatch& batch) {
  if (!batch.token) return {};
  MIZAN_ASSIGN(auto* put, impl.statement("INSERT OR REPLACE INTO checkpoint VALUES (?1, ?2, ?3)"));
  put->bind(1, std::int64_t{batch.source.value}).bind_blob(2, *batch.token);
  return put->bind(3, std::int64_t{batch.token_version}).run();
}

base::Result<> make_late_indexes(Store::Impl& impl) {
  for (const auto& sql : late_indexes()) MIZAN_TRY(impl.db.execute(sql));
  return make_log_order(impl.db);
}

base::Result<> keep_newest_of_each(Store::Impl& impl) {
  for (int k = static_cast<int>(Kind::kAccused); k <= model::kKindCount; ++k) {
    const auto kind = static_cast<Kind>(k);
    std::vector<std::pair<std::int32_t, std::string>> twice;
    MIZAN_ASSIGN(auto query, impl.db.prepare(fmt::format(
                                 "SELECT f.source, d.key FROM (SELECT key FROM {0} GROUP BY key HAVING "
                                 "count(*) > 1) AS d JOIN {0} AS r ON r.key = d.key JOIN case_ref AS f ON "
                                 "f.ref = r.ref GROUP BY 1, 2 HAVING count(*) > 1",
                                 table_of(kind))));
    while (true) {
      MIZAN_ASSIGN(const bool row, query.step());
      if (!row) break;
      twice.emplace_back(static_cast<std::int32_t>(query.integer(0)), std::string(query.text(1)));
    }
    query.reset();
    for (const auto& [source, key] : twice) {
      MIZAN_TRY(RecordWriter(impl, model::SourceId{source}).keep_newest(kind, key));
    }
  }
  return {};
}

base::Result<> in_order_after_backfill(Store::Impl& impl) {
  MIZAN_ASSIGN(auto transaction, Transaction::begin(impl.db));
  MIZAN_TRY(make_late_indexes(impl));
  MIZAN_TRY(keep_newest_of_each(impl));
  MIZAN_TRY(
      impl.db.execute("DELETE FROM meta WHERE name = 'backfill';"
                      "INSERT OR REPLACE INTO meta VALUES ('kpi_rebuild', '1')"));
  return transaction.commit();
}

}  // namespace

base::Result<Books> Store::apply(IngestBatch batch) {
  if (!batch.raw_blocks) prepare(batch);
  auto& impl = *impl_;
  return in_transaction<Books>(impl, [&]() -> base::Result<Books> {
    const auto before = impl.head;
    MIZAN_ASSIGN(const auto sealed, keep_sealed_out(impl, batch));
    MIZAN_ASSIGN(const auto books, put_items(impl, batch, sealed));
    MIZAN_TRY(put_books(impl, batch, books));
    MIZAN_TRY(put_batch_row(impl, before, batch.accepted_at, batch.run));
    MIZAN_TRY(put_token(impl, batch));
    return books;
  });
}

std::int64_t rejection_digest(const Quarantined& item) {
  const auto& why = item.rejection;
  const auto text = item.content != 0 ? fmt::format("{}\n{}\n{:016x}", why.reason, why.field, item.content)
                                      : fmt::format("{}\n{}\n{}\n{}\n{}", why.where, why.reason, why.field,
                                                    why.detail, item.raw);
  return static_cast<std::int64_t>(base::digest64(text));
}

base::Result<> Store::begin_backfill() {
  auto& impl = *impl_;
  if (impl.backfill || impl.head != 0) return {};
  std::string sql = "INSERT OR REPLACE INTO meta VALUES ('backfill', '1'), ('kpi_rebuild', '1');";
  for (int k = static_cast<int>(Kind::kAccused); k <= model::kKindCount; ++k) {
    sql += fmt::format("DROP INDEX IF EXISTS {}_by_key;", table_of(static_cast<Kind>(k)));
  }
  MIZAN_ASSIGN(auto transaction, Transaction::begin(impl.db));
  MIZAN_TRY(impl.db.execute(sql));
  MIZAN_TRY(drop_log_order(impl.db));
  MIZAN_TRY(transaction.commit());
  impl.backfill = true;
  return {};
}

base::Result<> Store::end_backfill() {
  auto& impl = *impl_;
  if (!impl.backfill) return {};
  // Indexes of tens of millions of records are sorted on disk: in memory that would be most of what a load
  // takes. Temporary tables would be lost, so where there are any it stays as it is.
  MIZAN_ASSIGN(const auto tables, impl.db.query_integer("SELECT count(*) FROM temp.sqlite_master"));
  if (tables == 0) MIZAN_TRY(impl.db.execute("PRAGMA temp_store = FILE"));
  const auto ended = in_order_after_backfill(impl);
  if (tables == 0) MIZAN_TRY(impl.db.execute("PRAGMA temp_store = MEMORY"));
  MIZAN_TRY(ended);
  impl.backfill = false;
  return impl.db.execute("PRAGMA optimize");
}

}  // namespace mizan::store
