#pragma once
#include <functional>

#include "app/config.hpp"
#include "store/sealing.hpp"

namespace mizan::app {

/// How sealed cases are known again: an HMAC under the pseudonym key.
base::Result<store::SealDigest> seal_digest(const HubConfig& config);

/// Sealed cases of the store stay out from now on. kConfig: their key is not the hub's.
base::Result<> guard_seals(const HubConfig& config, store::Store& store);

/// Takes away what is left of sealed cases, once their records are counted away: `count` does that where some
/// are still there. Nothing happens where nothing waits. The file is not written anew (Sealing::wipe).
base::Result<> purge_sealed(store::Store& store, base::Micros now,
                            const std::function<base::Result<>()>& count);

}  // namespace mizan::app
