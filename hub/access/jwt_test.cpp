// Log-ins: signatures by the examples of RFC 7515 and RFC 8037, and every way in which a log-in is refused.
#include "access/jwt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/json.hpp"

namespace mizan::access {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr base::Micros kSecond = 1'000'000;
constexpr std::int64_t kNow = 1'767'225'600;  // 1 January 2026

constexpr const char* kRsa =
    R"({"kty":"RSA","kid":"rsa","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"})";
constexpr const char* kEc =
    R"({"kty":"EC","kid":"ec","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
constexpr const char* kEd =
    R"({"kty":"OKP","kid":"ed","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";

base::Result<KeySet> keys_of(const std::string& list) {
  return KeySet::parse("{\"keys\":[" + list + "]}", "jwks.json");
}

struct Example {
  const char* key;
  const char* id;
  const char* text;
  const char* signature;
};
// RFC 7515 A.2, A.3; RFC 8037 A.4.
constexpr Example kExamples[] = {
    {kRsa, "rsa",
     "eyJhbGciOiJSUzI1NiJ9."
     "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0c"
     "nVlfQ",
     "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
     "O8W2Fp5jujGbds9uJdbF9CUAr"
     "7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_"
     "eSN9383LcOLn6_dO--xi"
     "12jzDwusC-"
     "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypG"
     "lUPQGe77Rw"},
    {kEc, "ec",
     "eyJhbGciOiJFUzI1NiJ9."
     "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0c"
     "nVlfQ",
     "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"},
    {kEd, "ed", "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
     "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"}};

TEST(KeySet, VerifiesTheExamplesOfTheStandards) {
  for (const auto& example : kExamples) {
    const auto keys = keys_of(example.key);
    ASSERT_TRUE(keys) << keys.error().message;
    const auto* key = keys->find(example.id);
    auto signature = *base::from_base64url(example.signature);
    EXPECT_TRUE(key->signed_this(example.text, signature)) << example.id;
    EXPECT_FALSE(key->signed_this(std::string(example.text) + "A", signature)) << example.id;
    EXPECT_FALSE(key->signed_this(example.text, "")) << example.id;
    signature[5] = static_cast<char>(signature[5] ^ 1);
    EXPECT_FALSE(key->signed_this(example.text, signature)) << example.id;
  }
}

TEST(KeySet, TakesNoKeyThatIsWeakDamagedOrForSomethingElse) {
  const auto mistake = [](const std::string& list) {
    const auto keys = keys_of(list);
    return keys ? "none" : keys.error().message;
  };
  EXPECT_THAT(mistake(""), HasSubstr("jwks.json: has no key"));
  EXPECT_THAT(mistake(R"({"kty":"oct","kid":"a","k":"c2VjcmV0"})"), HasSubstr("has no key"))
      << "a secret is no public key";
  EXPECT_THAT(mistake(R"({"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"})"),
              HasSubstr("\"a\" is damaged or too short"));
  EXPECT_THAT(mistake(R"({"kty":"EC","kid":"a","crv":"P-256","x":"AA","y":"AA"})"), HasSubstr("damaged"));
  EXPECT_THAT(
      mistake(
          R"({"kty":"EC","kid":"a","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"})"),
      HasSubstr("damaged"))
      << "a point that is not on the curve";
  EXPECT_THAT(mistake(std::string(kEd) + "," + kEd), HasSubstr("twice"));
  auto encrypting = base::parse_json(kRsa);
  encrypting["use"] = "enc";
  EXPECT_THAT(mistake(encrypting.dump()), HasSubstr("has no key"));
  auto other = base::parse_json(kRsa);
  other["alg"] = "RS512";
  EXPECT_THAT(mistake(other.dump()), HasSubstr("has no key"));
  EXPECT_EQ(mistake(encrypting.dump() + "," + kEd), "none");
  for (const auto* wrong : {"", "[]", "{}", "{\"keys\":{}}", "nonsense"})
    EXPECT_FALSE(KeySet::parse(wrong, "f"));
}

class JwtTest : public ::testing::Test {
 protected:
  JwtTest() : key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free) {
    std::size_t size = public_.size();
    EVP_PKEY_get_raw_public_key(key_.get(), public_.data(), &size);
    keys_ = *keys_of(std::string(kRsa) + "," + kEc + R"(,{"kty":"OKP","kid":"mine","crv":"Ed25519","x":")" +
                     base::to_base64url(public_bytes()) + "\"}");
    rules_.issuer = "https://login.example.pk";
    rules_.audience = "mizan-punjab";
    claims_ = {{"iss", "https://login.example.pk"},
               {"aud", "mizan-punjab"},
               {"sub", "u-17"},
               {"exp", kNow + 600},
               {"iat", kNow - 5},
               {"mizan_role", "monitor"}};
  }

  std::string public_bytes() const { return {reinterpret_cast<const char*>(public_.data()), public_.size()}; }

  std::string ed25519(const std::string& text) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::string signature(64, '\0');
    std::size_t size = signature.size();
    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get());
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size());
    return signature;
  }

  std::string unsigned_text(const json& header, const json& claims) const {
    return base::to_base64url(header.dump()) + "." + base::to_base64url(claims.dump());
  }
  std::string jwt(const json& header, const json& claims) const {
    const auto text = unsigned_text(header, claims);
    return text + "." + base::to_base64url(ed25519(text));
  }
  std::string with(const std::string& name, const json& value) const {
    auto claims = claims_;
    claims[name] = value;
    return jwt(header_, claims);
  }
  std::string without(const std::string& name) const {
    auto claims = claims_;
    claims.erase(name);
    return jwt(header_, claims);
  }

  base::Result<Principal> ask(const std::string& text) const {
    return verify_jwt(text, keys_, rules_, kNow * kSecond);
  }
  std::string refusal(const std::string& text) const {
    const auto who = ask(text);
    if (who) return "none";
    EXPECT_EQ(who.error().code, base::Code::kAuth);
    return who.error().message;
  }

  std::shared_ptr<EVP_PKEY> key_;
  std::array<unsigned char, 32> public_{};
  KeySet keys_;
  JwtRules rules_;
  json header_ = {{"alg", "EdDSA"}, {"kid", "mine"}, {"typ", "JWT"}};
  json claims_;
};

