#include "settings.hpp"

#include <algorithm>

namespace mizan::kafka {
namespace {

sdk::Error wrong(const char* key, const std::string& what) {
  return {MIZAN_E_CONFIG, "setting \"" + std::string(key) + "\": " + what};
}

bool is_server(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || text.find_first_of("/@, ") != std::string_view::npos)
    return false;
  const auto port = text.substr(colon + 1);
  return !port.empty() && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_topic(std::string_view text) {
  return !text.empty() && text.size() <= 249 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

std::string path_in(const sdk::Config& config, const char* key) {
  auto path = config.text(key, "");
  if (!path.empty() && !path.starts_with('/')) throw wrong(key, "expected a path that begins with /");
  return path;
}

void read_tls(const sdk::Config& config, Settings& settings) {
  settings.tls = config.boolean("tls", false);
  settings.ca_file = path_in(config, "ca_file");
  settings.certificate_file = path_in(config, "certificate_file");
  settings.key_secret = config.text("key_secret", "");
  if (settings.certificate_file.empty() != settings.key_secret.empty())
    throw wrong("certificate_file", "goes with key_secret, the name of a secret");
  if (!settings.tls && !(settings.ca_file + settings.certificate_file).empty())
    throw wrong("tls", "expected true, for there is a ca_file or a certificate_file");
}

}  // namespace

Settings read_settings(const sdk::Config& config) {
  config.allow_only({"servers", "topic", "patience_ms", "tls", "ca_file", "certificate_file", "key_secret",
                     "user", "password_secret", "mechanism"});
  Settings settings;
  settings.servers = config.texts("servers");
  if (settings.servers.empty() || !std::all_of(settings.servers.begin(), settings.servers.end(), is_server))
    throw wrong("servers", "expected at least one host:port");
  settings.topic = config.text("topic", "mizan");
  if (!is_topic(settings.topic)) throw wrong("topic", "expected up to 249 letters, digits, '.', '-' and '_'");
  settings.patience_ms = config.integer("patience_ms", settings.patience_ms);
  if (settings.patience_ms < 1'000 || settings.patience_ms > 60'000)
    throw wrong("patience_ms", "expected a whole number from 1000 to 60000");
  read_tls(config, settings);
  settings.user = config.text("user", "");
  settings.password_secret = config.text("password_secret", "");
  settings.mechanism = config.text("mechanism", "SCRAM-SHA-512");
  if (settings.mechanism != "PLAIN" && settings.mechanism != "SCRAM-SHA-256" &&
      settings.mechanism != "SCRAM-SHA-512")
    throw wrong("mechanism", "expected PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512");
  settings.plain = config.boolean("plain", false);
  if (settings.mechanism == "PLAIN" && !settings.user.empty() && !settings.tls && !settings.plain)
    throw wrong("mechanism",
                "expected SCRAM or tls = true, for PLAIN shows the password (else plain = true)");
  if (settings.user.empty() != settings.password_secret.empty())
    throw wrong("user", "goes with password_secret, the name of a secret");
  return settings;
}

}  // namespace mizan::kafka
