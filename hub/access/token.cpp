#include "access/token.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "base/base64.hpp"

namespace mizan::access {
namespace {

constexpr std::string_view kMark = "mzt_";
constexpr std::size_t kIdBytes = 6;
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kIdLetters = 2 * kIdBytes;
constexpr std::size_t kSecretLetters = 43;  // of 32 bytes in base64url

bool is_id(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

base::Result<NewToken> make_token() {
  std::array<char, kIdBytes + kSecretBytes> bytes{};
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) != 1)
    return base::Error{base::Code::kInternal, "the system gives no random bytes for a token"};
  NewToken token;
  token.id = base::to_hex(std::string_view(bytes.data(), kIdBytes));
  token.text = base::Secret(std::string(kMark) + token.id + "_" +
                            base::to_base64url({bytes.data() + kIdBytes, kSecretBytes}));
  OPENSSL_cleanse(bytes.data(), bytes.size());
  token.digest = base::sha256(token.text.reveal());
  return token;
}

std::optional<PresentedToken> read_token(std::string_view text) {
  if (text.size() != kMark.size() + kIdLetters + 1 + kSecretLetters || !text.starts_with(kMark))
    return std::nullopt;
  const auto id = text.substr(kMark.size(), kIdLetters);
  const auto secret = text.substr(kMark.size() + kIdLetters + 1);
  const bool parted = text[kMark.size() + kIdLetters] == '_';
  if (!parted || !is_id(id) || !base::from_base64url(secret)) return std::nullopt;
  return PresentedToken{std::string(id), base::sha256(text)};
}

bool same_digest(const base::Sha256& one, std::string_view other) {
  return other.size() == one.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace mizan::access
