#pragma once
#include <cstdint>
#include <mizan/sdk/config.hpp>
#include <string>

namespace mizan::cmms {

enum class Tls : std::uint8_t { kOff, kEncrypted, kVerified };

/// [settings] of a source file of this adapter (README.md), checked.
struct Settings {
  std::string host;
  std::int64_t port = 5432;
  std::string database;
  std::string user;
  std::string password_secret;  ///< the name of a secret; empty: no password
  Tls tls = Tls::kVerified;
  std::string tls_ca;
  std::string time_zone;  ///< of the times that have none
  std::string folder;     ///< given by the hub, absolute
  std::string layout;
  std::int64_t page = 1000;
  std::int64_t overlap_seconds = 600;
  std::int64_t whole_every_hours = 24;
  std::int64_t connect_seconds = 10;
  std::int64_t statement_seconds = 120;
};

/// Throws sdk::Error (MIZAN_E_CONFIG) that names the setting and never a value.
Settings read_settings(const sdk::Config& config);

}  // namespace mizan::cmms
