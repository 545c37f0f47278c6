#include "base/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <xxhash.h>

#include <stdexcept>

namespace mizan::base {
namespace {

// Two passes of SHA-256 over a padded key are what HMAC is; keeping the two prepared states and copying them
// costs a tenth of a one-shot call (RFC 2104).
constexpr std::size_t kBlock = 64;

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Context new_context() {
  Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!context) throw std::bad_alloc();
  return context;
}

void require(int ok) {
  if (ok != 1) throw std::runtime_error("OpenSSL cannot compute SHA-256");
}

Context prepared(std::string_view key, unsigned char pad) {
  std::array<unsigned char, kBlock> block{};
  for (std::size_t i = 0; i < kBlock; ++i) {
    block[i] = static_cast<unsigned char>((i < key.size() ? static_cast<unsigned char>(key[i]) : 0U) ^ pad);
  }
  auto context = new_context();
  require(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr));
  require(EVP_DigestUpdate(context.get(), block.data(), block.size()));
  OPENSSL_cleanse(block.data(), block.size());
  return context;
}

std::string_view as_text(const Sha256& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  Sha256 out{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), out.data());
  return out;
}

std::string to_hex(const Sha256& digest) {
  return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string to_hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

std::uint64_t digest64(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

struct Hmac::State {
  Context inner;
  Context outer;
  Context work;
};

Hmac::Hmac(const Secret& key) {
  std::string_view bytes = key.reveal();
  const Sha256 hashed = sha256(bytes);
  if (bytes.size() > kBlock) bytes = as_text(hashed);
  state_ = std::make_unique<State>(State{prepared(bytes, 0x36), prepared(bytes, 0x5c), new_context()});
}

Hmac::~Hmac() = default;
Hmac::Hmac(Hmac&&) noexcept = default;
Hmac& Hmac::operator=(Hmac&&) noexcept = default;

Sha256 Hmac::operator()(std::string_view bytes) {
  Sha256 out{};
  auto* work = state_->work.get();
  require(EVP_MD_CTX_copy_ex(work, state_->inner.get()));
  require(EVP_DigestUpdate(work, bytes.data(), bytes.size()));
  require(EVP_DigestFinal_ex(work, out.data(), nullptr));
  require(EVP_MD_CTX_copy_ex(work, state_->outer.get()));
  require(EVP_DigestUpdate(work, out.data(), out.size()));
  require(EVP_DigestFinal_ex(work, out.data(), nullptr));
  return out;
}

}  // namespace mizan::base
