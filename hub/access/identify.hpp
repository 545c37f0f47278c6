#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy.hpp"
#include "base/error.hpp"

namespace mizan::access {

/// A client's certificate that was verified.
struct ClientCertificate {
  std::vector<std::string> dns;
  std::string sha256;  ///< as of Organisation
  base::Micros until = 0;
};

/// What a request says of who sends it.
struct Presented {
  std::string authorization = {};  ///< the header; empty: none
  bool loopback = false;           ///< the connection is from this machine
  /// It came to this machine by another (Forwarded, Via …), so `loopback` says nothing of who asks.
  bool forwarded = false;
  std::string host = {};     ///< the Host header
  std::string address = {};  ///< of the other side
  std::optional<ClientCertificate> certificate = {};
};

/// A token as the hub keeps it.
struct StoredToken {
  std::string id;
  std::string name;
  std::string digest;  ///< 32 bytes
  Role role = Role::kPublic;
  Scope scope = {};
  base::Micros expires_at = 0;
  base::Micros revoked_at = 0;  ///< 0: it is not
};
/// Nothing: there is none of that id.
using TokenReader = std::function<base::Result<std::optional<StoredToken>>(std::string_view id)>;

/// Who sends a request. kAuth: nobody who may, for a reason that helps who may and tells nothing else; what
/// is shown and wrong is refused, and never passed over for something else. kStore: the tokens cannot be
/// read.
base::Result<Principal> identify(const Policy& policy, const Presented& shown, const TokenReader& tokens,
                                 base::Micros now);

/// True where a Host header names this machine itself, so that no page of a browser can have another name
/// lead here.
bool is_local_host(std::string_view host);

}  // namespace mizan::access
