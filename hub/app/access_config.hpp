#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "access/policy.hpp"
#include "app/login_config.hpp"
#include "app/toml_reader.hpp"
#include "base/error.hpp"

namespace mizan::app {

/// [access] of mizan.toml: who may ask over HTTP. Without it whoever shows a token or a certificate.
struct AccessConfig {
  bool loopback_operator = false;  ///< mode = "loopback-operator"
  bool anonymous_public = false;   ///< anonymous = "public"
  std::filesystem::path
      sharing;  ///< the hub's own sharing matrix; empty: the one that comes with the program
  std::vector<access::Organisation> organisations = {};  ///< who shows a certificate of a client
  std::optional<LoginConfig> login = {};                 ///< [access.jwt]
  access::Limits limits = {};                            ///< [access.limits]
  std::vector<std::string> origins = {};  ///< of pages elsewhere that may follow the feed by WebSocket
};

/// Only this machine can ask there.
bool is_loopback(std::string_view address);

/// Reads [access] out of the whole file. `listen_address`: of [listen]; who listens to other machines has no
/// operator by being on this one. One error names file, line and key.
base::Result<AccessConfig> read_access(const toml::table& whole, const std::filesystem::path& file,
                                       const std::string& listen_address);

}  // namespace mizan::app
