// Signatures against the values that the specification and other implementations give.
#include "webhook/signing.hpp"

#include <gtest/gtest.h>

#include "base/base64.hpp"
#include "registry/keys.hpp"

namespace mizan::webhook {
namespace {

SigningKey key(std::string text) {
  auto parsed = SigningKey::parse(base::Secret(std::move(text)));
  if (!parsed) throw base::ErrorException(parsed.error());
  return std::move(*parsed);
}

// The example with which the libraries of Standard Webhooks test themselves.
TEST(Signing, HmacIsThatOfTheStandardsExample) {
  const auto made = key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                        .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})");
  ASSERT_TRUE(made);
  EXPECT_EQ(*made, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

// RFC 8032, 7.1, test 1: the secret key and what its public key is.
TEST(Signing, Ed25519VerifiesByThePublicKeyOfTheRfc) {
  const std::string seed =
      "\x9d\x61\xb1\x9d\xef\xfd\x5a\x60\xba\x84\x4a\xf4\x92\xec\x2c\xc4\x44\x49\xc5\x69\x7b\x32\x69\x19\x70"
      "\x3b\xac\x03\x1c"
      "\xae\x7f\x60";
  const std::string public_key =
      "\xd7\x5a\x98\x01\x82\xb1\x0a\xb7\xd5\x4b\xfe\xd3\xc9\x64\x07\x3a\x0e\xe1\x72\xf3\xda\xa6\x23\x25\xaf"
      "\x02\x1a\x68\xf7"
      "\x07\x51\x1a";
  const auto made = key("whsk_" + base::to_base64(seed)).sign("an-id", 7, "body");
  ASSERT_TRUE(made);
  ASSERT_TRUE(made->starts_with("v1a,"));
  const auto signature = base::from_base64(made->substr(4));
  ASSERT_TRUE(signature);
  const auto verifier = registry::PublicKey::from_base64(base::to_base64(public_key));
  ASSERT_TRUE(verifier);
  EXPECT_TRUE(verifier->verifies("an-id.7.body", *signature));
  EXPECT_FALSE(verifier->verifies("an-id.8.body", *signature));
}

TEST(Signing, OldAndNewKeySideBySide) {
  std::vector<SigningKey> keys;
  keys.push_back(key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  keys.push_back(key("whsec_" + base::to_base64(std::string(32, 'k'))));
  const auto made = signatures(keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})");
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->starts_with("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,")) << *made;
}

TEST(Signing, WhatIsNoKeyIsRefusedWithoutBeingShown) {
  for (const std::string text :
       {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!",
        "whsk_c2hvcnQ=", "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}) {
    const auto parsed = SigningKey::parse(base::Secret(text));
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, base::Code::kConfig);
    if (text.size() > 6) EXPECT_EQ(parsed.error().message.find(text.substr(6)), std::string::npos);
  }
}

TEST(Signing, NewKeysCanBeReadAndDiffer) {
  const auto one = make_hmac_key();
  const auto two = make_hmac_key();
  ASSERT_TRUE(one && two);
  EXPECT_NE(one->text.reveal(), two->text.reveal());
  EXPECT_TRUE(SigningKey::parse(one->text));
  const auto pair = make_ed25519_key();
  ASSERT_TRUE(pair);
  EXPECT_TRUE(SigningKey::parse(pair->text));
  EXPECT_TRUE(pair->receivers.reveal().starts_with("whpk_"));
}

}  // namespace
}  // namespace mizan::webhook
