#include "access/key_set.hpp"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/base64.hpp"
#include "base/json.hpp"

namespace mizan::access {

using nlohmann::json;

namespace {

constexpr int kFewestRsaBits = 2'048;
constexpr std::size_t kCoordinate = 32;  // bytes of P-256

template <auto kFree>
struct Freed {
  template <class T>
  void operator()(T* what) const {
    kFree(what);
  }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using SharedKey = std::shared_ptr<EVP_PKEY>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::string text_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Bytes in base64url; empty: it is none.
std::string bytes_in(const json& object, const char* name) {
  return base::from_base64url(text_in(object, name)).value_or(std::string());
}

SharedKey built(const char* type, const Builder& builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    return nullptr;
  return {key, EVP_PKEY_free};
}

SharedKey rsa_key(const json& jwk) {
  const auto modulus = number_of(bytes_in(jwk, "n"));
  const auto exponent = number_of(bytes_in(jwk, "e"));
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return nullptr;
  auto key = built("RSA", builder);
  return key && EVP_PKEY_get_bits(key.get()) >= kFewestRsaBits ? key : nullptr;
}

SharedKey ec_key(const json& jwk) {
  const auto x = bytes_in(jwk, "x");
  const auto y = bytes_in(jwk, "y");
  if (x.size() != kCoordinate || y.size() != kCoordinate) return nullptr;
  const auto point = std::string("\x04") + x + y;
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) !=
          1)
    return nullptr;
  return built("EC", builder);
}

SharedKey ed25519_key(const json& jwk) {
  const auto x = bytes_in(jwk, "x");
  return {EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(x), x.size()), EVP_PKEY_free};
}

std::optional<Algorithm> algorithm_of(const json& jwk) {
  const auto type = text_in(jwk, "kty");
  const auto curve = text_in(jwk, "crv");
  if (type == "RSA") return Algorithm::kRs256;
  if (type == "EC" && curve == "P-256") return Algorithm::kEs256;
  if (type == "OKP" && curve == "Ed25519") return Algorithm::kEdDsa;
  return std::nullopt;
}

// For signatures of that algorithm, or for none in particular.
bool is_for(const json& jwk, Algorithm algorithm) {
  const auto use = text_in(jwk, "use");
  const auto named = text_in(jwk, "alg");
  return (use.empty() || use == "sig") && (named.empty() || named == algorithm_name(algorithm));
}

SharedKey key_of(const json& jwk, Algorithm algorithm) {
  if (algorithm == Algorithm::kRs256) return rsa_key(jwk);
  return algorithm == Algorithm::kEs256 ? ec_key(jwk) : ed25519_key(jwk);
}

// r and s one behind the other, as OpenSSL wants them: DER.
std::string der_of(std::string_view signature) {
  if (signature.size() != 2 * kCoordinate) return {};
  const std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>> parts(ECDSA_SIG_new());
  auto r = number_of(signature.substr(0, kCoordinate));
  auto s = number_of(signature.substr(kCoordinate));
  if (!parts || ECDSA_SIG_set0(parts.get(), r.get(), s.get()) != 1) return {};
  (void)r.release();
  (void)s.release();
  unsigned char* out = nullptr;
  const auto size = i2d_ECDSA_SIG(parts.get(), &out);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return der;
}

base::Error wrong(const std::string& where, const std::string& what) {
  return {base::Code::kConfig, fmt::format("{}: {}", where, what)};
}

}  // namespace

std::string_view algorithm_name(Algorithm algorithm) {
  constexpr std::string_view kNames[] = {"RS256", "ES256", "EdDSA"};
  return kNames[static_cast<std::size_t>(algorithm)];
}

bool KeySet::Key::signed_this(std::string_view text, std::string_view signature) const {
  const auto der = algorithm == Algorithm::kEs256 ? der_of(signature) : std::string(signature);
  const auto* digest = algorithm == Algorithm::kEdDsa ? nullptr : EVP_sha256();
  const DigestContext context(EVP_MD_CTX_new());
  return !der.empty() && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(der), der.size(), bytes_of(text), text.size()) == 1;
}

base::Result<KeySet> KeySet::parse(std::string_view text, const std::string& where) {
  const auto whole = base::parse_json(text);
  const auto list = whole.is_object() ? whole.find("keys") : whole.end();
  if (!whole.is_object() || list == whole.end() || !list->is_array()) return wrong(where, "is no JWKS");
  KeySet set;
  for (const auto& jwk : *list) {
    const auto id = jwk.is_object() ? text_in(jwk, "kid") : std::string();
    const auto algorithm = id.empty() ? std::nullopt : algorithm_of(jwk);
    if (!algorithm || !is_for(jwk, *algorithm)) continue;
    if (set.find(id) != nullptr) return wrong(where, fmt::format("has the key \"{}\" twice", id));
    auto key = key_of(jwk, *algorithm);
    if (!key) return wrong(where, fmt::format("the key \"{}\" is damaged or too short", id));
    set.keys_.push_back({id, *algorithm, std::move(key)});
  }
  if (set.keys_.empty()) return wrong(where, "has no key for RS256, ES256 or EdDSA that has a kid");
  return set;
}

const KeySet::Key* KeySet::find(std::string_view id) const {
  const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const Key& each) { return each.id == id; });
  return found == keys_.end() ? nullptr : &*found;
}

}  // namespace mizan::access
