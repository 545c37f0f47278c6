// `mizan kpi lint` as whoever writes a definition meets it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "small_hub.hpp"

namespace mizan::test {
namespace {
using nlohmann::json;
using ::testing::HasSubstr;

constexpr const char* kSound =
    "format = 1\nid = \"filed\"\nversion = 1\nvalid_from = \"2026-01-01\"\ntitle = \"t\"\nquestion = \"q\"\n"
    "formula = \"f\"\nunit = \"firs\"\nform = \"count\"\nsource = \"s\"\nneeds = [\"firs\", "
    "\"case.fir_on\"]\n"
    "[count]\nunit = \"fir\"\non = \"fir_on\"\n";
constexpr const char* kGolden = "[[golden]]\nkpi = \"filed\"\nname = \"n\"\n";

class KpiLint : public ::testing::Test {
 protected:
  KpiLint() {
    hub_.put("kpis/filed.toml", kSound);
    hub_.put("kpis/golden/filed.toml", kGolden);
  }
  std::string folder() const { return (hub_.path() / "kpis").string(); }

  const SmallHub hub_{"lint"};
};

TEST_F(KpiLint, ASoundFolderEndsWithZero) {
  const auto ran = hub_.run("kpi lint " + folder());
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_EQ(hub_.run("kpi lint " + folder() + "/filed.toml").exit_code, 0);
  EXPECT_EQ(hub_.run("--format json kpi lint " + folder()).out, "[]\n");
}

TEST_F(KpiLint, EachProblemIsALineWithFileLineAndKey) {
  hub_.put("kpis/other.toml", std::string(kSound) + "where = { closd = [] }\ncolour = 1\n");
  const auto ran = hub_.run("kpi lint " + folder());
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.out,
              HasSubstr(folder() + "/other.toml:2: id: \"filed\" is that of " + folder() + "/filed.toml"));
  EXPECT_THAT(ran.out, HasSubstr(folder() + "/other.toml:15: closd: \"closd\" is none of disposal, "));
  EXPECT_THAT(ran.out,
              HasSubstr(folder() + "/other.toml:16: count.colour: is not a key of a definition: there are "));
  // The other file alone is sound, and is all that was asked for.
  EXPECT_EQ(hub_.run("kpi lint " + folder() + "/filed.toml").exit_code, 0);
}

TEST_F(KpiLint, ProgramsGetJson) {
  hub_.put("kpis/filed.toml", std::string(kSound) + "sum = \"hearing\"\n");
  const auto ran = hub_.run("--format json kpi lint " + folder() + "/filed.toml");
  EXPECT_EQ(ran.exit_code, 1);
  const auto found = base::parse_json(ran.out);
  ASSERT_EQ(found.size(), 1U) << ran.out;
  EXPECT_EQ(found[0]["file"], folder() + "/filed.toml");
  EXPECT_EQ(found[0]["line"], 15);
  EXPECT_EQ(found[0]["key"], "sum");
  EXPECT_EQ(found[0]["problem"], "\"hearing\" is none of hearings, pw_summoned, pw_attended, pw_examined");
}

TEST_F(KpiLint, WhatCannotBeReadIsAMistakeOfTheCommandLine) {
  EXPECT_EQ(hub_.run("kpi lint " + folder() + "/gone.toml").exit_code, 2);
  EXPECT_EQ(hub_.run("kpi lint --gone").exit_code, 2);
}

TEST_F(KpiLint, TheSchemaIsPrinted) {
  const auto ran = hub_.run("kpi schema");
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(base::parse_json(ran.out)["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

}  // namespace
}  // namespace mizan::test
