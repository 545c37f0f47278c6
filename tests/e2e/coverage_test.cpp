// What a province can compute, asked of the real program with a source that sees little.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "small_hub.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

class Coverage : public ::testing::Test {
 protected:
  Coverage() {
    hub_.put("data/a.csv", "no,district,instituted,fir_year\n1,Lahore,2024-01-02,2023\n");
    EXPECT_EQ(hub_.run("ingest").exit_code, 0);
  }

  const SmallHub hub_{"coverage"};
};

TEST_F(Coverage, EachKpiIsComputableOrNamesWhatIsMissing) {
  const auto ran = hub_.run("--format csv coverage kpis");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out,
              HasSubstr("PB,next_date_gap_days,not_available,hearing.held_on hearing.next_on,court,"));
  EXPECT_THAT(ran.out, HasSubstr("PB,scrutiny_on_time,not_available,"));
  EXPECT_THAT(ran.err, HasSubstr("PB: "));
  const auto elsewhere = hub_.run("coverage kpis --province BA");
  EXPECT_EQ(elsewhere.exit_code, 2);
  EXPECT_THAT(elsewhere.err, HasSubstr("no source is of the province \"BA\": there are PB"));
}

TEST_F(Coverage, EachFieldIsObservedOrMissing) {
  const auto ran = hub_.run("--format csv coverage fields --source court");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("court,case,instituted_on,observed,"));
  EXPECT_THAT(ran.out, HasSubstr("court,case,fir_on,missing,"));
  EXPECT_THAT(ran.out, Not(HasSubstr("cnic")));
  EXPECT_EQ(hub_.run("coverage fields --source nobody").exit_code, 2);
}

TEST_F(Coverage, WhatToAskForNextIsSaid) {
  const auto ran = hub_.run("--format csv coverage gains --province PB");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("PB,1,"));
}

}  // namespace
}  // namespace mizan::test
