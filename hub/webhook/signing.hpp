#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace mizan::webhook {

/// A key that signs what is sent to one receiver (Standard Webhooks 1.0.0): "whsec_" and base64 of 24 to 64
/// bytes for HMAC-SHA-256, or "whsk_" and base64 of the 32 bytes of an Ed25519 private key.
class SigningKey {
 public:
  /// kConfig: it is neither; the message holds nothing of it.
  static base::Result<SigningKey> parse(const base::Secret& text);
  ~SigningKey();
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;

  /// "v1,…" or "v1a,…" over id, time and body. `id` has no full stop; `timestamp`: seconds since 1970.
  base::Result<std::string> sign(std::string_view id, std::int64_t timestamp, std::string_view body) const;

 private:
  struct State;
  explicit SigningKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The header `webhook-signature`: one signature a key, so that a receiver takes the old key and the new one
/// while keys are exchanged.
base::Result<std::string> signatures(const std::vector<SigningKey>& keys, std::string_view id,
                                     std::int64_t timestamp, std::string_view body);

/// A new key as its holder keeps it, and what the receiver is given: for HMAC the same, for Ed25519 "whpk_"
/// and the public key.
struct NewKey {
  base::Secret text;
  base::Secret receivers;
};
base::Result<NewKey> make_hmac_key();
base::Result<NewKey> make_ed25519_key();

}  // namespace mizan::webhook
