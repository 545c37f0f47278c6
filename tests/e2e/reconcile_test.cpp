// The reconciliation as coordinators meet it: police, prosecution and court of one district through the real
// program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reconcile_hub.hpp"

namespace mizan::test {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Reconcile, TheThreeHoldersAreShownBesideEachOther) {
  const ReconcileHub hub("reconcile_show");
  const auto ran = hub.run("reconcile show --period 2024-03 --province PB --district Kasur");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  // FIRs 1 to 4 of March; the reports of 1, 2 and 3 were sent in March, that of 3 was received in April, and
  // the prosecution has no record of FIR 4.
  EXPECT_THAT(ran.out,
              HasSubstr("2024-03  PB        Kasur     firs        4             not observed  not observed"));
  const auto count = [&](const std::string& stage, const std::string& holder) {
    for (const auto& row : hub.json("reconcile show --period 2024-03 --province PB --district Kasur"))
      if (row["stage"] == stage && row["holder"] == holder) return row["count"];
    return nlohmann::json("no row");
  };
  EXPECT_EQ(count("sent", "police"), 3);
  EXPECT_EQ(count("received", "prosecution"), 2);
  EXPECT_EQ(count("received", "police"), nullptr);
  EXPECT_EQ(count("filed", "prosecution"), 2);
  EXPECT_EQ(count("instituted", "court"), 1);
  EXPECT_EQ(count("disposed", "prosecution"), 2);
  EXPECT_EQ(count("disposed", "court"), 1);
}

TEST(Reconcile, TheCasesOfADifferenceAreListedWithTheirReasons) {
  const ReconcileHub hub("reconcile_differences");
  const auto parts =
      hub.json("reconcile differences --period 2024-03 --province PB --district Kasur --stage disposed");
  ASSERT_EQ(parts.size(), 1U) << parts;
  EXPECT_EQ(parts[0]["FIR"], "2/2024 Saddar");
  EXPECT_EQ(parts[0]["has"], "prosecution");
  EXPECT_EQ(parts[0]["lacks"], "court");
  EXPECT_EQ(parts[0]["why"], "other_period");
  EXPECT_EQ(parts[0]["detail"], "2024-04-02");
  const auto table =
      hub.run("reconcile differences --period 2024-03 --province PB --district Kasur --stage disposed");
  EXPECT_THAT(table.out, HasSubstr("+1 -0"));
  const auto summary =
      hub.run("--format csv reconcile differences --period 2024-03 --summary --stage disposed");
  EXPECT_THAT(summary.out, HasSubstr("2024-03,PB,Kasur,disposed,prosecution,2,court,1,1,,,+1 -0,,"));
}

TEST(Reconcile, StationsOnRequestAndMonthsInARow) {
  const ReconcileHub hub("reconcile_stations");
  const auto ran =
      hub.run("--format csv reconcile show --from 2024-03 --to 2024-04 --by station --stage sent");
  EXPECT_THAT(ran.out, HasSubstr("2024-03,PB,Kasur,Saddar,sent,police,3,normal,yes,\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr("2024-04")));
}

TEST(Reconcile, WhatCannotBeAskedIsSaidInOneLine) {
  const ReconcileHub hub("reconcile_wrong");
  const auto refused = [&](const std::string& words) {
    const auto ran = hub.run("reconcile " + words);
    EXPECT_NE(ran.exit_code, 0) << words;
    return ran.err;
  };
  EXPECT_THAT(refused("show"), HasSubstr("say which period"));
  EXPECT_THAT(refused("differences --period 2024-03 --between police"), HasSubstr("between is two of"));
  EXPECT_THAT(hub.run("reconcile differences --help").out, HasSubstr("Examples:"));
}

}  // namespace
}  // namespace mizan::test
