#include "settings.hpp"

#include <algorithm>

namespace mizan::nats {
namespace {

constexpr std::int64_t kMostReplicas = 5;  // JetStream's own

sdk::Error wrong(const char* key, const std::string& what) {
  return {MIZAN_E_CONFIG, "setting \"" + std::string(key) + "\": " + what};
}

// Tokens of subjects are between dots; streams are named by one.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool is_subject(std::string_view text) {
  for (auto dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
    if (!is_token(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return is_token(text);
}

bool is_server(std::string_view text) {
  const auto begin = text.find("://");
  return (text.starts_with("nats://") || text.starts_with("tls://")) && begin + 3 < text.size() &&
         text.find('@') == std::string_view::npos;
}

std::int64_t within(const sdk::Config& config, const char* key, std::int64_t otherwise, std::int64_t low,
                    std::int64_t high) {
  const auto value = config.integer(key, otherwise);
  if (value < low || value > high)
    throw wrong(key, "expected a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return value;
}

std::string path_in(const sdk::Config& config, const char* key) {
  auto path = config.text(key, "");
  if (!path.empty() && !path.starts_with('/')) throw wrong(key, "expected a path that begins with /");
  return path;
}

void read_identity(const sdk::Config& config, Settings& settings) {
  settings.user = config.text("user", "");
  settings.password_secret = config.text("password_secret", "");
  settings.token_secret = config.text("token_secret", "");
  settings.credentials_secret = config.text("credentials_secret", "");
  if (settings.user.empty() != settings.password_secret.empty())
    throw wrong("user", "goes with password_secret, the name of a secret");
  if (!settings.user.empty() + !settings.token_secret.empty() + !settings.credentials_secret.empty() > 1)
    throw wrong("user", "expected one of user, token_secret and credentials_secret");
  settings.plain = config.boolean("plain", false);
  const bool open = std::any_of(settings.servers.begin(), settings.servers.end(),
                                [](const auto& server) { return server.starts_with("nats://"); });
  if (open && !settings.plain && !(settings.password_secret + settings.token_secret).empty())
    throw wrong("servers", "expected tls://, for a secret is shown to them (nats:// only with plain = true)");
}

void read_tls(const sdk::Config& config, Settings& settings) {
  settings.ca_file = path_in(config, "ca_file");
  settings.certificate_file = path_in(config, "certificate_file");
  settings.key_secret = config.text("key_secret", "");
  if (settings.certificate_file.empty() != settings.key_secret.empty())
    throw wrong("certificate_file", "goes with key_secret, the name of a secret");
}

}  // namespace

Settings read_settings(const sdk::Config& config) {
  config.allow_only({"servers", "stream", "subject", "replicas", "wait_ms", "patience_ms", "user",
                     "password_secret", "token_secret", "credentials_secret", "plain", "ca_file",
                     "certificate_file", "key_secret"});
  Settings settings;
  settings.servers = config.texts("servers");
  if (settings.servers.empty()) throw wrong("servers", "expected at least one");
  for (const auto& server : settings.servers) {
    if (!is_server(server))
      throw wrong("servers", "expected nats://host:port or tls://host:port, without a user or a password");
  }
  settings.stream = config.text("stream", "mizan");
  if (!is_token(settings.stream)) throw wrong("stream", "expected letters, digits, '-' and '_'");
  settings.subject = config.text("subject", "mizan");
  if (!is_subject(settings.subject))
    throw wrong("subject", "expected words of letters, digits, '-' and '_' with dots between");
  settings.replicas = within(config, "replicas", 0, 0, kMostReplicas);
  settings.wait_ms = within(config, "wait_ms", settings.wait_ms, 50, 60'000);
  settings.patience_ms = within(config, "patience_ms", settings.patience_ms, 50, 60'000);
  read_identity(config, settings);
  read_tls(config, settings);
  return settings;
}

}  // namespace mizan::nats
