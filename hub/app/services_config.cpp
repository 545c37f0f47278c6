#include "app/services_config.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/toml_reader.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

using services::SecretPlace;

constexpr std::int64_t kMaxResponseMib = adapter::kMaxResponseBodyBytes >> 20U;

/// The file that is read, and where its relative paths begin.
struct SourceFile {
  explicit SourceFile(const fs::path& file) : name(file.string()), folder(fs::absolute(file).parent_path()) {}

  fs::path path(const fs::path& given) const {
    return given.empty() || given.is_absolute() ? given : (folder / given).lexically_normal();
  }

  std::string name;
  fs::path folder;
};

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

void check_name(TomlReader& reader, const toml::node& node, std::string_view name) {
  reader.allow({name});
  if (!is_name(name)) reader.fail(&node, name, "use 1 to 64 lower-case letters, digits, '-' and '_'");
}

base::Result<SecretPlace> read_place(const toml::table& table, const SourceFile& file,
                                     const std::string& key) {
  TomlReader reader(table, file.name, key + ".");
  std::string path;
  std::string variable;
  std::string credential;
  reader.read("file", path);
  reader.read("env", variable);
  reader.read("credential", credential);
  if (!path.empty() + !variable.empty() + !credential.empty() != 1)
    reader.fail(&table, "file", "name exactly one place: file, env or credential");
  if (credential.find('/') != std::string::npos)
    reader.fail(table.get("credential"), "credential",
                "is the name of a systemd credential, without folders");
  MIZAN_TRY(reader.finish());
  if (!variable.empty()) return SecretPlace{SecretPlace::In::kEnvironment, variable};
  if (!credential.empty()) return SecretPlace{SecretPlace::In::kCredential, credential};
  return SecretPlace{SecretPlace::In::kFile, file.path(path).string()};
}

base::Result<> read_secrets(const toml::table& table, const SourceFile& file, services::ServicesConfig& out) {
  TomlReader reader(table, file.name, "secrets.");
  for (const auto& [key, node] : table) {
    check_name(reader, node, key.str());
    if (!node.is_table()) {
      reader.fail(
          &node, key.str(),
          "a secret does not stand in the source file, which others may read and which is copied and kept in "
          "histories; say where it is: { file = \"secrets/NAME\" }, { env = \"NAME\" } or { credential = "
          "\"NAME\" }");
    }
  }
  MIZAN_TRY(reader.finish());
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    MIZAN_ASSIGN(out.secrets[name], read_place(*node.as_table(), file, "secrets." + name));
  }
  return {};
}

base::Result<services::Credential> read_credential(const toml::table& table, const SourceFile& file,
                                                   const std::string& key) {
  TomlReader reader(table, file.name, key + ".");
  std::string kind;
  std::string secret;
  reader.require("kind", kind);
  reader.require("secret", secret);
  services::Credential out = services::BearerCredential{secret};
  if (kind == "basic") {
    services::BasicCredential basic{{}, secret};
    reader.require("user", basic.user);
    out = basic;
  } else if (kind == "api-key") {
    services::ApiKeyCredential api{secret, {}, {}};
    reader.read("header", api.header);
    reader.read("query", api.query);
    out = api;
  } else if (kind == "oauth2") {
    services::OAuth2Credential oauth{{}, {}, secret};
    reader.require("token_url", oauth.token_url);
    reader.require("client_id", oauth.client_id);
    reader.read("scope", oauth.scope);
    reader.read("client_in_body", oauth.client_in_body);
    out = oauth;
  } else if (kind != "bearer") {
    reader.fail(table.get("kind"), "kind", "expected \"bearer\", \"basic\", \"api-key\" or \"oauth2\"");
  }
  MIZAN_TRY(reader.finish());
  return out;
}

