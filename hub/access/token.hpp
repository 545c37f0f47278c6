#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace mizan::access {

/// A bearer token: "mzt_", 12 hexadecimal digits by which it is found and revoked, "_", and 256 random bits
/// in base64url. The hub keeps the digest of the whole text and shows the text once. A digest without salt or
/// stretching is right, because nobody can guess 256 random bits.
struct NewToken {
  std::string id;
  base::Secret text;
  base::Sha256 digest{};
};

/// kInternal: the system gives no random bytes.
base::Result<NewToken> make_token();

/// A token as somebody presents it.
struct PresentedToken {
  std::string id;
  base::Sha256 digest{};
};
/// Nothing: the text has not the form of one.
std::optional<PresentedToken> read_token(std::string_view text);

/// Takes as long whichever byte differs.
bool same_digest(const base::Sha256& one, std::string_view other);

}  // namespace mizan::access
