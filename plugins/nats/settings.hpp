#pragma once
#include <mizan/sdk/config.hpp>
#include <string>
#include <vector>

namespace mizan::nats {

/// [settings] of a file in `webhooks` (docs/brokers.md).
struct Settings {
  std::vector<std::string> servers;  ///< nats:// or tls://, of one cluster
  std::string stream;
  std::string subject;                ///< what all subjects begin with
  std::int64_t replicas = 0;          ///< 0: the stream must be there; else it is made with so many
  std::int64_t wait_ms = 2'000;       ///< for one acknowledgement
  std::int64_t patience_ms = 15'000;  ///< for all attempts of one event
  std::string user;
  std::string password_secret;     ///< the name of a secret
  std::string token_secret;        ///< likewise
  std::string credentials_secret;  ///< likewise: what nsc writes for a user, a JWT and its seed
  bool plain = false;              ///< a password or a token may cross the network unencrypted
  std::string ca_file;             ///< who vouches for servers
  std::string certificate_file;    ///< of the hub, where servers ask for one
  std::string key_secret;          ///< the name of a secret: the certificate's key
};

/// The JSON Schema of them.
inline constexpr const char* kSettingsSchema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": ["servers"],
  "properties": {
    "servers": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^(nats|tls)://[^@]+$"}},
    "stream": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "default": "mizan"},
    "subject": {"type": "string", "pattern": "^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*$", "default": "mizan"},
    "replicas": {"type": "integer", "minimum": 0, "maximum": 5, "default": 0},
    "wait_ms": {"type": "integer", "minimum": 50, "maximum": 60000, "default": 2000},
    "patience_ms": {"type": "integer", "minimum": 50, "maximum": 60000, "default": 15000},
    "user": {"type": "string"},
    "password_secret": {"type": "string"},
    "token_secret": {"type": "string"},
    "credentials_secret": {"type": "string"},
    "plain": {"type": "boolean", "default": false},
    "ca_file": {"type": "string", "pattern": "^/"},
    "certificate_file": {"type": "string", "pattern": "^/"},
    "key_secret": {"type": "string"}
  }
})";

/// MIZAN_E_CONFIG names the setting.
Settings read_settings(const sdk::Config& config);

}  // namespace mizan::nats
