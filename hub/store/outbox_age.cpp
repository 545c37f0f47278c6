#include "store/outbox_age.hpp"

#include <algorithm>

#include "store/sqlite.hpp"

namespace mizan::store {
namespace {

// Of the oldest so many the last before the first that is not old: what remains has no gaps. 0: there is
// none.
base::Result<std::int64_t> last_old(const Database& db, base::Micros at, std::int64_t most) {
  MIZAN_ASSIGN(auto oldest, db.prepare("SELECT id, at FROM outbox ORDER BY id LIMIT ?1"));
  oldest.bind(1, most);
  std::int64_t last = 0;
  while (true) {
    MIZAN_ASSIGN(const bool row, oldest.step());
    if (!row || oldest.integer(1) >= at) return last;
    last = oldest.integer(0);
  }
}

}  // namespace

base::Result<std::int64_t> outbox_first(Store& store) {
  return store.database().query_integer("SELECT min(id) FROM outbox");
}

base::Result<std::int64_t> drop_events_before(Store& store, base::Micros at, std::int64_t most) {
  const auto& db = store.database();
  MIZAN_ASSIGN(const auto old, last_old(db, at, most));
  MIZAN_ASSIGN(const auto newest, store.outbox_head());
  const auto last = std::min(old, newest - 1);
  if (last <= 0) return std::int64_t{0};
  MIZAN_ASSIGN(auto drop, db.prepare("DELETE FROM outbox WHERE id <= ?1"));
  MIZAN_TRY(drop.bind(1, last).run());
  return std::int64_t{db.changed_rows()};
}

}  // namespace mizan::store
