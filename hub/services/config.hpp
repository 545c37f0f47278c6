#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "adapter/host_services.hpp"
#include "base/error.hpp"

namespace mizan::services {

/// Where a secret is kept. Its value never stands in a source file.
struct SecretPlace {
  enum class In : std::uint8_t {
    kFile,         ///< `where` is an absolute path; readable by its owner alone
    kEnvironment,  ///< `where` is the name of a variable
    kCredential,   ///< `where` is the name of a file in $CREDENTIALS_DIRECTORY (systemd)
  };
  In in = In::kFile;
  std::string where;
};

/// "Authorization: Bearer …"
struct BearerCredential {
  std::string secret;  ///< the name of a secret, here and below
};

/// "Authorization: Basic …"
struct BasicCredential {
  std::string user;
  std::string secret;
};

/// A key in a header, or in a parameter of the address: exactly one of the two is named.
struct ApiKeyCredential {
  std::string secret;
  std::string header;
  std::string query;
};

/// OAuth 2.0 client credentials (RFC 6749 §4.4).
struct OAuth2Credential {
  std::string token_url;
  std::string client_id;
  std::string secret;
  std::string scope = {};
  bool client_in_body = false;  ///< the client's id and secret in the body instead of a Basic header
};

using Credential = std::variant<BearerCredential, BasicCredential, ApiKeyCredential, OAuth2Credential>;

/// How a source's requests are made, and how far they may go.
struct HttpConfig {
  std::vector<std::string> hosts;  ///< "host" (its usual port) or "host:port"; no other is ever asked
  std::filesystem::path ca_file;   ///< PEM, trusted besides the system's; empty: none
  std::string proxy;               ///< http:// or https://; empty: none, whatever the environment says
  std::string proxy_credential;    ///< a basic credential; empty: none
  bool public_only = false;        ///< no address of a private, local or reserved network is connected to
  bool plain_credentials = false;  ///< credentials may go over http://
  double requests_per_second = 10;
  std::int64_t burst = 10;
  std::int64_t connect_ms = 10'000;
  std::int64_t total_ms = 60'000;  ///< of one try, from its beginning to its last byte
  std::int64_t max_response_bytes = adapter::kMaxResponseBodyBytes;  ///< on the wire, and unpacked; no more
  std::int64_t redirects = 5;
  std::int64_t tries = 4;                 ///< the first one and those after a failure that may pass
  std::int64_t longest_wait_ms = 30'000;  ///< a Retry-After of more ends the request as throttled
  std::filesystem::path record;           ///< folder that each exchange is written to; empty: none
  std::filesystem::path replay;           ///< folder of such exchanges, which answer instead of the network
  /// Documents by path that answer instead of the network (document_transport.hpp). No file sets them.
  std::map<std::string, std::string> documents;
};

/// What one source's file says in [secrets], [credentials.NAME] and [http].
struct ServicesConfig {
  std::map<std::string, SecretPlace, std::less<>> secrets;
  std::map<std::string, Credential, std::less<>> credentials;
  HttpConfig http;
};

/// What does not fit together: a credential of a secret that is not there, an address that is none, limits
/// that exclude everything. kConfig; the sentence names the key as the source file has it.
base::Result<> check_config(const ServicesConfig& config);

}  // namespace mizan::services
