#include "release/jws.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "base/base64.hpp"
#include "base/json.hpp"

namespace mizan::release {
namespace {

constexpr std::size_t kSignatureBytes = 64;

base::Error none(std::string_view what) {
  return {base::Code::kData, "is no signed text: " + std::string(what)};
}

std::string signing_input(const Jws& jws) {
  return jws.protected_header + "." + base::to_base64url(jws.payload);
}

// A member that must be there and a text.
std::optional<std::string> text_of(const nlohmann::json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

base::Result<> read_header(Jws& jws) {
  const auto bytes = base::from_base64url(jws.protected_header);
  if (!bytes) return none("its header is no base64url");
  const auto header = base::parse_json(*bytes);
  if (!header.is_object()) return none("its header is no JSON object");
  if (text_of(header, "alg") != "EdDSA") return none("its algorithm is not EdDSA");
  if (header.contains("crit")) return none("it has headers that must be understood, and are not");
  jws.type = text_of(header, "typ").value_or("");
  jws.key = text_of(header, "kid").value_or("");
  return {};
}

}  // namespace

base::Result<Jws> sign_text(std::string_view type, std::string payload, const registry::PrivateKey& key) {
  Jws jws;
  jws.type = type;
  jws.key = key.public_key().fingerprint();
  jws.payload = std::move(payload);
  jws.protected_header = base::to_base64url(
      base::json_text(nlohmann::ordered_json{{"alg", "EdDSA"}, {"typ", jws.type}, {"kid", jws.key}}));
  MIZAN_ASSIGN(jws.signature, key.sign(signing_input(jws)));
  return jws;
}

std::string jws_text(const Jws& jws) {
  return base::json_text(nlohmann::ordered_json{{"payload", base::to_base64url(jws.payload)},
                                                {"protected", jws.protected_header},
                                                {"signature", base::to_base64url(jws.signature)}});
}

base::Result<Jws> parse_jws(std::string_view text) {
  const auto json = base::parse_json(text);
  if (!json.is_object()) return none("it is no JSON object");
  const auto payload = text_of(json, "payload");
  const auto header = text_of(json, "protected");
  const auto signature = text_of(json, "signature");
  if (!payload || !header || !signature || json.size() != 3)
    return none("it is not {\"payload\", \"protected\", \"signature\"}");
  Jws jws;
  jws.protected_header = *header;
  MIZAN_TRY(read_header(jws));
  const auto bytes = base::from_base64url(*payload);
  const auto signed_by = base::from_base64url(*signature);
  if (!bytes || !signed_by || signed_by->size() != kSignatureBytes)
    return none("its text or its signature is no base64url");
  jws.payload = *bytes;
  jws.signature = *signed_by;
  return jws;
}

bool is_signed_by(const Jws& jws, const registry::PublicKey& key) {
  return key.verifies(signing_input(jws), jws.signature);
}

}  // namespace mizan::release
