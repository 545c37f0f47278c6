#include "registry/keys.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "adapter/file_descriptor.hpp"
#include "base/base64.hpp"
#include "base/digest.hpp"
#include "registry/plugin_bytes.hpp"

namespace mizan::registry {
namespace fs = std::filesystem;
namespace {

template <auto kFree>
struct Freed {
  template <class T>
  void operator()(T* what) const {
    kFree(what);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

base::Error wrong(const fs::path& file, std::string_view what) {
  return {base::Code::kConfig, fmt::format("{}: {}", file.string(), what)};
}

std::string_view view(const std::array<unsigned char, 32>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

bool is_ed25519(const Key& key) {
  return key && EVP_PKEY_base_id(key.get()) == EVP_PKEY_ED25519;
}

// A key file never asks for a password at the terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

}  // namespace

base::Result<PublicKey> PublicKey::read(const fs::path& file) {
  MIZAN_ASSIGN(const auto text, read_small_file(file));
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  const Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, no_password, nullptr));
  PublicKey out;
  std::size_t size = out.bytes_.size();
  if (!is_ed25519(key) || EVP_PKEY_get_raw_public_key(key.get(), out.bytes_.data(), &size) != 1)
    return wrong(file, "is no Ed25519 public key in PEM (of a pair it is the file that ends in .pub)");
  return out;
}

base::Result<PublicKey> PublicKey::from_base64(std::string_view text) {
  const auto bytes = base::from_base64(text);
  PublicKey out;
  if (!bytes || bytes->size() != out.bytes_.size())
    return base::Error{base::Code::kConfig, "is no public key: expected 32 bytes in base64"};
  std::memcpy(out.bytes_.data(), bytes->data(), bytes->size());
  return out;
}

std::string PublicKey::to_base64() const {
  return base::to_base64(view(bytes_));
}

std::string PublicKey::to_pem() const {
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_.data(), bytes_.size()));
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PUBKEY(bio.get(), key.get());
  return text_of(bio.get());
}

std::string PublicKey::fingerprint() const {
  const auto digest = base::sha256(view(bytes_));
  return base::to_hex(view(digest)).substr(0, 32);
}

bool PublicKey::verifies(std::string_view message, std::string_view signature) const {
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_.data(), bytes_.size()));
  const Context context(EVP_MD_CTX_new());
  if (!key || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) return false;
  return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(message.data()),
                          message.size()) == 1;
}

void PrivateKey::Free::operator()(evp_pkey_st* key) const {
  EVP_PKEY_free(key);
}

base::Result<PrivateKey> PrivateKey::make() {
  auto* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  if (key == nullptr) return base::Error{base::Code::kInternal, "OpenSSL makes no Ed25519 key"};
  return PrivateKey(key);
}

base::Result<PrivateKey> PrivateKey::from_bytes(const base::Secret& bytes) {
  const auto raw = bytes.reveal();
  if (raw.size() != 32) return base::Error{base::Code::kConfig, "an Ed25519 private key has 32 bytes"};
  auto* key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                           reinterpret_cast<const unsigned char*>(raw.data()), raw.size());
  if (key == nullptr) return base::Error{base::Code::kInternal, "OpenSSL takes no such Ed25519 key"};
  return PrivateKey(key);
}

base::Result<PrivateKey> PrivateKey::read(const fs::path& file) {
  struct stat about {};
  if (stat(file.c_str(), &about) == 0 && (about.st_mode & 077U) != 0)
    return wrong(file,
                 fmt::format("others than its owner may use this private key: chmod 600 {}", file.string()));
  MIZAN_ASSIGN(auto text, read_small_file(file));
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  OPENSSL_cleanse(text.data(), text.size());
  if (!is_ed25519(key)) return wrong(file, "is no Ed25519 private key in PEM without a password");
  return PrivateKey(key.release());
}

base::Result<> PrivateKey::write(const fs::path& file) const {
  const adapter::FileDescriptor out(open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (out.get() < 0) return wrong(file, fmt::format("cannot be made: {}", std::strerror(errno)));
  const Bio bio(BIO_new_fd(out.get(), BIO_NOCLOSE));
  if (PEM_write_bio_PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
      fsync(out.get()) != 0)
    return wrong(file, "cannot be written");
  return {};
}

PublicKey PrivateKey::public_key() const {
  PublicKey out;
  std::size_t size = out.bytes_.size();
  EVP_PKEY_get_raw_public_key(key_.get(), out.bytes_.data(), &size);
  return out;
}

base::Result<std::string> PrivateKey::sign(std::string_view message) const {
  const Context context(EVP_MD_CTX_new());
  std::string signature(64, '\0');
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(message.data()), message.size()) != 1)
    return base::Error{base::Code::kInternal, "OpenSSL does not sign"};
  return signature;
}

}  // namespace mizan::registry
