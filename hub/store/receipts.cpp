#include "store/receipts.hpp"

#include "store/store_impl.hpp"

namespace mizan::store {
namespace {

base::Result<> cover(Store::Impl& impl, std::int64_t source) {
  MIZAN_ASSIGN(auto* cover, impl.statement("UPDATE receipt_day SET uncovered_received = 0, "
                                           "uncovered_quarantined = 0 WHERE source = ?1 AND "
                                           "uncovered_received > 0"));
  return cover->bind(1, source).run();
}

// Beside the sums of the days, so that those of a past moment can be told.
base::Result<> log_receipt(Store::Impl& impl, const IngestBatch& batch, const Books& books) {
  MIZAN_ASSIGN(auto* put, impl.statement("INSERT INTO receipt_log(at, source, day, received, quarantined) "
                                         "VALUES (?1, ?2, ?3, ?4, ?5)"));
  put->bind(1, batch.accepted_at).bind(2, std::int64_t{batch.source.value});
  put->bind(3, std::int64_t{base::karachi_day(batch.accepted_at).value});
  return put->bind(4, books.received).bind(5, books.quarantined).run();
}

}  // namespace

base::Result<> put_receipts(Store::Impl& impl, const IngestBatch& batch, const Books& books) {
  if (batch.token) MIZAN_TRY(cover(impl, batch.source.value));
  if (books.received == 0) return {};
  MIZAN_TRY(log_receipt(impl, batch, books));
  MIZAN_ASSIGN(
      auto* put,
      impl.statement("INSERT INTO receipt_day(source, day, received, quarantined, uncovered_received, "
                     "uncovered_quarantined) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(source, day) DO "
                     "UPDATE SET received = received + excluded.received, quarantined = quarantined + "
                     "excluded.quarantined, uncovered_received = uncovered_received + "
                     "excluded.uncovered_received, uncovered_quarantined = uncovered_quarantined + "
                     "excluded.uncovered_quarantined"));
  put->bind(1, std::int64_t{batch.source.value})
      .bind(2, std::int64_t{base::karachi_day(batch.accepted_at).value});
  put->bind(3, books.received).bind(4, books.quarantined);
  // Without a checkpoint all of it comes again, should the run end here.
  return put->bind(5, batch.token ? 0 : books.received).bind(6, batch.token ? 0 : books.quarantined).run();
}

base::Result<> cover_all(Store::Impl& impl, RunId run) {
  MIZAN_ASSIGN(auto* find, impl.statement("SELECT source FROM run WHERE id = ?1"));
  const ResetGuard guard(*find);
  MIZAN_ASSIGN(const bool row, find->bind(1, run.value).step());
  return row ? cover(impl, find->integer(0)) : base::Result<>{};
}

base::Result<> take_back_uncovered(Store::Impl& impl, model::SourceId source, base::Micros at) {
  MIZAN_ASSIGN(auto* note,
               impl.statement("INSERT INTO receipt_log SELECT ?2, source, day, -uncovered_received, "
                              "-uncovered_quarantined FROM receipt_day WHERE source = ?1 AND "
                              "uncovered_received > 0"));
  MIZAN_TRY(note->bind(1, std::int64_t{source.value}).bind(2, at).run());
  MIZAN_ASSIGN(auto* take, impl.statement("UPDATE receipt_day SET received = received - uncovered_received, "
                                          "quarantined = quarantined - uncovered_quarantined "
                                          "WHERE source = ?1 AND uncovered_received > 0"));
  MIZAN_TRY(take->bind(1, std::int64_t{source.value}).run());
  MIZAN_TRY(cover(impl, source.value));
  MIZAN_ASSIGN(auto* drop, impl.statement("DELETE FROM receipt_day WHERE source = ?1 AND received = 0 AND "
                                          "counted_received = 0"));
  return drop->bind(1, std::int64_t{source.value}).run();
}

base::Result<> close_cut_off(Store::Impl& impl, model::SourceId source, base::Micros at) {
  MIZAN_ASSIGN(
      auto* close,
      impl.statement("UPDATE run SET status = iif(received = 0, 'failed', 'partial'), ended_at = ?2, "
                     "message = 'cut off before its end' WHERE source = ?1 AND status = 'running'"));
  return close->bind(1, std::int64_t{source.value}).bind(2, at).run();
}

base::Result<> note_counted(Store::Impl& impl) {
  return impl.db.execute(
      "UPDATE receipt_day SET counted_received = received, counted_quarantined = quarantined "
      "WHERE counted_received <> received OR counted_quarantined <> quarantined");
}

}  // namespace mizan::store
