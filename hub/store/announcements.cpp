#include "store/announcements.hpp"

#include "store/schema.hpp"

namespace mizan::store {

base::Result<> put_events(const Database& db, const std::vector<Event>& events) {
  MIZAN_ASSIGN(auto put, db.prepare("INSERT INTO outbox(at, type, subject, body) VALUES (?1, ?2, ?3, ?4)"));
  for (const auto& event : events) {
    put.bind(1, event.at).bind(2, std::string_view(event.type)).bind(3, std::string_view(event.subject));
    MIZAN_TRY(put.bind(4, std::string_view(event.body)).run());
  }
  return {};
}

namespace {

// The KPI engine's own positions in `meta` begin with "kpi_".
std::string name_of(std::string_view stage) {
  return "told_" + std::string(stage);
}

}  // namespace

base::Result<std::string> told_until(Store& store, std::string_view stage) {
  return setting(store.database(), name_of(stage));
}

base::Result<bool> tell(Store& store, std::string_view stage, std::string_view from, std::string_view to,
                        const std::vector<Event>& events) {
  const auto& db = store.database();
  MIZAN_ASSIGN(auto transaction, Transaction::begin(db));
  MIZAN_ASSIGN(const auto now, told_until(store, stage));
  if (now != from) return false;
  MIZAN_TRY(put_events(db, events));
  MIZAN_TRY(put_setting(db, name_of(stage), to));
  MIZAN_TRY(transaction.commit());
  return true;
}

}  // namespace mizan::store
