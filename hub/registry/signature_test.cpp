// Keys, signatures and trust. The fixed signature is RFC 8032's own test vector.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "base/base64.hpp"
#include "registry/plugin_bytes.hpp"
#include "registry/trust.hpp"
#include "registry/version.hpp"

namespace mizan::registry {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;
using How = Standing::How;

std::string bytes_of_hex(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return out;
}

TEST(Keys, VerifyAsRfc8032Does) {
  // RFC 8032, 7.1, TEST 2.
  const auto key = PublicKey::from_base64(
      base::to_base64(bytes_of_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")));
  ASSERT_TRUE(key);
  const auto signature = bytes_of_hex(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  EXPECT_TRUE(key->verifies("\x72", signature));
  EXPECT_FALSE(key->verifies("\x73", signature));
  EXPECT_FALSE(key->verifies("\x72", signature.substr(1)));
  EXPECT_FALSE(key->verifies("\x72", ""));
}

class SignatureTest : public ::testing::Test {
 protected:
  SignatureTest()
      : folder_(fs::path(::testing::TempDir()) / ("mizan_signature_" + std::to_string(getpid()))),
        key_(*PrivateKey::make()) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    trust_.keys.push_back({key_.public_key(), "IT cell, Punjab", "2026-01-02T03:04:05Z"});
  }
  ~SignatureTest() override { fs::remove_all(folder_); }

  fs::path put(const std::string& name, const std::string& text, mode_t mode = 0644) const {
    const auto file = folder_ / name;
    std::ofstream(file, std::ios::binary) << text;
    chmod(file.c_str(), mode);
    return file;
  }
  Standing judged(const Build& build, const std::string& signature_file_text) const {
    put("x.so.sig", signature_file_text);
    return judge(trust_, build, signature_beside(folder_ / "x.so"));
  }
  std::string text() const { return signature_text(*sign(build_, key_)); }

  const fs::path folder_;
  const PrivateKey key_;
  const Build build_{"zhob", "1.2.0", std::string(64, 'a')};
  Trust trust_;
};

TEST_F(SignatureTest, ATrustedKeysSignatureIsTrustedAndNamesItsOwner) {
  const auto standing = judged(build_, text());
  EXPECT_EQ(standing.how, How::kTrusted) << standing.words;
  EXPECT_EQ(standing.words, "is signed by IT cell, Punjab");
}

TEST_F(SignatureTest, WithoutASignatureItIsUnsigned) {
  EXPECT_EQ(judge(trust_, build_, signature_beside(folder_ / "x.so")).how, How::kUnsigned);
}

TEST_F(SignatureTest, AnotherFileIdOrVersionIsRefused) {
  auto other = build_;
  other.sha256[0] = 'b';
  EXPECT_EQ(judged(other, text()).how, How::kRefused);
  EXPECT_THAT(judged(other, text()).words, HasSubstr("changed after it was signed"));
  other = build_;
  other.version = "1.3.0";
  EXPECT_EQ(judged(other, text()).how, How::kRefused);
  EXPECT_THAT(judged(other, text()).words, HasSubstr("speaks of zhob 1.2.0"));
}

TEST_F(SignatureTest, ASignatureThatAnotherKeyMadeIsRefused) {
  auto forged = *sign(build_, *PrivateKey::make());
  forged.key = key_.public_key().fingerprint();
  const auto standing = judged(build_, signature_text(forged));
  EXPECT_EQ(standing.how, How::kRefused);
  EXPECT_THAT(standing.words, HasSubstr("the key of IT cell, Punjab did not make it"));
}

TEST_F(SignatureTest, TheDigestTheVersionAndTheIdAreAllSigned) {
  for (const auto& altered :
       {Build{"zhob2", build_.version, build_.sha256}, Build{build_.id, "9.9.9", build_.sha256},
        Build{build_.id, build_.version, std::string(64, 'c')}}) {
    auto moved = *sign(build_, key_);
    moved.build = altered;
    EXPECT_EQ(judged(altered, signature_text(moved)).how, How::kRefused) << altered.id << altered.version;
  }
}

TEST_F(SignatureTest, AnUnknownKeyCountsAsUnsignedAndIsNamed) {
  const auto stranger = *PrivateKey::make();
  const auto standing = judged(build_, signature_text(*sign(build_, stranger)));
  EXPECT_EQ(standing.how, How::kUnsigned);
  EXPECT_THAT(standing.words, HasSubstr(stranger.public_key().fingerprint()));
}

TEST_F(SignatureTest, RevokedKeysAndBuildsAreRefusedWhateverElseIsSaid) {
  trust_.revoked.push_back({key_.public_key().fingerprint(), "lost", "2026-02-03T00:00:00Z"});
  EXPECT_EQ(judged(build_, text()).how, How::kRefused);
  EXPECT_THAT(judged(build_, text()).words, HasSubstr("revoked on 2026-02-03: lost"));
  trust_.revoked = {{build_.sha256, "", "2026-02-03T00:00:00Z"}};
  EXPECT_EQ(judged(build_, text()).how, How::kRefused);
  EXPECT_EQ(judge(trust_, build_, std::nullopt).how, How::kRefused) << "unsigned, but of this digest";
}

TEST_F(SignatureTest, EveryTruncationIsRefusedInOneSentence) {
  const auto whole = text();
  // Its last two characters are a quotation mark and a line feed; the line feed is not missed.
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    const auto standing = judged(build_, whole.substr(0, size));
    EXPECT_EQ(standing.how, How::kRefused) << size;
    EXPECT_THAT(standing.words, HasSubstr("x.so.sig")) << size;
  }
}

TEST_F(SignatureTest, AnUnknownFormatIsRefused) {
  auto later = text();
  later.replace(later.find("format = 1"), 10, "format = 2");
  EXPECT_THAT(judged(build_, later).words, HasSubstr("of format 2; this program knows format 1"));
  EXPECT_EQ(judged(build_, later).how, How::kRefused);
  EXPECT_THAT(judged(build_, text() + "more = 1\n").words, HasSubstr("more: is not known here"));
}

TEST_F(SignatureTest, TheTrustFileIsReadBackAsWritten) {
  trust_.keys.front().name = "a \"quoted\" \\ name";
  trust_.revoked.push_back({build_.sha256, "broken", "2026-02-03T00:00:00Z"});
  const auto file = folder_ / "trust.toml";
  ASSERT_TRUE(write_trust(file, trust_));
  const auto read = read_trust(file);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->keys.size(), 1U);
  EXPECT_EQ(read->keys[0].name, trust_.keys[0].name);
  EXPECT_EQ(read->keys[0].key, key_.public_key());
  ASSERT_EQ(read->revoked.size(), 1U);
  EXPECT_EQ(read->revoked[0].what, build_.sha256);
}

TEST_F(SignatureTest, ATrustFileThatOthersMayWriteIsNotBelieved) {
  const auto file = put("trust.toml", trust_text(trust_), 0664);
  const auto read = read_trust(file);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("chmod go-w"));
}

