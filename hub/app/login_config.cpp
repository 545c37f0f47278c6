#include "app/login_config.hpp"

#include <fmt/format.h>

#include "adapter/never_stop.hpp"
#include "services/services.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t kMostKeyBytes = 1 << 20;

// "host" or "host:port" of an https address; empty: it is none.
std::string host_of(const std::string& url) {
  constexpr std::string_view kScheme = "https://";
  if (!url.starts_with(kScheme)) return {};
  const auto rest = url.substr(kScheme.size());
  return rest.substr(0, rest.find('/'));
}

void read_claims(TomlReader& reader, access::JwtRules& rules) {
  reader.require("issuer", rules.issuer);
  reader.require("audience", rules.audience);
  reader.read("leeway_seconds", rules.leeway_seconds, 0, 300);
  reader.read("role_claim", rules.role_claim);
  reader.read("provinces_claim", rules.provinces_claim);
  reader.read("districts_claim", rules.districts_claim);
}

base::Result<LoginConfig> read_table(const toml::table& table, const fs::path& file) {
  TomlReader reader(table, file.string(), "access.jwt.");
  LoginConfig login;
  read_claims(reader, login.rules);
  reader.read("jwks", login.jwks);
  reader.read("jwks_url", login.jwks_url);
  reader.read("ca_file", login.ca_file);
  reader.read("jwks_minutes", login.jwks_minutes, 1, 1'440);
  if (login.jwks.empty() == login.jwks_url.empty())
    reader.fail(&table, "jwks", "name the issuer's keys: jwks, a file, or jwks_url");
  if (!login.jwks_url.empty() && host_of(login.jwks_url).empty())
    reader.fail(table.get("jwks_url"), "jwks_url", "expected an https address");
  MIZAN_TRY(reader.finish());
  for (auto* path : {&login.jwks, &login.ca_file}) {
    if (!path->empty() && path->is_relative()) *path = fs::absolute(file).parent_path() / *path;
  }
  return login;
}

}  // namespace

base::Result<std::optional<LoginConfig>> read_login(const toml::table& access, const fs::path& file) {
  const auto* node = access.get("jwt");
  if (node == nullptr) return std::optional<LoginConfig>();
  if (!node->is_table()) {
    TomlReader outer(access, file.string(), "access.");
    outer.fail(node, "jwt", "expected a table");
    return outer.finish().error();
  }
  MIZAN_ASSIGN(auto login, read_table(*node->as_table(), file));
  return std::optional(std::move(login));
}

base::Result<std::string> fetch_keys(const LoginConfig& login, const base::Clock& clock) {
  services::ServicesConfig config;
  config.http.hosts = {host_of(login.jwks_url)};
  config.http.ca_file = login.ca_file;
  config.http.max_response_bytes = kMostKeyBytes;
  config.http.total_ms = 10'000;
  config.http.tries = 2;
  MIZAN_ASSIGN(const auto services, services::open_services(config, clock));
  adapter::HttpRequest request;
  request.url = login.jwks_url;
  auto response = services->fetch(request, adapter::NeverStop());
  if (!response) return base::within(login.jwks_url, response.error());
  if (response->status != 200)
    return base::Error{base::Code::kData, fmt::format("{}: status {}", login.jwks_url, response->status)};
  return std::move(response->body);
}

}  // namespace mizan::app
