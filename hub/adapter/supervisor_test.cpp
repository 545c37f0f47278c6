// The rules of when a source is read, over random histories; the time is the test's own.
#include "adapter/supervisor.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <set>
#include <string>

namespace mizan::adapter {
namespace {
using How = RunEnd::How;
using State = Supervisor::State;

constexpr base::Micros kSecond = 1'000'000;

SupervisorRules rules() {
  return {60 * kSecond, 3600 * kSecond, 0, 5, 3};
}

/// The pause that the rules ask for after so many failures, before jitter.
base::Micros ideal_pause(int failures) {
  if (failures >= 5) return 3600 * kSecond;
  return std::min<base::Micros>(60 * kSecond * (1LL << failures), 3600 * kSecond);
}

TEST(Supervisor, IsDueAtOnceAndThenAfterThePause) {
  Supervisor source(rules(), 1, 1000);
  EXPECT_EQ(source.due(), 1000);
  source.ended({How::kOk, "", false}, 5000);
  EXPECT_EQ(source.due(), 5000 + 60 * kSecond);
  EXPECT_EQ(source.state(), State::kWaiting);
}

TEST(Supervisor, OverRandomHistoriesEveryPauseIsAsTheRulesSay) {
  std::mt19937 random(20'260'511);
  for (int history = 0; history < 300; ++history) {
    base::Micros now = 0;
    Supervisor source(rules(), random(), now);
    int failures = 0;
    std::deque<std::string> lost;  // checkpoints of the losses in a row
    for (int run = 0; run < 60; ++run) {
      const auto how = static_cast<How>(random() % 3);
      const std::string checkpoint(1 + random() % 2, 'c');
      now += random() % (100 * kSecond);
      source.ended({how, checkpoint, false}, now);
      failures = how == How::kOk ? 0 : failures + 1;
      if (how != How::kLost || (!lost.empty() && lost.back() != checkpoint)) lost.clear();
      if (how == How::kLost) lost.push_back(checkpoint);
      ASSERT_EQ(source.failures(), failures);
      if (lost.size() >= 3) {
        ASSERT_EQ(source.state(), State::kPoisoned);
        ASSERT_EQ(source.due(), Supervisor::never());
        source.nudge(now);
        ASSERT_EQ(source.due(), now);
        continue;
      }
      if (failures == 0) {
        ASSERT_EQ(source.state(), State::kWaiting);
        ASSERT_EQ(source.due(), now + 60 * kSecond);
        continue;
      }
      ASSERT_EQ(source.state(), failures >= 5 ? State::kOpen : State::kBackingOff);
      ASSERT_LE(source.due() - now, ideal_pause(failures));
      ASSERT_GE(source.due() - now, ideal_pause(failures) * 3 / 4);
    }
  }
}

TEST(Supervisor, ASourceThatAsksForPatienceIsLeftAloneSoLong) {
  Supervisor source(rules(), 1, 0);
  source.ended({How::kFailed, "", false, 7200 * kSecond}, 1000);
  EXPECT_EQ(source.due(), 1000 + 7200 * kSecond);
  source.ended({How::kFailed, "", false, 1}, 8000 * kSecond);
  EXPECT_GT(source.due(), 8000 * kSecond + 60 * kSecond) << "its own pause is longer";
}

TEST(Supervisor, WhatCanBePassedOverIsNoPoison) {
  Supervisor source(rules(), 1, 0);
  for (int item = 0; item < 5; ++item) {
    for (int death = 1; death < 3; ++death) {
      source.ended({How::kLost, "c", false}, 1000);
      ASSERT_EQ(source.state(), State::kBackingOff);
    }
    source.ended({How::kLost, "c", false, 0, true}, 2000);
    ASSERT_EQ(source.state(), State::kWaiting);
    ASSERT_EQ(source.due(), 2000) << "what stands behind it has waited long enough";
  }
  for (int death = 0; death < 3; ++death) source.ended({How::kLost, "c", false}, 3000);
  EXPECT_EQ(source.state(), State::kPoisoned) << "once nothing more is passed over";
}

TEST(Supervisor, ACheckpointThatMovesIsNoPoison) {
  Supervisor source(rules(), 1, 0);
  for (int run = 0; run < 20; ++run) {
    source.ended({How::kLost, std::to_string(run), true}, run);
    EXPECT_NE(source.state(), State::kPoisoned);
  }
}

TEST(Supervisor, AfterPoisonOneTryIsGivenForEachChange) {
  Supervisor source(rules(), 1, 0);
  for (int run = 0; run < 3; ++run) source.ended({How::kLost, "c", false}, run);
  EXPECT_EQ(source.state(), State::kPoisoned);
  source.nudge(10);
  source.ended({How::kLost, "c", false}, 11);
  EXPECT_EQ(source.state(), State::kPoisoned);
  source.nudge(20);
  source.ended({How::kOk, "d", true}, 21);
  EXPECT_EQ(source.state(), State::kWaiting);
  EXPECT_EQ(source.due(), 21 + 60 * kSecond);
}

TEST(Supervisor, SourcesThatFailTogetherComeBackApart) {
  std::set<base::Micros> due;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Supervisor source(rules(), seed, 0);
    source.ended({How::kFailed, "", false}, 0);
    due.insert(source.due());
  }
  EXPECT_GT(due.size(), 95U);
}

TEST(Supervisor, HealthIsNewsNotRunsThatEndWell) {
  auto daily = rules();
  daily.expected = 1000 * kSecond;
  Supervisor source(daily, 1, 0);
  base::Micros news = 0;
  base::Micros alarm = 0;
  std::mt19937 random(3);
  int alarms = 0;
  for (base::Micros now = 0; now < 100'000 * kSecond; now += 7 * kSecond) {
    const bool is_news = random() % 250 == 0;
    source.ended({How::kOk, "", is_news}, now);
    if (is_news) news = alarm = now;
    const bool expected = now - alarm >= 1000 * kSecond;
    if (expected) alarm = now, ++alarms;
    ASSERT_EQ(source.overdue(now), expected) << now;
    ASSERT_EQ(source.last_news(), news);
    ASSERT_EQ(source.alarm_at(), alarm + 1000 * kSecond);
  }
  EXPECT_GT(alarms, 10);
}

TEST(Supervisor, NothingExpectedIsNeverOverdue) {
  Supervisor source(rules(), 1, 0);
  EXPECT_FALSE(source.overdue(Supervisor::never() - 1));
  EXPECT_EQ(source.alarm_at(), Supervisor::never());
}

}  // namespace
}  // namespace mizan::adapter
