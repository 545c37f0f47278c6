#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

// Events of what happens beside the store (a release was published), under the cursor of all others. Whoever
// has them keeps a position here, as every stage does: it moves with the events in one transaction, so that
// each is put into the outbox once, whichever process does it and wherever that is cut off.
namespace mizan::store {

/// How far `stage` has told, in its own words; empty: nothing yet. `stage`: letters and '_'.
base::Result<std::string> told_until(Store& store, std::string_view stage);

/// Puts the events behind all others and moves the position, in one transaction; works beside the process
/// that writes (OpenMode::kAside) and waits for its transaction up to ten seconds. False: the position is not
/// `from` any more, since another process has told meanwhile; nothing is changed then. kStore: it cannot be
/// written.
base::Result<bool> tell(Store& store, std::string_view stage, std::string_view from, std::string_view to,
                        const std::vector<Event>& events);

/// Puts the events behind all others, within whatever transaction is open.
base::Result<> put_events(const Database& db, const std::vector<Event>& events);

}  // namespace mizan::store
