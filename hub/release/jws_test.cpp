// Against the example of RFC 8037, appendix A.4, and against every bit that may be turned.
#include "release/jws.hpp"

#include <gtest/gtest.h>

#include <random>

namespace mizan::release {
namespace {

constexpr const char* kExampleHeader = "eyJhbGciOiJFZERTQSJ9";
constexpr const char* kExamplePayload = "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
constexpr const char* kExampleSignature =
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
// The example's key in padded base64.
constexpr const char* kExampleKey = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

std::string flattened(const std::string& payload, const std::string& header, const std::string& signature) {
  return R"({"payload":")" + payload + R"(","protected":")" + header + R"(","signature":")" + signature +
         "\"}";
}

TEST(Jws, ReadsAndVerifiesTheExampleOfTheStandard) {
  const auto jws = parse_jws(flattened(kExamplePayload, kExampleHeader, kExampleSignature));
  ASSERT_TRUE(jws) << jws.error().message;
  EXPECT_EQ(jws->payload, "Example of Ed25519 signing");
  EXPECT_TRUE(is_signed_by(*jws, *registry::PublicKey::from_base64(kExampleKey)));
  EXPECT_FALSE(is_signed_by(*jws, registry::PrivateKey::make()->public_key()));
}

TEST(Jws, IsWhatWasSignedAndSaysByWhom) {
  const auto key = *registry::PrivateKey::make();
  for (const std::string payload : {"", "a", "ab", "abc", "{\"v\": 1}\n"}) {
    const auto made = sign_text("thing+json", payload, key);
    ASSERT_TRUE(made);
    const auto read = parse_jws(jws_text(*made));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->payload, payload);
    EXPECT_EQ(read->type, "thing+json");
    EXPECT_EQ(read->key, key.public_key().fingerprint());
    EXPECT_TRUE(is_signed_by(*read, key.public_key()));
  }
}

TEST(Jws, ATouchedOneIsRefusedOrNotSigned) {
  const auto key = *registry::PrivateKey::make();
  const auto text = jws_text(*sign_text("t", "the pending cases of Punjab: 1025", key));
  std::mt19937 random(8037);
  for (int round = 0; round < 4000; ++round) {
    auto touched = text;
    touched[random() % touched.size()] ^= static_cast<char>(1U << (random() % 7));
    if (touched == text) continue;
    const auto read = parse_jws(touched);
    // Unused bits of a last letter may be turned without changing a byte of what is encoded.
    if (read && is_signed_by(*read, key.public_key()))
      EXPECT_EQ(read->payload, "the pending cases of Punjab: 1025") << touched;
  }
}

TEST(Jws, WhatIsNoneIsASentence) {
  const std::string none = "eyJhbGciOiJub25lIn0";                         // {"alg":"none"}
  const std::string critical = "eyJhbGciOiJFZERTQSIsImNyaXQiOlsiYiJdfQ";  // {"alg":"EdDSA","crit":["b"]}
  for (const auto& text : {std::string(), std::string("[]"), std::string("{}"),
                           flattened(kExamplePayload, none, kExampleSignature),
                           flattened(kExamplePayload, critical, kExampleSignature),
                           flattened(kExamplePayload, kExampleHeader, "AAAA"),
                           flattened("a+b=", kExampleHeader, kExampleSignature),
                           flattened(kExamplePayload, "!", kExampleSignature)}) {
    const auto read = parse_jws(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().message.substr(0, 18), "is no signed text:");
  }
}

}  // namespace
}  // namespace mizan::release
