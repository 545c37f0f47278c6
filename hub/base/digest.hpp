#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace mizan::base {

using Sha256 = std::array<unsigned char, 32>;

Sha256 sha256(std::string_view bytes);

/// Lower-case hexadecimal.
std::string to_hex(std::string_view bytes);
std::string to_hex(const Sha256& digest);

/// The XXH3 64-bit digest, for change detection and hash keys; stable for ever, for it is stored. Not for
/// security.
std::uint64_t digest64(std::string_view bytes);

/// HMAC-SHA-256 with a key prepared once. Not shared between threads.
class Hmac {
 public:
  explicit Hmac(const Secret& key);
  ~Hmac();
  Hmac(Hmac&&) noexcept;
  Hmac& operator=(Hmac&&) noexcept;

  Sha256 operator()(std::string_view bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mizan::base
