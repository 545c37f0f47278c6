#pragma once
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/secret.hpp"

struct evp_pkey_st;

namespace mizan::registry {

/// An Ed25519 public key (RFC 8032).
class PublicKey {
 public:
  /// Reads a file as `mizan adapter key` and `openssl pkey -pubout` write them (PEM, RFC 8410).
  static base::Result<PublicKey> read(const std::filesystem::path& file);
  /// From base64 of its 32 bytes.
  static base::Result<PublicKey> from_base64(std::string_view text);

  std::string to_base64() const;
  std::string to_pem() const;
  /// What people compare and files name it by: the first 32 hexadecimal digits of SHA-256 of its bytes.
  std::string fingerprint() const;
  bool verifies(std::string_view message, std::string_view signature) const;
  bool operator==(const PublicKey&) const = default;

 private:
  friend class PrivateKey;
  std::array<unsigned char, 32> bytes_{};
};

/// The half that signs. It is never printed.
class PrivateKey {
 public:
  static base::Result<PrivateKey> make();
  /// From its 32 bytes (RFC 8032, 5.1.5).
  static base::Result<PrivateKey> from_bytes(const base::Secret& bytes);
  /// A file that others than its owner may read is refused.
  static base::Result<PrivateKey> read(const std::filesystem::path& file);
  /// Makes the file (PEM, PKCS #8), for its owner alone; one that is there is an error.
  base::Result<> write(const std::filesystem::path& file) const;

  PublicKey public_key() const;
  /// 64 bytes.
  base::Result<std::string> sign(std::string_view message) const;

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const;
  };
  explicit PrivateKey(evp_pkey_st* key) : key_(key) {}
  std::unique_ptr<evp_pkey_st, Free> key_;
};

}  // namespace mizan::registry
