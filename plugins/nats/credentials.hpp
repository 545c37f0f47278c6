#pragma once
#include <nats/nats.h>

#include <string>

namespace mizan::nats {

/// A user of an account under NATS' decentralized authentication.
struct UserKey {
  std::string jwt = {};
  std::string seed = {};
};

/// Reads what nsc writes for a user: the JWT and the seed, each between its lines of dashes. Throws
/// sdk::Error (MIZAN_E_CONFIG) and says nothing of the text.
UserKey read_credentials(const std::string& text);

/// A connection made with these options shows that it is `key`, which outlives it.
natsStatus show(natsOptions* options, UserKey& key);

}  // namespace mizan::nats
