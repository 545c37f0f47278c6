#pragma once
#include "release/archive.hpp"
#include "store/store.hpp"

namespace mizan::app {

/// Puts into the feed what was published since it was told last, each release once, whichever process does it
/// and wherever that is cut off; gives how many releases those were. A log that is not the one of which was
/// told (another folder) is told from its beginning. `store` may be open aside.
base::Result<std::size_t> tell_releases(const release::Archive& archive, store::Store& store);

}  // namespace mizan::app
