#include "layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "layout_test_support.hpp"

namespace mizan::cfms::test {
namespace {
using ::testing::HasSubstr;

// The shipped layout with one text replaced, and what is said of it.
std::string mistake(const std::string& from, const std::string& to) {
  auto text = shipped_layout();
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  try {
    read_layout(text, "layout.toml");
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), MIZAN_E_CONFIG);
    return error.what();
  }
  return "none";
}

TEST(CfmsLayout, TheShippedOneIsSound) {
  const auto layout = read_layout(shipped_layout(), "layout.toml");
  EXPECT_EQ(layout.query.path, "/cases");
  EXPECT_EQ(layout.of_case.size(), 8U);
  EXPECT_EQ(layout.report.members.size(), 9U);
  EXPECT_EQ(layout.hearing.numbers_behind, 60U);
}

TEST(CfmsLayout, MistakesNameFileLineAndKey) {
  EXPECT_EQ(mistake("format = 1", "format = 9"), "layout.toml:3: format: expected 1");
  EXPECT_THAT(mistake("decision = \"/order\"", "decison = \"/order\""),
              HasSubstr("bail.fields.decison: is no field"));
  EXPECT_THAT(mistake("decision = \"/order\"", "decision = \"order\""),
              HasSubstr("bail.fields.decision: expected a pointer"));
  EXPECT_THAT(mistake("[bail]\n", "[bail]\nacused = \"/accused\"\n"),
              HasSubstr("bail.acused: is not known here"));
  EXPECT_THAT(mistake("[bail]\n", "[bail]\naccused = \"/accused\"\n"),
              HasSubstr("accused: expected a table"));
  EXPECT_THAT(mistake("[hearing]\n", "[accused.fields]\ncnic = \"/cnic\"\n[hearing]\n"),
              HasSubstr("accused: is of no use without bail.accused"));
  EXPECT_THAT(mistake("list = \"/bail\"", "list = \"bail\""), HasSubstr("bail.list: expected a pointer"));
  EXPECT_THAT(mistake("{case}-B{number}", "B{number}"),
              HasSubstr("bail.numbered: expected {case} and {number}"));
  EXPECT_THAT(mistake("path = \"/cases\"", "path = \"/cases?x=1\""), HasSubstr("list.path: expected a path"));
  EXPECT_THAT(mistake("since_format = \"%Y", "since_format = \"%Q"),
              HasSubstr("list.since_format: expected"));
  EXPECT_THAT(mistake("held_on = \"/date\"\n", ""), HasSubstr("hearing.fields: held_on must be among them"));
  EXPECT_THAT(mistake("medical_report = [", "\"Medical Report\" = ["), HasSubstr("a code is made of"));
  EXPECT_THAT(mistake("\"نقشہ موقع\"", "\"فرد برآمدگی\""),
              HasSubstr("objections.site_plan: a phrase stands twice"));
  EXPECT_THAT(mistake("[appeal]\n", "[apeal]\n"), HasSubstr("apeal: is not known here"));
}

TEST(NumberedIds, AreReadAsTheyAreWritten) {
  const NumberedIds ids("{case}-R{number}");
  EXPECT_EQ(ids.id("C-1", 12), "C-1-R12");
  EXPECT_EQ(ids.number("C-1", "C-1-R12"), 12U);
  for (const auto* id :
       {"C-1-R", "C-1-R0", "C-1-R012", "C-2-R1", "C-1-R1x", "", "C-1-R99999999999999999999999"})
    EXPECT_EQ(ids.number("C-1", id), 0U) << id;
  EXPECT_EQ(NumberedIds().number("C-1", "C-1-R1"), 0U);
  EXPECT_EQ(NumberedIds("{case}/{number}/x").number("{number}", "{number}/3/x"), 3U)
      << "a case may be called so";
}

}  // namespace
}  // namespace mizan::cfms::test
