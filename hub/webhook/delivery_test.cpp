// What reaches a receiver, whatever it answers and wherever the sender is cut off.
#include "webhook/delivery.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <random>
#include <set>

#include "webhook/schedule.hpp"

namespace mizan::webhook {
namespace {
namespace fs = std::filesystem;
using How = Answer::How;

constexpr base::Micros kSecond = 1'000'000;

/// Events 1, 2, 3 …, of which every fifth is not wanted.
class Feed final : public Inbox {
 public:
  int head = 0;
  int kept_from = 1;

  base::Result<std::string> now() override { return std::to_string(head); }
  base::Result<Letters> after(const std::string& cursor) override {
    int at = cursor == "start" ? 0 : std::stoi(cursor);
    if (at + 1 < kept_from) return base::Error{base::Code::kCheckpoint, "some events are no longer kept"};
    Letters letters;
    for (int n = 0; at < head && n < 3; ++n) {
      ++at;
      if (at % 5 != 0) letters.wanted.push_back({std::to_string(at), "event " + std::to_string(at)});
      letters.reached = std::to_string(at);
    }
    return letters;
  }
};

/// Gives the answers in order, then takes everything.
class Receiver final : public Post {
 public:
  std::deque<Answer> answers;
  std::vector<std::string> taken;
  int asked = 0;

  Answer send(const Letter& letter) override {
    ++asked;
    Answer answer;
    if (!answers.empty()) {
      answer = answers.front();
      answers.pop_front();
    }
    if (answer.how == How::kTaken) taken.push_back(letter.id);
    return answer;
  }
};

/// A broker: takes what it is given at once, up to so many.
class Broker final : public Post {
 public:
  std::size_t most = 2;
  std::deque<Sent> answers;  // given first
  std::vector<std::string> taken;
  int asked = 0;

  Answer send(const Letter& letter) override { return send_several({&letter, 1}).answer; }
  Sent send_several(std::span<const Letter> letters) override {
    ++asked;
    Sent sent{std::min(most, letters.size()), {}};
    if (!answers.empty()) {
      sent = answers.front();
      answers.pop_front();
    }
    for (std::size_t i = 0; i < sent.taken; ++i) taken.push_back(letters[i].id);
    return sent;
  }
};

class DeliveryTest : public ::testing::Test {
 protected:
  DeliveryTest() { fs::remove_all(folder_); }
  ~DeliveryTest() override { fs::remove_all(folder_); }

  Delivery open(Rules rules = {}) {
    return Delivery(rules, PlaceFile(folder_, "r"), DeadLetters(folder_, "r"), OrderFile(folder_, "r"), feed_,
                    receiver_, clock_);
  }
  static void run(Delivery& delivery, int most = 200) {
    for (bool busy = true; busy && most > 0; --most) {
      const auto step = delivery.step();
      ASSERT_TRUE(step) << step.error().message;
      busy = step->busy;
    }
  }
  Place place() const { return *PlaceFile(folder_, "r").read(); }
  std::vector<std::string> set_aside() const {
    std::vector<std::string> ids;
    const auto all = DeadLetters(folder_, "r").all();
    for (const auto& each : *all) ids.push_back(each.id);
    return ids;
  }
  void order(Order::What what, std::string text = {}) {
    ASSERT_TRUE(OrderFile(folder_, "r").give({what, std::move(text)}));
  }

