#include "store/epochs.hpp"

#include <algorithm>
#include <limits>

#include "store/announcements.hpp"
#include "store/audit_trail.hpp"
#include "store/schema.hpp"

namespace mizan::store {

base::Result<Epochs> Epochs::of(const Database& db) {
  MIZAN_ASSIGN(auto now, setting(db, "epoch"));
  Epochs epochs(std::move(now));
  MIZAN_ASSIGN(auto rows,
               db.prepare("SELECT epoch, last_event, last_seq FROM earlier_epoch ORDER BY last_event"));
  while (true) {
    MIZAN_ASSIGN(const bool row, rows.step());
    if (!row) return epochs;
    epochs.earlier_.push_back({std::string(rows.text(0)), rows.integer(1), rows.integer(2)});
  }
}

const EarlierEpoch* Epochs::find(std::string_view epoch) const {
  const auto found = std::ranges::find(earlier_, epoch, &EarlierEpoch::epoch);
  return found == earlier_.end() ? nullptr : &*found;
}

const std::string& Epochs::of_event(std::int64_t place) const {
  const auto found = std::ranges::find_if(
      earlier_, [&](const EarlierEpoch& earlier) { return place <= earlier.last_event; });
  return found == earlier_.end() ? now_ : found->epoch;
}

std::optional<std::int64_t> Epochs::last_event_of(std::string_view epoch) const {
  if (epoch == now_) return std::numeric_limits<std::int64_t>::max();
  const auto* earlier = find(epoch);
  return earlier == nullptr ? std::nullopt : std::optional(earlier->last_event);
}

std::optional<model::Sequence> Epochs::last_sequence_of(std::string_view epoch) const {
  if (epoch == now_) return std::numeric_limits<model::Sequence>::max();
  const auto* earlier = find(epoch);
  return earlier == nullptr ? std::nullopt : std::optional(earlier->last_sequence);
}

base::Result<> go_on_from_here(Store& store, const Event& told, const audit::Entry& noted) {
  const auto& db = store.database();
  MIZAN_ASSIGN(auto transaction, Transaction::begin(db));
  MIZAN_TRY(
      db.execute("INSERT INTO earlier_epoch SELECT value, coalesce((SELECT max(id) FROM outbox), 0), "
                 "coalesce((SELECT max(last_seq) FROM batch), 0) FROM meta WHERE name = 'epoch'"));
  MIZAN_TRY(put_setting(db, "epoch", new_epoch()));
  MIZAN_TRY(put_events(db, {told}));
  MIZAN_TRY(append_audit(db, noted));
  return transaction.commit();
}

}  // namespace mizan::store
