#include "webhook/signing.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <optional>

#include "base/base64.hpp"
#include "base/digest.hpp"
#include "registry/keys.hpp"

namespace mizan::webhook {
namespace {

constexpr std::string_view kHmacPrefix = "whsec_";
constexpr std::string_view kEd25519Prefix = "whsk_";
constexpr std::string_view kPublicPrefix = "whpk_";
constexpr std::size_t kFewestBytes = 24;
constexpr std::size_t kMostBytes = 64;
constexpr std::size_t kSeedBytes = 32;

base::Error no_key() {
  return {base::Code::kConfig,
          "the signing key is none: expected whsec_ and base64 of 24 to 64 bytes, or whsk_ and base64 of 32 "
          "(mizan "
          "webhook key makes one)"};
}

std::string_view view(const base::Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

base::Result<base::Secret> random_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size)) != 1)
    return base::Error{base::Code::kInternal, "no random bytes can be had for a key"};
  return base::Secret(std::move(bytes));
}

base::Secret prefixed(std::string_view prefix, const base::Secret& bytes) {
  return base::Secret(std::string(prefix) + base::to_base64(bytes.reveal()));
}

}  // namespace

/// One of the two.
struct SigningKey::State {
  std::optional<base::Secret> hmac;
  std::optional<registry::PrivateKey> ed25519;
};

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

base::Result<SigningKey> SigningKey::parse(const base::Secret& text) {
  auto given = text.reveal();
  while (given.ends_with('\n') || given.ends_with('\r')) given.remove_suffix(1);
  const bool hmac = given.starts_with(kHmacPrefix);
  if (!hmac && !given.starts_with(kEd25519Prefix)) return no_key();
  auto decoded = base::from_base64(given.substr(hmac ? kHmacPrefix.size() : kEd25519Prefix.size()));
  if (!decoded) return no_key();
  base::Secret bytes(std::move(*decoded));
  auto state = std::make_unique<State>();
  const auto size = bytes.reveal().size();
  if (hmac) {
    if (size < kFewestBytes || size > kMostBytes) return no_key();
    state->hmac = std::move(bytes);
  } else {
    if (size != kSeedBytes) return no_key();
    MIZAN_ASSIGN(state->ed25519, registry::PrivateKey::from_bytes(bytes));
  }
  return SigningKey(std::move(state));
}

base::Result<std::string> SigningKey::sign(std::string_view id, std::int64_t timestamp,
                                           std::string_view body) const {
  const auto content = fmt::format("{}.{}.{}", id, timestamp, body);
  if (state_->hmac) return "v1," + base::to_base64(view(base::Hmac(*state_->hmac)(content)));
  MIZAN_ASSIGN(const auto signature, state_->ed25519->sign(content));
  return "v1a," + base::to_base64(signature);
}

base::Result<std::string> signatures(const std::vector<SigningKey>& keys, std::string_view id,
                                     std::int64_t timestamp, std::string_view body) {
  std::string all;
  for (const auto& key : keys) {
    MIZAN_ASSIGN(const auto one, key.sign(id, timestamp, body));
    if (!all.empty()) all += ' ';
    all += one;
  }
  return all;
}

base::Result<NewKey> make_hmac_key() {
  MIZAN_ASSIGN(const auto bytes, random_bytes(kSeedBytes));
  return NewKey{prefixed(kHmacPrefix, bytes), prefixed(kHmacPrefix, bytes)};
}

base::Result<NewKey> make_ed25519_key() {
  MIZAN_ASSIGN(const auto bytes, random_bytes(kSeedBytes));
  MIZAN_ASSIGN(const auto key, registry::PrivateKey::from_bytes(bytes));
  return NewKey{prefixed(kEd25519Prefix, bytes),
                base::Secret(std::string(kPublicPrefix) + key.public_key().to_base64())};
}

}  // namespace mizan::webhook
