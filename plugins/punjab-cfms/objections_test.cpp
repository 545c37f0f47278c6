// Objections in Urdu: taken apart, compared, classified. Texts as clerks write them.
#include "objections.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spelling.hpp"

namespace mizan::cfms {
namespace {
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Parts, AreCutAtNumbersStopsSemicolonsAndCommas) {
  EXPECT_THAT(objection_parts("میڈیکل رپورٹ شامل نہیں۔"), ElementsAre("میڈیکل رپورٹ شامل نہیں"));
  EXPECT_THAT(objection_parts("۱۔ فرانزک رپورٹ درکار ہے ۲۔ فرد برآمدگی موجود نہیں"),
              ElementsAre("فرانزک رپورٹ درکار ہے", "فرد برآمدگی موجود نہیں"));
  EXPECT_THAT(objection_parts("1) نقشہ موقع 2) فرد"), ElementsAre("نقشہ موقع", "فرد"));
  EXPECT_THAT(objection_parts("(1) نقشہ موقع (2) فرد"), ElementsAre("نقشہ موقع", "فرد"));
  EXPECT_THAT(objection_parts("1- نقشہ\n2- فرد"), ElementsAre("نقشہ", "فرد"));
  EXPECT_THAT(objection_parts("٣. نقشہ؛ فرد; رپورٹ"), ElementsAre("نقشہ", "فرد", "رپورٹ"));
  EXPECT_THAT(objection_parts("نقشہ، فرد, رپورٹ"), ElementsAre("نقشہ", "فرد", "رپورٹ"));
}

TEST(Parts, AreNotCutWithinNumbersAndAbbreviations) {
  EXPECT_THAT(objection_parts("دفعہ ۳۰۲، ۳۴ درست نہیں"), ElementsAre("دفعہ 302، 34 درست نہیں"));
  EXPECT_THAT(objection_parts("statement u/s 161 Cr.P.C not attached"),
              ElementsAre("statement u/s 161 Cr.P.C not attached"));
  EXPECT_THAT(objection_parts("3.5 marla"), ElementsAre("3.5 marla"));
}

TEST(Parts, OfNothingAreNone) {
  for (const auto* text : {"", " ", "۔", "۱۔", "1. 2. 3.", "،،، ؛"})
    EXPECT_THAT(objection_parts(text), IsEmpty()) << text;
}

TEST(Spelling, IsOneForTheKeyboardsOfArabicAndUrdu) {
  EXPECT_EQ(folded("\u0645\u064A\u0688\u064A\u0643\u0644"), folded("\u0645\u06CC\u0688\u06CC\u06A9\u0644"));
  EXPECT_EQ(folded("نقشۂ  موقع\u200C"), folded("نقشہ موقع"));
  EXPECT_EQ(folded("P.F.S.A. Report"), "pfsa report");
  EXPECT_EQ(folded("دفعہ ۱۶۱"), "دفعہ 161");
}

class Phrases : public ::testing::Test {
 protected:
  Phrases() {
    EXPECT_TRUE(phrases.add("میڈیکل رپورٹ", "medical_report"));
    EXPECT_TRUE(phrases.add("رپورٹ", "any_report"));
    EXPECT_TRUE(phrases.add("نقشہ موقع", "site_plan"));
    EXPECT_TRUE(phrases.add("دفعہ درست نہیں", "section_of_law"));
  }
  std::vector<std::string> codes(std::string_view text) const { return phrases.codes_of(text).codes; }
  ObjectionPhrases phrases;
};

TEST_F(Phrases, TheLongestCountsWhereSeveralStand) {
  EXPECT_THAT(codes("میڈیکل رپورٹ شامل نہیں"), ElementsAre("medical_report"));
  EXPECT_THAT(codes("رپورٹ شامل نہیں"), ElementsAre("any_report"));
  EXPECT_THAT(codes("میڈیکل رپورٹ اور نقشہ موقع شامل نہیں"), ElementsAre("medical_report", "site_plan"));
}

TEST_F(Phrases, AreWholeWords) {
  EXPECT_THAT(codes("رپورٹر"), ElementsAre("other"));
  EXPECT_THAT(codes("نقشہ موقعہ"), ElementsAre("other"));
}

TEST_F(Phrases, NothingIsDroppedAndEachCodeStandsOnce) {
  const auto found = phrases.codes_of("۱۔ نقشہ موقع ۲۔ کچھ اور ۳۔ نقشہ موقع، مزید کچھ");
  EXPECT_THAT(found.codes, ElementsAre("site_plan", "other"));
  EXPECT_EQ(found.unknown, 2U);
}

TEST_F(Phrases, TheClerksWordsAreNoCode) {
  for (const auto& code : codes("گواہ محمد اسلم ولد بلال کا بیان نہیں")) EXPECT_EQ(code, "other");
}

TEST_F(Phrases, OneThatIsThereAlreadyOrEmptyIsRefused) {
  EXPECT_FALSE(phrases.add("مي\u0688يكل رپورٹ", "other_code")) << "the same with the letters of Arabic";
  EXPECT_FALSE(phrases.add("۔", "x"));
}

TEST_F(Phrases, HugeAndBrokenTextsEnd) {
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "۱۔ نقشہ ";
  EXPECT_THAT(codes(many), ElementsAre("other"));
  EXPECT_THAT(codes("\xff\xfe\xd9"), ElementsAre("other"));
  EXPECT_EQ(objection_parts(std::string("a\0b", 3)).size(), 1U);
}

TEST(Code, IsMadeOfPlainLetters) {
  EXPECT_TRUE(is_objection_code("medical_report"));
  for (const auto* code : {"", "a;b", "Medical", "میڈیکل", "a b"})
    EXPECT_FALSE(is_objection_code(code)) << code;
}

}  // namespace
}  // namespace mizan::cfms