TEST_F(JwtTest, ALogInIsItsSubjectsInTheRoleThatTheIssuerNames) {
  claims_["mizan_provinces"] = {"PB"};
  claims_["aud"] = {"other", "mizan-punjab"};
  const auto who = ask(jwt(header_, claims_));
  ASSERT_TRUE(who) << who.error().message;
  EXPECT_EQ(who->name, "jwt:u-17");
  EXPECT_EQ(who->role, Role::kMonitor);
  EXPECT_EQ(who->scope.provinces, std::vector<std::string>{"PB"});
  EXPECT_EQ(who->until, (kNow + 630) * kSecond);
}

TEST_F(JwtTest, TheAlgorithmIsThatOfTheKeyWhateverTheTokenSays) {
  for (const auto* alg : {"none", "None", "NONE", "HS256", "RS256", "ES256", "EdDSA ", "eddsa", ""}) {
    auto header = header_;
    header["alg"] = alg;
    EXPECT_THAT(refusal(jwt(header, claims_)), HasSubstr("alg")) << alg;
    EXPECT_NE(refusal(unsigned_text(header, claims_) + "."), "none") << alg << ", unsigned";
  }
  // The public key as the secret of an HMAC, which is what a verifier that believes the token would use.
  json header = {{"alg", "HS256"}, {"kid", "mine"}};
  const auto text = unsigned_text(header, claims_);
  std::array<unsigned char, 32> mac{};
  HMAC(EVP_sha256(), public_.data(), static_cast<int>(public_.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), nullptr);
  const std::string made(reinterpret_cast<const char*>(mac.data()), mac.size());
  EXPECT_THAT(refusal(text + "." + base::to_base64url(made)), HasSubstr("alg"));
  header = {{"alg", "EdDSA"}, {"kid", "rsa"}};
  EXPECT_THAT(refusal(jwt(header, claims_)), HasSubstr("alg")) << "another key's name";
}

