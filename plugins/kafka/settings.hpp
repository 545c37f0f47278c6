#pragma once
#include <mizan/sdk/config.hpp>
#include <string>
#include <vector>

namespace mizan::kafka {

/// [settings] of a file in `webhooks` (docs/brokers.md).
struct Settings {
  std::vector<std::string> servers = {};  ///< host:port, some of the cluster
  std::string topic = {};
  std::int64_t patience_ms = 15'000;  ///< for one batch, all attempts
  bool tls = false;
  std::string ca_file = {};           ///< who vouches for servers
  std::string certificate_file = {};  ///< of the hub, where servers ask for one
  std::string key_secret = {};        ///< the name of a secret: the certificate's key
  std::string user = {};              ///< SASL; empty: none
  std::string password_secret = {};   ///< the name of a secret
  bool plain = false;                 ///< a password may cross the network unencrypted
  std::string mechanism = {};         ///< of SASL
};

/// The JSON Schema of them.
inline constexpr const char* kSettingsSchema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": ["servers"],
  "properties": {
    "servers": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^[^/@,]+:[0-9]+$"}},
    "topic": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,249}$", "default": "mizan"},
    "patience_ms": {"type": "integer", "minimum": 1000, "maximum": 60000, "default": 15000},
    "tls": {"type": "boolean", "default": false},
    "ca_file": {"type": "string", "pattern": "^/"},
    "certificate_file": {"type": "string", "pattern": "^/"},
    "key_secret": {"type": "string"},
    "plain": {"type": "boolean", "default": false},
    "user": {"type": "string"},
    "password_secret": {"type": "string"},
    "mechanism": {"enum": ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"], "default": "SCRAM-SHA-512"}
  }
})";

/// MIZAN_E_CONFIG names the setting.
Settings read_settings(const sdk::Config& config);

}  // namespace mizan::kafka
