#pragma once
#include <string>
#include <string_view>

#include "access/key_set.hpp"
#include "access/principal.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"

namespace mizan::access {

/// What a log-in must say to be taken.
struct JwtRules {
  std::string issuer;
  std::string audience;              ///< this hub, as the issuer calls it
  std::int64_t leeway_seconds = 30;  ///< by how much two clocks may differ
  std::string role_claim = "mizan_role";
  std::string provinces_claim = "mizan_provinces";
  std::string districts_claim = "mizan_districts";
};

/// Verifies a JSON Web Token (RFC 7519) by the rules of RFC 8725: a known key, the algorithm of that key and
/// no other, the issuer, the audience, an end that has not come. kAuth says which of them fails, in a
/// sentence that has nothing of the token. `text` may be any bytes.
base::Result<Principal> verify_jwt(std::string_view text, const KeySet& keys, const JwtRules& rules,
                                   base::Micros now);

}  // namespace mizan::access
