#include "services/config.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "services/url.hpp"

namespace mizan::services {
namespace {

base::Error wrong(std::string_view key, std::string_view what) {
  return {base::Code::kConfig, fmt::format("{}: {}", key, what)};
}

/// The secret that each kind of credential names, and what else each kind needs.
class CredentialCheck {
 public:
  CredentialCheck(const ServicesConfig& config, std::string key) : config_(config), key_(std::move(key)) {}

  base::Result<> operator()(const BearerCredential& bearer) const { return secret(bearer.secret); }
  base::Result<> operator()(const BasicCredential& basic) const {
    if (basic.user.empty() || basic.user.find(':') != std::string::npos)
      return wrong(key_ + ".user", "is missing, or holds a colon, which a Basic credential cannot");
    return secret(basic.secret);
  }
  base::Result<> operator()(const ApiKeyCredential& key) const {
    if (key.header.empty() == key.query.empty()) return wrong(key_, "name exactly one of header and query");
    return secret(key.secret);
  }
  base::Result<> operator()(const OAuth2Credential& oauth) const {
    if (oauth.client_id.empty()) return wrong(key_ + ".client_id", "is missing");
    const auto url = Url::parse(oauth.token_url);
    if (!url) return base::within(key_ + ".token_url", url.error());
    if (!url->https() && !config_.http.plain_credentials)
      return wrong(key_ + ".token_url",
                   "credentials go over https only, unless http.plain_credentials allows it");
    return secret(oauth.secret);
  }

 private:
  base::Result<> secret(const std::string& name) const {
    if (config_.secrets.contains(name)) return {};
    return wrong(key_ + ".secret", fmt::format("there is no \"{}\" in [secrets]", name));
  }

  const ServicesConfig& config_;
  std::string key_;
};

base::Result<> check_host(const std::string& host) {
  for (const auto* scheme : {"https://", "http://"}) {
    const auto url = Url::parse(scheme + host + "/");
    if (!url || url->text() != scheme + url->host() + "/" ||
        (url->host() != host && scheme == std::string_view("http://")))
      return wrong(
          "http.hosts",
          fmt::format("\"{}\": expected a host such as \"api.example.pk\" or \"api.example.pk:8443\", "
                      "in lower case",
                      host));
  }
  return {};
}

base::Result<> check_http(const ServicesConfig& config) {
  const auto& http = config.http;
  for (const auto& host : http.hosts) MIZAN_TRY(check_host(host));
  if (!http.proxy.empty()) {
    const auto proxy = Url::parse(http.proxy);
    if (!proxy) return base::within("http.proxy", proxy.error());
  }
  if (!http.proxy_credential.empty()) {
    const auto found = config.credentials.find(http.proxy_credential);
    if (found == config.credentials.end() || !std::holds_alternative<BasicCredential>(found->second))
      return wrong("http.proxy_credential", "names no credential of kind \"basic\"");
  }
  if (!http.record.empty() && !http.replay.empty())
    return wrong("http.record", "replies are recorded or replayed, not both at once");
  if (!(http.requests_per_second > 0) || http.burst < 1 || http.tries < 1 || http.redirects < 0 ||
      http.connect_ms < 1 || http.total_ms < 1 || http.max_response_bytes < 1 || http.longest_wait_ms < 1)
    return wrong("http", "a limit is zero or less");
  return {};
}

}  // namespace

base::Result<> check_config(const ServicesConfig& config) {
  MIZAN_TRY(check_http(config));
  for (const auto& [name, credential] : config.credentials)
    MIZAN_TRY(std::visit(CredentialCheck(config, "credentials." + name), credential));
  return {};
}

}  // namespace mizan::services
