#include "api/tls_context.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <ctime>

#include "base/digest.hpp"

namespace mizan::api {
namespace fs = std::filesystem;
namespace {

constexpr const char* kCiphersOfTls12 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

template <auto kFree>
struct Freed {
  template <class T>
  void operator()(T* what) const {
    kFree(what);
  }
};

// What OpenSSL says last of what went wrong; the rest of its queue goes.
std::string why() {
  const auto code = ERR_peek_last_error();
  ERR_clear_error();
  const auto* reason = ERR_reason_error_string(code);
  return reason == nullptr ? "it cannot be read" : reason;
}

base::Error wrong(const fs::path& file, const std::string& what) {
  return {base::Code::kConfig, fmt::format("{}: {}", file.string(), what)};
}

// A key file never asks for a password at the terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

base::Result<> refuse_open_key(const fs::path& key) {
  struct stat about {};
  if (stat(key.c_str(), &about) != 0) return wrong(key, "this key of the API's certificate cannot be read");
  if ((about.st_mode & S_IRWXO) != 0)
    return wrong(key, fmt::format("anybody may read this key; run: chmod o= {}", key.string()));
  return {};
}

base::Result<> use_own(SSL_CTX* context, const TlsFiles& files) {
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1)
    return wrong(files.certificate, "is no certificate in PEM: " + why());
  MIZAN_TRY(refuse_open_key(files.key));
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1)
    return wrong(files.key, "is not the key of the certificate: " + why());
  if (SSL_CTX_check_private_key(context) != 1)
    return wrong(files.key, fmt::format("is not the key of {}", files.certificate.string()));
  return {};
}

base::Result<> use_crl(SSL_CTX* context, const fs::path& file) {
  if (file.empty()) return {};
  auto* store = SSL_CTX_get_cert_store(context);
  auto* lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
  if (lookup == nullptr || X509_load_crl_file(lookup, file.c_str(), X509_FILETYPE_PEM) < 1)
    return wrong(file, "is no list of revoked certificates in PEM: " + why());
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
  return {};
}

base::Result<> ask_clients(SSL_CTX* context, const TlsFiles& files) {
  if (files.client_ca.empty()) return {};
  if (SSL_CTX_load_verify_file(context, files.client_ca.c_str()) != 1)
    return wrong(files.client_ca, "has no certificates of authorities in PEM: " + why());
  SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(files.client_ca.c_str()));
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (files.client_required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                     nullptr);
  return use_crl(context, files.client_crl);
}

bool set_rules(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_default_passwd_cb(context, no_password);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, kCiphersOfTls12) == 1;
}

std::vector<std::string> dns_names(const X509* certificate) {
  std::vector<std::string> names;
  const std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>> all(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(all.get(), i);
    if (name->type != GEN_DNS) continue;
    const auto* text = name->d.dNSName;
    names.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                       static_cast<std::size_t>(ASN1_STRING_length(text)));
  }
  return names;
}

base::Micros end_of(const X509* certificate) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1) return 1;
  return base::Micros{timegm(&parts)} * 1'000'000;
}

}  // namespace

void FreeTlsContext::operator()(ssl_ctx_st* context) const {
  SSL_CTX_free(context);
}

base::Result<TlsContext> make_tls_context(const TlsFiles& files) {
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  if (!context || !set_rules(context.get()))
    return base::Error{base::Code::kInternal, "OpenSSL gives no TLS: " + why()};
  MIZAN_TRY(use_own(context.get(), files));
  MIZAN_TRY(ask_clients(context.get(), files));
  return context;
}

std::optional<base::Micros> certificate_end(const fs::path& file) {
  const std::unique_ptr<BIO, Freed<BIO_free>> in(BIO_new_file(file.c_str(), "r"));
  if (!in) return std::nullopt;
  const std::unique_ptr<X509, Freed<X509_free>> first(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  std::tm end{};
  if (!first || ASN1_TIME_to_tm(X509_get0_notAfter(first.get()), &end) != 1) return std::nullopt;
  return static_cast<base::Micros>(timegm(&end)) * 1'000'000;
}

std::optional<access::ClientCertificate> client_certificate(const ssl_st* connection) {
  const std::unique_ptr<X509, Freed<X509_free>> certificate(SSL_get1_peer_certificate(connection));
  if (!certificate || SSL_get_verify_result(connection) != X509_V_OK) return std::nullopt;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) != 1) return std::nullopt;
  return access::ClientCertificate{
      dns_names(certificate.get()),
      base::to_hex(std::string_view(reinterpret_cast<const char*>(digest.data()), size)),
      end_of(certificate.get())};
}

TlsWatch::TlsWatch(TlsFiles files) : files_(std::move(files)), seen_(stamps()) {}

std::vector<TlsWatch::Stamp> TlsWatch::stamps() const {
  std::vector<Stamp> all;
  for (const auto& file : {files_.certificate, files_.key, files_.client_ca, files_.client_crl}) {
    std::error_code lacks;
    Stamp stamp;
    stamp.changed = fs::last_write_time(file, lacks);
    if (!lacks) stamp.size = fs::file_size(file, lacks);
    all.push_back(lacks ? Stamp{} : stamp);
  }
  return all;
}

bool TlsWatch::changed() {
  auto now = stamps();
  const bool others = now != seen_;
  seen_ = std::move(now);
  return others;
}

}  // namespace mizan::api