base::Result<> read_credentials(const toml::table& table, const SourceFile& file,
                                services::ServicesConfig& out) {
  TomlReader reader(table, file.name, "credentials.");
  for (const auto& [key, node] : table) {
    check_name(reader, node, key.str());
    if (!node.is_table()) reader.fail(&node, key.str(), "expected a table [credentials.NAME]");
  }
  MIZAN_TRY(reader.finish());
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    MIZAN_ASSIGN(auto credential, read_credential(*node.as_table(), file, "credentials." + name));
    out.credentials.insert_or_assign(name, std::move(credential));
  }
  return {};
}

void read_hosts(TomlReader& reader, const toml::table& table, std::vector<std::string>& out) {
  reader.allow({"hosts"});
  const auto* node = table.get("hosts");
  const auto* list = node == nullptr ? nullptr : node->as_array();
  if (list == nullptr || list->empty())
    return reader.fail(node, "hosts", "name the hosts that may be asked, [\"api.example.pk\"]: no other is");
  for (const auto& each : *list) {
    if (!each.is_string()) return reader.fail(&each, "hosts", "expected text in quotes");
    out.push_back(each.value_or(std::string()));
  }
}

void read_rate(TomlReader& reader, const toml::table& table, double& out) {
  reader.allow({"requests_per_second"});
  const auto* node = table.get("requests_per_second");
  if (node == nullptr) return;
  const auto value = node->is_number() ? node->value_or(0.0) : 0.0;
  if (!(value >= 0.001 && value <= 1000))
    return reader.fail(node, "requests_per_second", "expected a number from 0.001 to 1000");
  out = value;
}

// In the file they are seconds and mebibytes.
void read_scaled(TomlReader& reader, std::string_view key, std::int64_t scale, std::int64_t high,
                 std::int64_t& out) {
  auto value = out / scale;
  reader.read(key, value, 1, high);
  out = value * scale;
}

base::Result<> read_http(const toml::table& table, const SourceFile& file, services::HttpConfig& out) {
  TomlReader reader(table, file.name, "http.");
  read_hosts(reader, table, out.hosts);
  read_rate(reader, table, out.requests_per_second);
  reader.read("ca_file", out.ca_file);
  reader.read("proxy", out.proxy);
  reader.read("proxy_credential", out.proxy_credential);
  reader.read("plain_credentials", out.plain_credentials);
  reader.read("burst", out.burst, 1, 10'000);
  reader.read("tries", out.tries, 1, 20);
  reader.read("redirects", out.redirects, 0, 20);
  read_scaled(reader, "connect_seconds", 1000, 600, out.connect_ms);
  read_scaled(reader, "total_seconds", 1000, 86'400, out.total_ms);
  read_scaled(reader, "longest_wait_seconds", 1000, 3600, out.longest_wait_ms);
  read_scaled(reader, "max_response_mib", std::int64_t{1} << 20U, kMaxResponseMib, out.max_response_bytes);
  reader.read("record", out.record);
  reader.read("replay", out.replay);
  MIZAN_TRY(reader.finish());
  for (auto* path : {&out.ca_file, &out.record, &out.replay}) *path = file.path(*path);
  return {};
}

}  // namespace

base::Result<services::ServicesConfig> read_services(const toml::table& table, const fs::path& path) {
  const SourceFile file(path);
  services::ServicesConfig out;
  for (const auto key : kServicesTables) {
    const auto* node = table.get(key);
    if (node == nullptr || node->is_table()) continue;
    TomlReader reader(table, file.name);
    reader.fail(node, key, "expected a table");
    for (const auto& [each, ignored] : table) reader.allow({each.str()});
    return reader.finish().error();
  }
  if (const auto* secrets = table["secrets"].as_table()) MIZAN_TRY(read_secrets(*secrets, file, out));
  if (const auto* credentials = table["credentials"].as_table())
    MIZAN_TRY(read_credentials(*credentials, file, out));
  if (const auto* http = table["http"].as_table()) MIZAN_TRY(read_http(*http, file, out.http));
  if (const auto checked = services::check_config(out); !checked)
    return base::within(file.name, checked.error());
  return out;
}

}  // namespace mizan::app
