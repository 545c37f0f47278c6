#pragma once
#include <cstdint>
#include <functional>

#include "store/store.hpp"

namespace mizan::store {

/// How far back a store goes. 0: to its beginning.
struct Retention {
  base::Micros history_from = 0;  ///< values, explanations and differences as known before are no longer told
  base::Micros raw_from = 0;      ///< raw texts that came before are dropped
  base::Micros feed_from = 0;     ///< events of the feed from before are dropped (outbox_age.hpp)
};

/// What there is to drop, or was dropped.
struct Dropped {
  std::int64_t images = 0;      ///< superseded images of records
  std::int64_t raw_blocks = 0;  ///< of up to 1024 raw texts each
  std::int64_t receipts = 0;    ///< rows of the log of receipts, sums of which stay
  std::int64_t events = 0;      ///< of the feed

  bool any() const { return images + raw_blocks + receipts + events > 0; }
};

/// How far back the store goes now, but for the feed. Records, links, cells and findings are never dropped.
base::Result<Retention> retention_of(const Store& reader);

/// What apply_retention() would drop.
base::Result<Dropped> beyond_retention(const Store& reader, const Retention& wanted);

/// Drops what is older, in short transactions, so that nobody waits long; `between`, which may be empty, is
/// called after each and may end it by false, with what is left for the next time. What is no longer told is
/// noted before anything goes, so that a moment is either told exactly or refused, also after a crash. A
/// store never goes back further again than it did. Of a store that is open for writing.
base::Result<Dropped> apply_retention(Store& store, const Retention& wanted,
                                      const std::function<bool()>& between = {});

}  // namespace mizan::store
