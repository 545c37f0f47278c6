#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "access/jwt.hpp"
#include "app/toml_reader.hpp"
#include "base/error.hpp"

namespace mizan::app {

/// [access.jwt] of mizan.toml: log-ins of an issuer that are taken.
struct LoginConfig {
  access::JwtRules rules;
  std::filesystem::path jwks;      ///< file with the issuer's keys; empty: they are fetched
  std::string jwks_url;            ///< https; empty: they are in the file
  std::filesystem::path ca_file;   ///< vouches for the issuer, beside the system's authorities; may be empty
  std::int64_t jwks_minutes = 15;  ///< how often they are fetched
};

/// Reads [access.jwt] out of [access]; nothing: there is none. Relative paths are taken from the folder of
/// `file`. One error names file, line and key.
base::Result<std::optional<LoginConfig>> read_login(const toml::table& access,
                                                    const std::filesystem::path& file);

/// The keys at `jwks_url`, as text. kData, kTransient: what answers there is none, or does not answer.
base::Result<std::string> fetch_keys(const LoginConfig& login, const base::Clock& clock);

}  // namespace mizan::app
