// How much somebody may ask, by hand.
#include "access/rate.hpp"

#include <gtest/gtest.h>

namespace mizan::access {
namespace {

constexpr base::Micros kSecond = 1'000'000;
constexpr base::Micros kNoon = 1'767'250'800 * kSecond;  // 1 January 2026, 12:00 in Karachi

TEST(Rate, ABucketFillsEvenly) {
  RateLimiter limiter;
  const RateRule rule{60, 3};  // one a second, three at once
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take("a", rule, kNoon), 0);
  EXPECT_EQ(limiter.take("a", rule, kNoon), 1);
  EXPECT_EQ(limiter.take("b", rule, kNoon), 0) << "each by itself";
  EXPECT_EQ(limiter.take("a", rule, kNoon + kSecond), 0);
  EXPECT_EQ(limiter.take("a", rule, kNoon + kSecond), 1);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(limiter.take("a", rule, kNoon + 3'600 * kSecond), 0) << "no more than three";
  EXPECT_EQ(limiter.take("a", rule, kNoon + 3'600 * kSecond), 1);
  EXPECT_EQ(limiter.take("a", rule, kNoon), 1) << "a clock that runs backwards";
}

TEST(Rate, SlowRulesSayHowLong) {
  RateLimiter limiter;
  const RateRule rule{2, 1};  // every thirty seconds
  EXPECT_EQ(limiter.take("a", rule, kNoon), 0);
  EXPECT_EQ(limiter.take("a", rule, kNoon), 30);
  EXPECT_EQ(limiter.take("a", rule, kNoon + 10 * kSecond), 20);
  EXPECT_EQ(limiter.take("a", rule, kNoon + 30 * kSecond), 0);
}

TEST(Rate, ADayIsKarachisAndRefusalsDoNotCount) {
  RateLimiter limiter;
  const RateRule rule{0, 1, 2};
  EXPECT_EQ(limiter.take("a", rule, kNoon), 0);
  EXPECT_EQ(limiter.take("a", rule, kNoon), 0);
  EXPECT_EQ(limiter.take("a", rule, kNoon), 12 * 3'600 + 1) << "until midnight there";
  EXPECT_NE(limiter.take("a", rule, kNoon + 12 * 3'600 * kSecond - 1), 0);
  EXPECT_EQ(limiter.take("a", rule, kNoon + 12 * 3'600 * kSecond), 0);
}

TEST(Rate, NoLimitIsNoLimit) {
  RateLimiter limiter;
  for (int i = 0; i < 10'000; ++i) ASSERT_EQ(limiter.take("a", {}, kNoon), 0);
}

TEST(Rate, ACrowdEatsNoMemory) {
  RateLimiter limiter(10);
  const RateRule rule{60, 3};
  for (int i = 0; i < 10; ++i) EXPECT_EQ(limiter.take(std::to_string(i), rule, kNoon), 0);
  EXPECT_NE(limiter.take("new", rule, kNoon), 0) << "while all are busy";
  EXPECT_EQ(limiter.take("0", rule, kNoon), 0) << "who was there goes on";
  EXPECT_EQ(limiter.take("new", rule, kNoon + 10 * kSecond), 0) << "who is idle is forgotten";
}

}  // namespace
}  // namespace mizan::access
