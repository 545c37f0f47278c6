#include "store/adapter_deaths.hpp"

#include "store/sqlite.hpp"

namespace mizan::store {
namespace {

// Rows of this source that another state, or a death elsewhere, makes worthless.
base::Result<> forget(const Database& db, model::SourceId source, std::int64_t state,
                      std::string_view but_place) {
  MIZAN_ASSIGN(auto drop, db.prepare("DELETE FROM adapter_death WHERE source = ?1 AND (state <> ?2 OR "
                                     "(deaths < ?3 AND place <> ?4))"));
  return drop.bind(1, std::int64_t{source.value})
      .bind(2, state)
      .bind(3, kDeathsToPassOver)
      .bind(4, but_place)
      .run();
}

}  // namespace

base::Result<std::vector<AdapterDeath>> adapter_deaths(Store& store, model::SourceId source,
                                                       std::int64_t state) {
  MIZAN_ASSIGN(auto find, store.database().prepare("SELECT place, deaths, how FROM adapter_death WHERE "
                                                   "source = ?1 AND state = ?2 ORDER BY place"));
  find.bind(1, std::int64_t{source.value}).bind(2, state);
  std::vector<AdapterDeath> deaths;
  for (;;) {
    MIZAN_ASSIGN(const bool row, find.step());
    if (!row) return deaths;
    deaths.push_back({std::string(find.text(0)), find.integer(1), std::string(find.text(2))});
  }
}

base::Result<std::int64_t> note_adapter_death(Store& store, model::SourceId source, std::int64_t state,
                                              const AdapterDeath& death) {
  const auto& db = store.database();
  MIZAN_ASSIGN(auto transaction, Transaction::begin(db));
  MIZAN_TRY(forget(db, source, state, death.place));
  MIZAN_ASSIGN(auto put, db.prepare("INSERT INTO adapter_death(source, place, state, deaths, how) VALUES "
                                    "(?1, ?2, ?3, 1, ?4) ON CONFLICT(source, place) DO UPDATE SET deaths = "
                                    "deaths + 1, how = excluded.how RETURNING deaths"));
  put.bind(1, std::int64_t{source.value}).bind(2, death.place).bind(3, state).bind(4, death.how);
  std::int64_t deaths = 0;
  {
    const ResetGuard guard(put);
    MIZAN_ASSIGN(const bool row, put.step());
    if (row) deaths = put.integer(0);
  }
  MIZAN_TRY(transaction.commit());
  return deaths;
}

base::Result<> end_adapter_deaths(Store& store, model::SourceId source, std::int64_t state) {
  return forget(store.database(), source, state, "");
}

}  // namespace mizan::store
