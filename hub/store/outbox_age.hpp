#pragma once
#include <cstdint>

#include "store/store.hpp"

// How far back the feed goes: old events go, and whoever was last there is sent a snapshot.
namespace mizan::store {

/// The oldest event that there is; 0: there is none.
base::Result<std::int64_t> outbox_first(Store& store);

/// Drops events from the old end, as long as they were before that moment, at most so many in this one
/// transaction; gives how many. The newest one stays, for it says where the feed is. Of a store that is open
/// for writing.
base::Result<std::int64_t> drop_events_before(Store& store, base::Micros at, std::int64_t most);

}  // namespace mizan::store