  fs::path folder_ = fs::temp_directory_path() / ("mizan-webhook-test-" + std::to_string(getpid()));
  Feed feed_;
  Receiver receiver_;
  base::ManualClock clock_{1'700'000'000 * kSecond};
};

const Rules kFromStart{.from_start = true};
const Rules kSetAside{.set_aside = true, .from_start = true, .most_refused = 3};

TEST_F(DeliveryTest, WhatIsWantedInOrderFromNowOn) {
  feed_.head = 3;
  auto delivery = open();
  run(delivery);
  EXPECT_TRUE(receiver_.taken.empty());
  feed_.head = 11;
  run(delivery);
  EXPECT_EQ(receiver_.taken, (std::vector<std::string>{"4", "6", "7", "8", "9", "11"}));
}

// The inbox gives three at once, of which the broker keeps one and is not sure of the rest: they come again.
TEST_F(DeliveryTest, ABrokerTakesSeveralAtOnceAndWhatItDoesNotKeepComesAgain) {
  feed_.head = 4;
  Broker broker;
  broker.answers = {Sent{1, {How::kLater, "no leader"}}, Sent{0, {How::kLater, "no leader"}}};
  Delivery delivery(kFromStart, PlaceFile(folder_, "r"), DeadLetters(folder_, "r"), OrderFile(folder_, "r"),
                    feed_, broker, clock_);
  run(delivery);
  EXPECT_EQ(broker.taken, (std::vector<std::string>{"1"}));
  EXPECT_EQ(place().cursor, "1") << "on disk, though the others were not taken";
  EXPECT_EQ(place().failed, 1);
  clock_.set(place().not_before);
  run(delivery);
  EXPECT_EQ(place().failed, 2);
  clock_.set(place().not_before);
  run(delivery);
  EXPECT_EQ(broker.taken, (std::vector<std::string>{"1", "2", "3", "4"}));
  EXPECT_EQ(place().failed, 0);
  EXPECT_EQ(broker.asked, 4) << "two and three together, then four";
}

// 1, 2, 5, 10, 30, 60, 60 … s, each up to a tenth longer.
TEST_F(DeliveryTest, ABrokerIsWaitedForWithoutEndAndWhyIsKept) {
  feed_.head = 1;
  Broker broker;
  for (int i = 0; i < 40; ++i) broker.answers.push_back(Sent{0, {How::kLater, "no leader"}});
  auto patient = kFromStart;
  patient.schedule = &wait_for_broker;
  Delivery delivery(patient, PlaceFile(folder_, "r"), DeadLetters(folder_, "r"), OrderFile(folder_, "r"),
                    feed_, broker, clock_);
  std::vector<std::int64_t> tenths;
  for (int i = 0; i < 40; ++i) {
    run(delivery);
    ASSERT_TRUE(place().paused.empty());
    EXPECT_EQ(place().trouble, "no leader");
    tenths.push_back((place().not_before - clock_.now()) / 100'000);
    clock_.set(place().not_before);
  }
  for (const auto& [failed, seconds] :
       {std::pair{1, 1}, {2, 2}, {3, 5}, {4, 10}, {5, 30}, {6, 60}, {40, 60}}) {
    const auto waited = tenths[static_cast<std::size_t>(failed) - 1];
    EXPECT_TRUE(waited >= seconds * 10 && waited <= seconds * 11) << failed << ": " << waited;
  }
  run(delivery);
  EXPECT_EQ(broker.taken, (std::vector<std::string>{"1"}));
  EXPECT_EQ(place().trouble, "");
}

TEST_F(DeliveryTest, WhatABrokerRefusesInTheMidstIsSetAsideAlone) {
  feed_.head = 4;
  Broker broker;
  broker.most = 10;
  broker.answers = {Sent{1, {How::kRefused, "too large"}}};
  Delivery delivery(kSetAside, PlaceFile(folder_, "r"), DeadLetters(folder_, "r"), OrderFile(folder_, "r"),
                    feed_, broker, clock_);
  run(delivery);
  EXPECT_EQ(broker.taken, (std::vector<std::string>{"1", "3", "4"}));
  EXPECT_EQ(set_aside(), std::vector<std::string>{"2"});
}

TEST_F(DeliveryTest, FromTheBeginningOfWhatIsKept) {
  feed_.head = 4;
  auto delivery = open(kFromStart);
  run(delivery);
  EXPECT_EQ(receiver_.taken, (std::vector<std::string>{"1", "2", "3", "4"}));
}

// The waits are those of Standard Webhooks; each may be a tenth longer.
TEST_F(DeliveryTest, WhatMayPassIsTriedAgainLaterAndLater) {
  feed_.head = 1;
  auto delivery = open(kFromStart);
  const std::vector<base::Micros> waits = {5, 300, 1'800, 7'200, 18'000, 36'000, 50'400, 72'000, 86'400};
  for (std::size_t i = 0; i < waits.size(); ++i) {
    receiver_.answers.push_back({How::kLater, "503"});
    run(delivery);
    const auto wait = place().not_before - clock_.now();
    EXPECT_GE(wait, waits[i] * kSecond);
    EXPECT_LE(wait, waits[i] * kSecond * 11 / 10);
    run(delivery);
    EXPECT_EQ(receiver_.asked, static_cast<int>(i) + 1) << "asked before its time";
    clock_.set(place().not_before);
  }
  receiver_.answers.push_back({How::kLater, "503"});
  run(delivery);
  EXPECT_NE(place().paused.find("10 attempts failed"), std::string::npos) << place().paused;
  clock_.advance_days(30);
  run(delivery);
  EXPECT_EQ(receiver_.asked, 10);
  order(Order::What::kResume);
  run(delivery);
  EXPECT_EQ(receiver_.taken, (std::vector<std::string>{"1"}));
}

TEST_F(DeliveryTest, ALaterTimeThatTheReceiverAsksForIsKept) {
  feed_.head = 1;
  auto delivery = open(kFromStart);
  receiver_.answers.push_back({How::kLater, "429", clock_.now() + 60 * kSecond});
  run(delivery);
  EXPECT_EQ(place().not_before, clock_.now() + 60 * kSecond);
}

TEST_F(DeliveryTest, ARefusalPausesAndKeepsThePlace) {
  feed_.head = 3;
  auto delivery = open(kFromStart);
  receiver_.answers = {{}, {How::kRefused, "status 400"}};
  run(delivery);
  EXPECT_EQ(receiver_.taken, (std::vector<std::string>{"1"}));
  EXPECT_EQ(place().paused, "status 400");
  order(Order::What::kResume);
  run(delivery);
  EXPECT_EQ(receiver_.taken, (std::vector<std::string>{"1", "2", "3"}));
}

TEST_F(DeliveryTest, WhatIsInTheWayCanBeSetAsideAndSentAgain) {
  feed_.head = 3;
  auto delivery = open(kFromStart);
  receiver_.answers = {{}, {How::kRefused, "status 400"}};
  run(delivery);
  order(Order::What::kSkip);
  run(delivery);
  EXPECT_EQ(receiver_.taken, (std::vector<std::string>{"1", "3"}));
  EXPECT_EQ(set_aside(), (std::vector<std::string>{"2"}));
  order(Order::What::kRedrive, "2");
  run(delivery);
  EXPECT_EQ(receiver_.taken, (std::vector<std::string>{"1", "3", "2"}));
  EXPECT_TRUE(set_aside().empty());
}

TEST_F(DeliveryTest, RefusedOnesAreSetAsideWhereTheRulesSaySoUntilItIsTooMany) {
  feed_.head = 9;
  auto delivery = open(kSetAside);
  const Answer no{How::kRefused, "status 422"};
  receiver_.answers = {no, {}, no, no, no};
  run(delivery);
  EXPECT_EQ(set_aside(), (std::vector<std::string>{"1", "3", "4", "6"}));
  EXPECT_EQ(receiver_.taken, (std::vector<std::string>{"2", "7", "8", "9"}));
  receiver_.answers = {no, no, no, no};
  feed_.head = 16;
  run(delivery);
  EXPECT_NE(place().paused.find("3 events in a row"), std::string::npos);
  EXPECT_EQ(set_aside().size(), 7U);
  order(Order::What::kDiscard);
  order(Order::What::kResume);
  run(delivery);
  EXPECT_TRUE(set_aside().empty());
  EXPECT_EQ(receiver_.taken.back(), "16");
}

TEST_F(DeliveryTest, AnAddressThatIsGonePausesWhateverTheRules) {
  feed_.head = 2;
  auto delivery = open(kSetAside);
  receiver_.answers = {{How::kGone, "status 410"}};
  run(delivery);
  EXPECT_EQ(place().paused, "status 410");
  EXPECT_TRUE(set_aside().empty());
}

TEST_F(DeliveryTest, LostEventsAreSaidAndNotSkippedSilently) {
  feed_.head = 2;
  {
    auto delivery = open(kFromStart);
    run(delivery);
  }
  feed_.head = 20;
  feed_.kept_from = 10;
  auto delivery = open(kFromStart);
  run(delivery);
  EXPECT_NE(place().paused.find("no longer kept"), std::string::npos);
  order(Order::What::kResume, "15");
  run(delivery);
  EXPECT_EQ(receiver_.taken, (std::vector<std::string>{"1", "2", "16", "17", "18", "19"}));
}

TEST_F(DeliveryTest, ADamagedPlaceIsNoNewBeginning) {
  feed_.head = 1;
  ASSERT_TRUE(put_durably(folder_ / "r.json", "{\"cursor\": 1"));
  auto delivery = open(kFromStart);
  const auto step = delivery.step();
  ASSERT_FALSE(step);
  EXPECT_EQ(step.error().code, base::Code::kData);
}

// Whatever a receiver answers, and wherever the sender ends: every wanted event arrives, in order, and none
// twice but that whose answer was lost.
TEST_F(DeliveryTest, NothingIsLostOverEndsAndAnswers) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    fs::remove_all(folder_);
    receiver_ = {};
    feed_ = {};
    std::mt19937 draw(seed);
    while (feed_.head < 40 || place().cursor != "40") {
      auto delivery = open(kFromStart);
      const int steps = static_cast<int>(draw() % 6);
      for (int i = 0; i < steps; ++i) {
        feed_.head = std::min(40, feed_.head + static_cast<int>(draw() % 3));
        const auto what = draw() % 8;
        if (what == 0) receiver_.answers.push_back({How::kLater, "busy"});
        if (what == 1) receiver_.answers.push_back({How::kRefused, "no"});
        if (what == 2) order(Order::What::kResume);
        clock_.set(std::max(clock_.now(), place().not_before));
        ASSERT_TRUE(delivery.step());
      }
      order(Order::What::kResume);
    }
    std::vector<std::string> wanted;
    for (int n = 1; n <= 40; ++n) {
      if (n % 5 != 0) wanted.push_back(std::to_string(n));
    }
    ASSERT_EQ(receiver_.taken, wanted) << "seed " << seed;
  }
}

TEST(Schedule, EndsAfterNineWaits) {
  EXPECT_FALSE(wait_after(0, 0));
  EXPECT_EQ(wait_after(1, 0), 5 * kSecond);
  EXPECT_EQ(wait_after(1, 500), 5 * kSecond + kSecond / 4);
  EXPECT_EQ(wait_after(9, 0), 86'400 * kSecond);
  EXPECT_FALSE(wait_after(10, 0));
}

}  // namespace
}  // namespace mizan::webhook
