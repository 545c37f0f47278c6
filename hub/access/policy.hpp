#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/decision.hpp"
#include "access/jwt.hpp"
#include "access/limits.hpp"

namespace mizan::access {

/// An organisation that shows a certificate of a client (mTLS). Recognised by one of the two.
struct Organisation {
  std::string name;
  std::string dns = {};     ///< a DNS name of the certificate
  std::string sha256 = {};  ///< of the certificate's bytes, 64 lower-case hexadecimal digits
  Role role = Role::kMonitor;
  Scope scope = {};
};

/// Who may come in, and what each is shown. Never changed: a new one takes its place.
struct Policy {
  /// Who connects from this machine and shows nothing is the operator: for a hub of one person.
  bool loopback_operator = false;
  bool anonymous_public = false;  ///< who shows nothing is the public; else they are refused
  Sharing sharing = {};
  std::vector<Organisation> organisations = {};
  DistrictOf district_of = {};
  std::optional<JwtRules> logins = {};            ///< none: no log-ins are taken
  std::shared_ptr<const KeySet> login_keys = {};  ///< null: they have not come yet
  Limits limits = {};
};

}  // namespace mizan::access
