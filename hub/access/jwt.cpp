#include "access/jwt.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "access/scope_text.hpp"
#include "base/base64.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace mizan::access {

using nlohmann::json;

namespace {

constexpr std::int64_t kSecond = 1'000'000;
// Days far beyond any log-in: what is behind them would overflow as microseconds.
constexpr std::int64_t kLastSecond = 253'402'300'799;  // of the year 9999

base::Error refused(const char* what) {
  return {base::Code::kAuth, std::string("this log-in is refused: ") + what};
}

std::string text_in(const json& object, const std::string& name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::int64_t> second_in(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const auto second = found->get<double>();
  if (!(second >= 0 && second <= static_cast<double>(kLastSecond))) return std::nullopt;
  return static_cast<std::int64_t>(second);
}

// An object from base64url; discarded where it is none.
json object_in(std::string_view part) {
  const auto bytes = base::from_base64url(part);
  auto read = bytes ? base::parse_json(*bytes) : json(json::value_t::discarded);
  return read.is_object() ? read : json(json::value_t::discarded);
}

base::Result<const KeySet::Key*> key_of(const json& header, const KeySet& keys) {
  if (header.is_discarded()) return refused("it is no JWT");
  if (header.contains("crit")) return refused("it asks for what this hub does not know (crit)");
  const auto* key = keys.find(text_in(header, "kid"));
  if (key == nullptr) return refused("its key is not known here (kid)");
  if (text_in(header, "alg") != algorithm_name(key->algorithm))
    return refused("its algorithm is not that of its key (alg)");
  return key;
}

bool is_for(const json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return false;
  if (found->is_string()) return found->get<std::string>() == audience;
  return found->is_array() && std::find(found->begin(), found->end(), json(audience)) != found->end();
}

base::Result<> check_time(const json& claims, std::int64_t leeway, base::Micros now) {
  const auto until = second_in(claims, "exp");
  if (!until) return refused("it has no end (exp)");
  if ((*until + leeway) * kSecond <= now) return refused("it has expired (exp)");
  for (const auto* name : {"nbf", "iat"}) {
    if (!claims.contains(name)) continue;
    const auto from = second_in(claims, name);
    if (!from || (*from - leeway) * kSecond > now) return refused("it does not hold yet (nbf, iat)");
  }
  return {};
}

base::Result<> take_list(const json& claims, const std::string& name, std::vector<std::string>& out) {
  const auto found = claims.find(name);
  if (found == claims.end()) return {};
  if (!found->is_array()) return refused("its provinces or districts are no list");
  for (const auto& each : *found) {
    if (!each.is_string()) return refused("its provinces or districts are no list of texts");
    out.push_back(each.get<std::string>());
  }
  // An empty list would narrow nothing, and was not meant so.
  if (out.empty()) return refused("its provinces or districts are an empty list");
  return {};
}

bool is_plain(const std::string& text) {
  return !text.empty() && text.size() <= 128 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

base::Result<Principal> principal_of(const json& claims, const JwtRules& rules) {
  const auto subject = text_in(claims, "sub");
  if (!is_plain(subject)) return refused("it does not say whose it is (sub)");
  const auto role = find_role(text_in(claims, rules.role_claim));
  if (!role) return refused("it names no role");
  Principal who{"jwt:" + subject, Proof::kJwt, *role};
  MIZAN_TRY(take_list(claims, rules.provinces_claim, who.scope.provinces));
  MIZAN_TRY(take_list(claims, rules.districts_claim, who.scope.districts));
  if (!check_scope(*role, who.scope)) return refused("a coordinator needs its province and its districts");
  who.until = (*second_in(claims, "exp") + rules.leeway_seconds) * kSecond;
  return who;
}

}  // namespace

base::Result<Principal> verify_jwt(std::string_view text, const KeySet& keys, const JwtRules& rules,
                                   base::Micros now) {
  const auto parts = base::split(text, '.');
  if (parts.size() != 3) return refused("it is no JWT");
  MIZAN_ASSIGN(const auto* key, key_of(object_in(parts[0]), keys));
  const auto signature = base::from_base64url(parts[2]);
  const auto signed_part = text.substr(0, parts[0].size() + 1 + parts[1].size());
  if (!signature || !key->signed_this(signed_part, *signature)) return refused("its signature is wrong");
  const auto claims = object_in(parts[1]);
  if (claims.is_discarded()) return refused("it is no JWT");
  if (text_in(claims, "iss") != rules.issuer) return refused("it is of another issuer (iss)");
  if (!is_for(claims, rules.audience)) return refused("it is for somebody else (aud)");
  MIZAN_TRY(check_time(claims, rules.leeway_seconds, now));
  return principal_of(claims, rules);
}

}  // namespace mizan::access
