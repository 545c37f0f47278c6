// Shares of persons, and what stands beside them, by the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "small_hub.hpp"

namespace mizan::test {
namespace {
using nlohmann::json;
using ::testing::HasSubstr;

// Disposed in 2025: murder (s.302) of A 1 of 1 convicted, of B 0 of 1; theft (s.379) of A 1 of 1.
constexpr const char* kCases =
    "no,district,instituted,fir_year,prosecutor,sections,disposal,disposed\n"
    "1,Lahore,2024-01-02,2023,A,302,CONV,2025-02-03\n"
    "2,Lahore,2024-01-02,2023,B,302,ACQ,2025-02-04\n"
    "3,Lahore,2024-01-02,2023,A,379,CONV,2025-02-05\n";

class Fair : public ::testing::Test {
 protected:
  Fair() {
    hub_.change_mapping("[source]\n",
                        "[codes]\ndisposal = \"../tables/disposal.csv\"\n[source]\nlaw = \"PPC\"\n");
    hub_.change_mapping("fir_year = \"fir_year\"\n",
                        "fir_year = \"fir_year\"\nprosecutor = \"prosecutor\"\nsections = \"sections\"\n"
                        "disposal = \"disposal\"\ndisposed_on = \"disposed\"\n");
    hub_.put("tables/disposal.csv", "native,common\nCONV,convicted\nACQ,acquitted\n");
    hub_.put("data/a.csv", kCases);
    const auto ran = hub_.run("ingest");
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
  }

  json values(const std::string& more) const {
    const auto ran = hub_.run("--format json kpi values conviction_disposed --period 2025 " + more);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return base::parse_json(ran.out);
  }

  const SmallHub hub_{"fair"};
};

// By hand: p0 = 2/3; Wilson's interval of 2 of 2 is 34.2380 to 100 with z = 1.959964.
TEST_F(Fair, APersonsShareShowsHowLittleItSays) {
  const auto rows = values("--by prosecutor");
  ASSERT_EQ(rows.size(), 2U) << rows;
  EXPECT_EQ(rows[0]["member"], "A");
  EXPECT_EQ(rows[0]["value"], 100);
  EXPECT_EQ(rows[0]["interval_low"], 34.238);
  EXPECT_EQ(rows[0]["interval_high"], 100);
  EXPECT_EQ(rows[0]["small"], true);
  EXPECT_EQ(rows[0]["province_share"], 66.6667);
  EXPECT_EQ(rows[0]["funnel_95_low"], 1.3345);
}

// A is acquitted once: 2 of 3 (Wilson's interval by decimal arithmetic), and 2 of 4 in the province; the
// funnel around 50 for n = 3 is 50 ± 56.58. What is told of the nation carries nothing.
TEST_F(Fair, WhoFollowsTheFeedIsToldItWithTheShare) {
  hub_.put("data/b.csv",
           "no,district,instituted,fir_year,prosecutor,sections,disposal,disposed\n"
           "4,Lahore,2024-01-02,2023,A,379,ACQ,2025-02-06\n");
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  const auto told = [&](const std::string& place) {
    return base::parse_json(
        hub_.text("SELECT body FROM outbox WHERE subject = 'conviction_disposed/2025-02/" + place +
                  "/value' ORDER BY id DESC LIMIT 1"))["data"];
  };
  const auto of_a = told("PB/prosecutor/A");
  EXPECT_EQ(of_a["value"], 66.6667);
  EXPECT_EQ(of_a["fairness"], base::parse_json(R"({
    "interval": {"low": 20.766, "high": 93.8508}, "small": true, "province_share": 50,
    "funnel_95": {"low": 0, "high": 100}, "funnel_998": {"low": 0, "high": 100}})"));
  EXPECT_EQ(told("_T/total/_T")["value"], 50);
  EXPECT_FALSE(told("_T/total/_T").contains("fairness"));
}

TEST_F(Fair, PlacesShowItWhereItIsAskedFor) {
  EXPECT_FALSE(values("--by district")[0].contains("interval_low"));
  EXPECT_TRUE(values("--by district --intervals")[0].contains("interval_low"));
}

// Of A 1/2 + 1/1 are expected, and 2 came; of B 1/2 and none.
TEST_F(Fair, EachIsHeldAgainstHisOwnMixOfCases) {
  const auto rows = values("--by prosecutor --standardise offence_group");
  ASSERT_EQ(rows.size(), 2U) << rows;
  EXPECT_EQ(rows[0]["expected"], 1.5);
  EXPECT_EQ(rows[0]["standardised_ratio"], 1.3333);
  EXPECT_EQ(rows[0]["standardised_rate"], 88.8889);
  EXPECT_EQ(rows[1]["expected"], 0.5);
  EXPECT_EQ(rows[1]["standardised_ratio"], 0);
}

TEST_F(Fair, WhatCannotBeStandardisedIsRefused) {
  const auto ran = hub_.run("kpi values conviction_disposed --by prosecutor --standardise offence_group");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("name the one period to standardise"));
  EXPECT_EQ(hub_.run("kpi values pending --period 2025 --by court --standardise offence_group").exit_code, 2);
}

}  // namespace
}  // namespace mizan::test
