#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "access/identify.hpp"
#include "api/tls_files.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace mizan::api {

struct FreeTlsContext {
  void operator()(ssl_ctx_st* context) const;
};
using TlsContext = std::unique_ptr<ssl_ctx_st, FreeTlsContext>;

/// TLS 1.2 and 1.3 as a server, with forward secrecy and authenticated ciphers alone, and no resumption, so
/// that what the files say holds for every connection. kConfig names the file: it cannot be read, others may
/// read the key, or the key is not that of the certificate.
base::Result<TlsContext> make_tls_context(const TlsFiles& files);

/// When the first certificate of a PEM file ends. Nothing: it cannot be read.
std::optional<base::Micros> certificate_end(const std::filesystem::path& file);

/// The certificate that the other side of a connection showed and that was verified; nothing: it showed none.
std::optional<access::ClientCertificate> client_certificate(const ssl_st* connection);

/// Tells when files were changed or replaced. One thread.
class TlsWatch {
 public:
  explicit TlsWatch(TlsFiles files);

  const TlsFiles& files() const { return files_; }
  /// True if any is another than at the call before.
  bool changed();

 private:
  struct Stamp {
    std::filesystem::file_time_type changed = {};
    std::uintmax_t size = 0;
    bool operator==(const Stamp&) const = default;
  };
  std::vector<Stamp> stamps() const;

  TlsFiles files_;
  std::vector<Stamp> seen_;
};

}  // namespace mizan::api
