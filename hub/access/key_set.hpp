#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

struct evp_pkey_st;

namespace mizan::access {

/// The signatures that are taken. Which one a key makes follows from the key, never from what it signed.
enum class Algorithm : std::uint8_t {
  kRs256,  ///< RSA, PKCS #1 v1.5, SHA-256
  kEs256,  ///< ECDSA, P-256, SHA-256
  kEdDsa   ///< Ed25519
};
std::string_view algorithm_name(Algorithm algorithm);

/// The public keys of an issuer of log-ins (RFC 7517, JWKS). A value; from any thread.
class KeySet {
 public:
  struct Key {
    std::string id;
    Algorithm algorithm = Algorithm::kRs256;
    std::shared_ptr<evp_pkey_st> key;
    /// `signature` as a JWS has it (RFC 7518).
    bool signed_this(std::string_view text, std::string_view signature) const;
  };

  /// Keys for another purpose, of another kind or without a `kid` are passed over. kConfig names `where`: it
  /// is no JWKS, a key is damaged or an RSA key has under 2048 bits, a `kid` stands twice, or none is left.
  static base::Result<KeySet> parse(std::string_view text, const std::string& where);

  /// Null: there is none.
  const Key* find(std::string_view id) const;

 private:
  std::vector<Key> keys_;
};

}  // namespace mizan::access
