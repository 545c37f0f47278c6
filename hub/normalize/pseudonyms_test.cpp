#include "normalize/pseudonyms.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>

namespace mizan::normalize {
namespace {

namespace field = model::field;

// A fixed key, so that the expected value can be worked out with any HMAC tool.
const base::Secret kKey("a key of the tests, 32 bytes long");

std::string redacted(std::string_view text, std::vector<std::string_view> values) {
  return redact(text, values);
}

// printf 'cnic:3520212345671' | openssl dgst -sha256 -hmac 'a key of the tests, 32 bytes long'
TEST(Pseudonym, IsTheFirstHalfOfAnHmacOverFieldAndValue) {
  Pseudonymiser pseudonyms(kKey);
  EXPECT_EQ(pseudonyms.pseudonym(field::cnic_id, "35202-1234567-1"), "d1aecd82075798c2aa7d04af16e3a8c1");
}

TEST(Pseudonym, IsEqualForEqualPeopleHoweverWritten) {
  Pseudonymiser pseudonyms(kKey);
  const auto name = pseudonyms.pseudonym(field::person_name_id, "Muhammad  ASLAM");
  EXPECT_EQ(pseudonyms.pseudonym(field::person_name_id, " muhammad aslam."), name);
  EXPECT_NE(pseudonyms.pseudonym(field::father_name_id, "Muhammad Aslam"), name);
  EXPECT_EQ(pseudonyms.pseudonym(field::cnic_id, "۳۵۲۰۲۱۲۳۴۵۶۷۱"),
            pseudonyms.pseudonym(field::cnic_id, "35202-1234567-1"));
  EXPECT_EQ(pseudonyms.pseudonym(field::phone_id, "+92 300 1234567"),
            pseudonyms.pseudonym(field::phone_id, "0300-1234567"));
  EXPECT_EQ(pseudonyms.pseudonym(field::cnic_id, "none"), std::nullopt);
}

TEST(Pseudonym, DependsOnTheKey) {
  Pseudonymiser one(kKey);
  Pseudonymiser other(base::Secret("another key"));
  EXPECT_NE(one.pseudonym(field::cnic_id, "35202-1234567-1"),
            other.pseudonym(field::cnic_id, "35202-1234567-1"));
}

TEST(Redaction, FindsAValueInEveryDisguise) {
  EXPECT_EQ(redacted(R"({"n":"Ayesha Bibi"})", {"Ayesha Bibi"}), R"({"n":"[pseudonym]"})");
  EXPECT_EQ(redacted(R"({"n":"AYESHA   bibi","m":"x"})", {"Ayesha Bibi"}), R"({"n":"[pseudonym]","m":"x"})");
  EXPECT_EQ(redacted(R"({"n":"\u0041yesha\u0020Bibi"})", {"Ayesha Bibi"}), R"({"n":"[pseudonym]"})");
  EXPECT_EQ(redacted(R"({"n":"\u0639\u0627\u0626\u0634\u06C1"})", {"عائشہ"}), R"({"n":"[pseudonym]"})");
  EXPECT_EQ(redacted(R"({"n":"عائشہ"})", {"عائشہ"}), R"({"n":"[pseudonym]"})");
  EXPECT_EQ(redacted(R"({"in":"{\"n\":\"A \\\"B\\\" C\"}"})", {"A \"B\" C"}),
            R"({"in":"{\"n\":\"[pseudonym]\"}"})");
  EXPECT_EQ(redacted(R"(1,"Ali ""Bhola"" Khan",2)", {"Ali \"Bhola\" Khan"}), R"(1,"[pseudonym]",2)");
  EXPECT_EQ(redacted(R"({"a":"House 5\/B"})", {"House 5/B"}), R"({"a":"[pseudonym]"})");
  EXPECT_EQ(redacted(R"({"n":"\uD83D\uDE00 Khan"})", {"\xF0\x9F\x98\x80 Khan"}), R"({"n":"[pseudonym]"})");
}

TEST(Redaction, FindsShortValuesAsWholeWordsOnly) {
  EXPECT_EQ(redacted("Al, Alam", {"Al"}), "[pseudonym], Alam");
  EXPECT_EQ(redacted("A, B", {"A"}), "A, B");
}

TEST(Redaction, FindsNumbersByTheirShape) {
  const char* kShapes[] = {"35202-1234567-1", "3520212345671", "35202 1234567 1", "0300-1234567",
                           "03001234567",     "+923001234567", "+92-300-1234567", "00923001234567",
                           "0300 123 4567",   "۰۳۰۰۱۲۳۴۵۶۷"};
  for (const auto* shape : kShapes) {
    EXPECT_EQ(redacted(std::string("{\"x\":\"") + shape + "\"}", {}), "{\"x\":\"[pseudonym]\"}") << shape;
  }
  const char* kOthers[] = {"2019-03-01",     "331/2019",         "35202-1234567-12", "135202-1234567-1",
                           "12345678901234", "2024-02-29T20:30", "0412345678",       "302/324/109/148/149"};
  for (const auto* other : kOthers) EXPECT_EQ(redacted(other, {}), other);
}

TEST(Redaction, OfFieldsLeavesOtherWordsAlone) {
  const std::vector<std::string_view> names = {"Khali"};
  EXPECT_EQ(redact("Court of Mr Khalid", names, Occurrence::kWholeWords), "Court of Mr Khalid");
  EXPECT_EQ(redact("State v. Khali", names, Occurrence::kWholeWords), "State v. [pseudonym]");
}

// A canary between random bytes, escaped at random, never survives.
TEST(Redaction, LeavesNoCanaryInAnyBytes) {
  std::mt19937 random(99);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    const auto noise = [&] {
      for (auto n = random() % 40; n > 0; --n) text += static_cast<char>(random() & 0xFFU);
    };
    const std::string canary = "Zulfiqar Canary";
    noise();
    text += ' ';
    for (const char c : canary) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
      text += random() % 3 == 0 ? std::string(escaped) : std::string(1, c);
    }
    noise();
    const auto once = redacted(text, {canary});
    ASSERT_EQ(once.find("Zulfiqar"), std::string::npos) << round;
    ASSERT_EQ(once.find("Canary"), std::string::npos) << round;
    ASSERT_NE(once.find(kRedacted), std::string::npos) << round;
  }
}

TEST(Redaction, IsLinearForHostileValues) {
  const std::string text(1 << 18, 'a');
  const std::string value = std::string(4000, 'a') + "b";
  EXPECT_EQ(redacted(text, {value}).find("aaaa"), std::string::npos);
}

}  // namespace
}  // namespace mizan::normalize
