#include "access/identify.hpp"

#include <algorithm>

#include "access/authorization.hpp"
#include "access/token.hpp"

namespace mizan::access {
namespace {

base::Error refused(std::string what) {
  return {base::Code::kAuth, std::move(what)};
}

base::Result<Principal> of_login(const Policy& policy, std::string_view text, base::Micros now) {
  if (!policy.logins) return refused("this hub takes no log-ins; it takes a token that it gave out");
  if (!policy.login_keys) return refused("the keys of the issuer of log-ins are not known yet");
  return verify_jwt(text, *policy.login_keys, *policy.logins, now);
}

base::Result<Principal> of_token(std::string_view text, const TokenReader& tokens, base::Micros now) {
  const auto shown = read_token(text);
  MIZAN_ASSIGN(const auto kept, tokens(shown->id));
  if (!kept || !same_digest(shown->digest, kept->digest)) return refused("this token is not known here");
  if (kept->revoked_at != 0) return refused("this token was revoked");
  if (kept->expires_at <= now) return refused("this token has expired");
  return Principal{"token:" + kept->name, Proof::kToken, kept->role, kept->scope, kept->expires_at, kept->id};
}

bool is_of(const ClientCertificate& certificate, const Organisation& organisation) {
  if (!organisation.sha256.empty()) return organisation.sha256 == certificate.sha256;
  const auto& names = certificate.dns;
  return !organisation.dns.empty() && std::find(names.begin(), names.end(), organisation.dns) != names.end();
}

base::Result<Principal> of_certificate(const Policy& policy, const ClientCertificate& certificate,
                                       base::Micros now) {
  const auto found = std::find_if(policy.organisations.begin(), policy.organisations.end(),
                                  [&](const Organisation& each) { return is_of(certificate, each); });
  if (found == policy.organisations.end()) return refused("no organisation here has this certificate");
  if (certificate.until <= now) return refused("this certificate has expired");
  return Principal{"org:" + found->name, Proof::kCertificate, found->role, found->scope, certificate.until};
}

bool is_operator(const Policy& policy, const Presented& shown) {
  return policy.loopback_operator && shown.loopback && !shown.forwarded && is_local_host(shown.host);
}

}  // namespace

bool is_local_host(std::string_view host) {
  if (host.starts_with("[::1]")) return host.size() == 5 || host[5] == ':';
  const auto name = host.substr(0, host.find(':'));
  if (name == "localhost") return true;
  return name.starts_with("127.") && name.size() <= 15 &&
         std::all_of(name.begin(), name.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

base::Result<Principal> identify(const Policy& policy, const Presented& shown, const TokenReader& tokens,
                                 base::Micros now) {
  if (!shown.authorization.empty()) {
    const auto credential = read_authorization(shown.authorization);
    if (credential.kind == Credential::Kind::kToken) return of_token(credential.text, tokens, now);
    if (credential.kind == Credential::Kind::kJwt) return of_login(policy, credential.text, now);
    return refused("this hub takes a bearer token that it gave out");
  }
  if (shown.certificate) return of_certificate(policy, *shown.certificate, now);
  if (is_operator(policy, shown)) return Principal{"loopback", Proof::kLoopback, Role::kOperator};
  if (policy.anonymous_public) return Principal{"anonymous", Proof::kNone, Role::kPublic};
  return refused("this hub answers who shows a token or a certificate");
}

}  // namespace mizan::access
