#pragma once
#include <cstdint>
#include <string_view>

namespace mizan::access {

/// What the value of an Authorization header holds.
struct Credential {
  enum class Kind : std::uint8_t {
    kToken,   ///< a token of this hub
    kJwt,     ///< three parts in the letters of base64url, with dots between
    kUnknown  ///< another scheme, or nothing that this hub gives or takes
  };
  Kind kind = Kind::kUnknown;
  std::string_view text = {};  ///< within the header
};

/// Reads "Bearer …" (RFC 6750) from any bytes.
Credential read_authorization(std::string_view header);

}  // namespace mizan::access
