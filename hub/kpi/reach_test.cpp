#include "kpi/reach.hpp"

#include <gtest/gtest.h>

namespace mizan::kpi {
namespace {

TEST(Reach, IsReadAsItWasWritten) {
  const Reach reach{base::Day{20'783}, {{1, base::Day{20'780}}, {2, std::nullopt}, {7, base::Day{-3}}}};
  EXPECT_EQ(reach_text(reach), "20783 1=20780 2=- 7=-3");
  EXPECT_EQ(parse_reach(reach_text(reach)), reach);
  const Reach alone{base::Day{20'783}, {}};
  EXPECT_EQ(parse_reach(reach_text(alone)), alone);
}

TEST(Reach, WhatIsNoneIsNothing) {
  for (const auto* text : {"", "x", "20783 ", "20783 1", "20783 1=", "20783 =5", "20783 1=x", "20783 -1=5",
                           "20783 1=5 1=6", "20783 1=99999999999", "99999999999", "20783  1=5"})
    EXPECT_FALSE(parse_reach(text)) << text;
}

}  // namespace
}  // namespace mizan::kpi