TEST_F(SignatureTest, WhatIsWrongInATrustFileIsNamedWithItsLine) {
  const auto error = [&](const std::string& text) {
    const auto parsed = parse_trust(text, "trust.toml");
    return parsed ? "" : parsed.error().message;
  };
  EXPECT_THAT(error("format = 1\n[[key]]\nname = \"x\"\nsince = \"\"\npublic = \"AAAA\"\n"),
              HasSubstr("trust.toml:2: key: public: is no public key"));
  EXPECT_THAT(error("format = 1\nkey = 3\n"), HasSubstr("expected a list of tables"));
  EXPECT_THAT(error("format = 1\nkeys = []\n"), HasSubstr("keys: is not known here"));
  EXPECT_THAT(error("format = 1\n[[revoked]]\nwhat = \"x\"\nreason = \"\"\nsince = \"\"\n"),
              HasSubstr("expected a key's fingerprint"));
  EXPECT_EQ(error("format = 1\n"), "");
}

TEST_F(SignatureTest, APrivateKeyIsForItsOwnerAlone) {
  const auto file = folder_ / "me.key";
  ASSERT_TRUE(key_.write(file));
  struct stat about {};
  ASSERT_EQ(stat(file.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
  EXPECT_FALSE(key_.write(file)) << "a key is never overwritten";
  const auto read = PrivateKey::read(file);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->public_key(), key_.public_key());
  chmod(file.c_str(), 0640);
  const auto shared = PrivateKey::read(file);
  ASSERT_FALSE(shared);
  EXPECT_THAT(shared.error().message, HasSubstr("chmod 600"));
}

TEST_F(SignatureTest, APublicKeyIsReadFromItsFileAndFromNoOther) {
  const auto file = put("me.pub", key_.public_key().to_pem());
  const auto read = PublicKey::read(file);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, key_.public_key());
  const auto other = PublicKey::read(put("x.pub", "-----BEGIN PUBLIC KEY-----\nAAAA\n"));
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, HasSubstr("is no Ed25519 public key"));
}

TEST(VersionTest, AreOrdered) {
  const std::vector<std::string> ordered = {"0.9.9",  "1.0.0-alpha", "1.0.0-beta", "1.0.0",
                                            "1.0.10", "1.2.0",       "10.0.0"};
  for (std::size_t i = 0; i + 1 < ordered.size(); ++i)
    EXPECT_LT(*Version::parse(ordered[i]), *Version::parse(ordered[i + 1])) << ordered[i];
  for (const auto* bad : {"", "1", "1.0", "1.0.0.0", "v1.0.0", "1.0.x", "1.0.0-", "1.0.0 ", "1.0.0/..",
                          "9999999.0.0", "-1.0.0"})
    EXPECT_FALSE(Version::parse(bad)) << bad;
}

}  // namespace
}  // namespace mizan::registry
