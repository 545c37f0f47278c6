#include "services/credentials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/json.hpp"

namespace mizan::services {
namespace {

constexpr std::int64_t kUsualLifeSeconds = 300;  // of a token that does not say

base::Error refused(std::string_view name, std::string_view why) {
  return {base::Code::kConfig, fmt::format("the credential \"{}\": {}", name, why)};
}

// A line break in a secret would begin another header.
bool fits_header(const base::Secret& secret) {
  const auto text = secret.reveal();
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; });
}

base::Result<base::Secret> for_header(std::string_view name, base::Secret secret) {
  if (!fits_header(secret)) return refused(name, "its secret holds control characters, which no header can");
  return secret;
}

base::Secret basic(std::string_view user, const base::Secret& secret) {
  const base::Secret pair(fmt::format("{}:{}", user, secret.reveal()));
  return base::Secret("Basic " + base::to_base64(pair.reveal()));
}

// RFC 6749 §5.2 names the error by one word; nothing else of the reply is repeated.
std::string error_word(const WireReply& reply) {
  const auto json = base::parse_json(reply.body);
  const auto word = json.is_object() && json.contains("error") && json["error"].is_string()
                        ? json["error"].get<std::string>()
                        : std::string();
  const bool plain = !word.empty() && word.size() <= 40 && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || c == '_';
  });
  return plain ? word : "no reason given";
}

}  // namespace

Credentials::Credentials(const ServicesConfig& config, const SecretStore& secrets, Redactor& redactor,
                         const base::Clock& clock)
    : config_(config), secrets_(secrets), redactor_(redactor), clock_(clock) {}

const Credential* Credentials::find(std::string_view name) const {
  const auto found = config_.credentials.find(name);
  return found == config_.credentials.end() ? nullptr : &found->second;
}

std::string Credentials::parameter(std::string_view name) const {
  const auto* credential = find(name);
  const auto* key = credential == nullptr ? nullptr : std::get_if<ApiKeyCredential>(credential);
  return key == nullptr ? std::string() : key->query;
}

base::Result<Attachment> Credentials::attach(std::string_view name, const AskForToken& ask) {
  const auto* credential = find(name);
  if (credential == nullptr)
    return base::Error{base::Code::kConfig,
                       fmt::format("this source has no credential \"{}\"", name.substr(0, 64))};
  if (const auto* bearer = std::get_if<BearerCredential>(credential)) {
    MIZAN_ASSIGN(const base::Secret secret, secrets_.read(bearer->secret));
    MIZAN_ASSIGN(auto value, for_header(name, base::Secret(fmt::format("Bearer {}", secret.reveal()))));
    return Attachment{{{"Authorization", std::move(value)}}};
  }
  if (const auto* user = std::get_if<BasicCredential>(credential)) {
    MIZAN_ASSIGN(const base::Secret secret, secrets_.read(user->secret));
    auto value = basic(user->user, secret);
    redactor_.add(value);
    return Attachment{{{"Authorization", std::move(value)}}};
  }
  if (const auto* key = std::get_if<ApiKeyCredential>(credential)) {
    MIZAN_ASSIGN(auto secret, secrets_.read(key->secret));
    if (key->header.empty()) return Attachment{{}, std::pair{key->query, std::move(secret)}};
    MIZAN_ASSIGN(auto value, for_header(name, std::move(secret)));
    return Attachment{{{key->header, std::move(value)}}};
  }
  MIZAN_ASSIGN(const base::Secret value,
               token(std::string(name), std::get<OAuth2Credential>(*credential), ask));
  return Attachment{{{"Authorization", base::Secret(fmt::format("Bearer {}", value.reveal()))}}};
}

bool Credentials::renew(std::string_view name) {
  const auto found = tokens_.find(name);
  if (found == tokens_.end()) return false;
  tokens_.erase(found);
  return true;
}

base::Result<base::Secret> Credentials::token(const std::string& name, const OAuth2Credential& credential,
                                              const AskForToken& ask) {
  const auto kept = tokens_.find(name);
  if (kept != tokens_.end() && clock_.now() < kept->second.expires) return kept->second.value;
  MIZAN_ASSIGN(const auto request, token_request(credential));
  MIZAN_ASSIGN(const auto reply, ask(request));
  MIZAN_ASSIGN(auto fresh, read_token(name, reply));
  redactor_.add(fresh.value);
  auto value = fresh.value;
  tokens_[name] = std::move(fresh);
  return value;
}

base::Result<WireRequest> Credentials::token_request(const OAuth2Credential& credential) const {
  MIZAN_ASSIGN(auto url, Url::parse(credential.token_url));
  MIZAN_ASSIGN(const base::Secret secret, secrets_.read(credential.secret));
  std::string body = "grant_type=client_credentials";
  if (!credential.scope.empty()) body += "&scope=" + percent_encoded(credential.scope);
  WireRequest request{"POST", std::move(url)};
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
  if (credential.client_in_body) {
    body += fmt::format("&client_id={}&client_secret={}", percent_encoded(credential.client_id),
                        percent_encoded(secret.reveal()));
  } else {
    // RFC 6749 §2.3.1: both are form-encoded first.
    auto value = basic(percent_encoded(credential.client_id), base::Secret(percent_encoded(secret.reveal())));
    redactor_.add(value);
    request.attached.headers.emplace_back("Authorization", std::move(value));
  }
  request.secret_body = base::Secret(std::move(body));
  return request;
}

base::Result<Credentials::Token> Credentials::read_token(const std::string& name,
                                                         const WireReply& reply) const {
  if (reply.status >= 300) {
    return base::Error{base::Code::kAuth,
                       fmt::format("the credential \"{}\": the token endpoint refused: {} (status {})", name,
                                   error_word(reply), reply.status)};
  }
  const auto json = base::parse_json(reply.body);
  if (!json.is_object() || !json.contains("access_token") || !json["access_token"].is_string()) {
    return base::Error{
        base::Code::kData,
        fmt::format("the credential \"{}\": the token endpoint's reply holds no access_token", name)};
  }
  auto seconds = kUsualLifeSeconds;
  if (const auto life = json.find("expires_in"); life != json.end() && life->is_number())
    seconds = static_cast<std::int64_t>(std::clamp(life->get<double>(), 1.0, 86'400.0));
  const auto early = std::min<std::int64_t>(60, seconds / 2);
  MIZAN_ASSIGN(auto value, for_header(name, base::Secret(json["access_token"].get<std::string>())));
  if (value.empty())
    return base::Error{base::Code::kData, fmt::format("the credential \"{}\": the token is empty", name)};
  return Token{std::move(value), clock_.now() + (seconds - early) * 1'000'000};
}

}  // namespace mizan::services
