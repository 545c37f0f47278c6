#pragma once
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "registry/keys.hpp"

namespace mizan::release {

/// A signed text: JSON Web Signature (RFC 7515) by an Ed25519 key (EdDSA, RFC 8037), in the flattened JSON
/// form. What is signed is the text byte for byte, so no rule for writing JSON comes into it.
struct Jws {
  std::string type;              ///< `typ` of the header: what the text is
  std::string key;               ///< `kid` of the header: fingerprint of the key that signed
  std::string payload;           ///< the text
  std::string protected_header;  ///< as it was signed: base64url
  std::string signature;         ///< 64 bytes
};

base::Result<Jws> sign_text(std::string_view type, std::string payload, const registry::PrivateKey& key);

/// {"payload", "protected", "signature"} on one line.
std::string jws_text(const Jws& jws);

/// Reads it back from any bytes; whether the signature is right is another question. kData: it is none, or of
/// another algorithm, or has headers that this program does not know and must (`crit`).
base::Result<Jws> parse_jws(std::string_view text);

/// True if this key signed it. The header's word for the key is not asked.
bool is_signed_by(const Jws& jws, const registry::PublicKey& key);

}  // namespace mizan::release