TEST_F(JwtTest, KeysAreKnownByTheirNamesAlone) {
  for (const auto& kid : {json("unknown"), json(""), json(7), json(nullptr)}) {
    auto header = header_;
    header["kid"] = kid;
    EXPECT_THAT(refusal(jwt(header, claims_)), HasSubstr("kid"));
  }
  auto own = header_;
  own.erase("kid");
  own["jwk"] = {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", base::to_base64url(public_bytes())}};
  own["jku"] = "https://evil.example/jwks";
  EXPECT_THAT(refusal(jwt(own, claims_)), HasSubstr("kid")) << "a key that it brings itself";
  auto crit = header_;
  crit["crit"] = {"exp"};
  EXPECT_THAT(refusal(jwt(crit, claims_)), HasSubstr("crit"));
}

TEST_F(JwtTest, TimesHold) {
  EXPECT_THAT(refusal(with("exp", kNow - 30)), HasSubstr("expired"));
  EXPECT_EQ(refusal(with("exp", kNow - 29)), "none") << "within what two clocks may differ";
  EXPECT_THAT(refusal(without("exp")), HasSubstr("no end"));
  for (const auto& wrong : {json("soon"), json(-1), json(1e300), json(nullptr)})
    EXPECT_THAT(refusal(with("exp", wrong)), HasSubstr("exp")) << wrong;
  EXPECT_THAT(refusal(with("nbf", kNow + 31)), HasSubstr("not hold yet"));
  EXPECT_EQ(refusal(with("nbf", kNow + 30)), "none");
  EXPECT_THAT(refusal(with("iat", kNow + 31)), HasSubstr("not hold yet"));
  EXPECT_THAT(refusal(with("nbf", "now")), HasSubstr("not hold yet"));
}

TEST_F(JwtTest, ItIsOfTheIssuerForThisHub) {
  EXPECT_THAT(refusal(with("iss", "https://login.example.pk/")), HasSubstr("iss"));
  EXPECT_THAT(refusal(without("iss")), HasSubstr("iss"));
  for (const auto& aud :
       {json("mizan-kp"), json::array({"a", "b"}), json::array(), json(nullptr), json("mizan-punjab2")})
    EXPECT_THAT(refusal(with("aud", aud)), HasSubstr("aud")) << aud;
  EXPECT_THAT(refusal(without("aud")), HasSubstr("aud"));
}

TEST_F(JwtTest, WhatItSaysOfItsOwnerIsWholeOrNothing) {
  EXPECT_THAT(refusal(without("mizan_role")), HasSubstr("role"));
  for (const auto& role : {json("mayor"), json("Operator"), json(1), json::array({"operator"})})
    EXPECT_THAT(refusal(with("mizan_role", role)), HasSubstr("role")) << role;
  EXPECT_THAT(refusal(without("sub")), HasSubstr("sub"));
  EXPECT_THAT(refusal(with("sub", "a b")), HasSubstr("sub"));
  EXPECT_THAT(refusal(with("sub", std::string(200, 'a'))), HasSubstr("sub"));
  for (const auto& list : {json("PB"), json::array(), json::array({1})})
    EXPECT_THAT(refusal(with("mizan_provinces", list)), HasSubstr("provinces"))
        << list << " must not be taken for no limit";
  EXPECT_THAT(refusal(with("mizan_role", "coordinator")), HasSubstr("districts"));
}

TEST_F(JwtTest, OfATokenEveryPartIsSigned) {
  const auto right = jwt(header_, claims_);
  ASSERT_EQ(refusal(right), "none");
  for (std::size_t i = 0; i < right.size(); i += 3) {
    auto wrong = right;
    wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(refusal(wrong), "none") << i;
  }
  const auto dot = right.rfind('.');
  EXPECT_THAT(refusal(right.substr(0, dot + 1) + "AAAA"), HasSubstr("signature"));
  for (const auto& wrong :
       {std::string(), std::string(".."), std::string("a.b.c"), right + ".x", right + "=",
        std::string(100'000, '.'), base::to_base64url("[]") + ".e30.", std::string("\xff\xff.a.b")})
    EXPECT_NE(refusal(wrong), "none");
}

}  // namespace
}  // namespace mizan::access
