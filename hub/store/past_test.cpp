// The store as it was: what a hub that stopped at a moment held, declared and had received.
#include "store/past.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {
using model::Kind;
using What = RecordEvent::What;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PastTest : public StoreTest {
 protected:
  void at(base::Micros moment) { clock_ = moment - 1; }
};

TEST_F(PastTest, ShowsEachCaseAsItWas) {
  auto store = open();
  start(store);
  at(10);
  apply(store, {court_case("1"), court_case("2"), hearing("h1", "1", 100)});
  at(20);
  apply(store, {court_case("1", {}, "B"), hearing("h2", "1", 101)});
  at(30);
  apply(store, {Delete{Kind::kHearing, "h1"}, Delete{Kind::kCase, "2"}});
  at(40);
  apply(store, {court_case("2", {}, "C")});
  EXPECT_THAT(cases_at(store, 9), IsEmpty());
  EXPECT_THAT(cases_at(store, 10), ElementsAre("1 A h1 in 1", "2 A in 1"));
  EXPECT_THAT(cases_at(store, 19), ElementsAre("1 A h1 in 1", "2 A in 1"));
  EXPECT_THAT(cases_at(store, 20), ElementsAre("1 B h1 h2 in 1", "2 A in 1"));
  EXPECT_THAT(cases_at(store, 35), ElementsAre("1 B h2 in 1"));
  EXPECT_THAT(cases_at(store, 40), ElementsAre("1 B h2 in 1", "2 C in 1"));
}

TEST_F(PastTest, ShowsLinksAsTheyWere) {
  auto store = open();
  start(store);
  at(10);
  apply(store, {court_case("1", "P|D|S|1|2025"), court_case("2", "P|D|S|2|2025"), hearing("h", "2", 100)});
  at(20);
  apply(store, {court_case("2", "P|D|S|1|2025")});  // it was the other FIR's after all
  at(30);
  apply(store, {court_case("1", "P|D|S|3|2025")});
  EXPECT_THAT(cases_at(store, 10), ElementsAre("1 A in 1", "2 A h in 1"));
  EXPECT_THAT(cases_at(store, 20), ElementsAre("1 A in 2", "2 A h in 2"));
  EXPECT_THAT(cases_at(store, 30), ElementsAre("1 A in 1", "2 A h in 1"));
}

TEST_F(PastTest, KnowsWhatASourceDeclaredAndHowFarItHadBeenRead) {
  constexpr base::Micros kDay = 86'400'000'000;
  auto store = open();
  source_ = *store.register_source("court", "first", 10 * kDay);
  ASSERT_EQ(*store.register_source("court", "first", 11 * kDay), source_);
  run_ = *store.begin_run({source_, 11 * kDay, "csv", "1", "m"});
  at(11 * kDay);
  apply(store, {court_case("1")});
  ASSERT_TRUE(store.finish_run(run_, "ok", "", 11 * kDay + 1));
  ASSERT_TRUE(store.note_idle(source_, 13 * kDay));
  ASSERT_TRUE(store.note_idle(source_, 13 * kDay + 5));
  ASSERT_EQ(*store.register_source("court", "second", 14 * kDay), source_);
  const auto at_moment = [&](base::Micros moment) {
    auto past = Past::at(store, moment);
    EXPECT_TRUE(past);
    return *past->sources();
  };
  EXPECT_THAT(at_moment(10 * kDay - 1), IsEmpty());
  const auto begun = at_moment(11 * kDay);
  ASSERT_EQ(begun.size(), 1U);
  EXPECT_EQ(begun[0].declaration, "first");
  EXPECT_EQ(begun[0].newest_change, 11 * kDay);
  EXPECT_FALSE(begun[0].read_day) << "the run had not ended";
  EXPECT_EQ(at_moment(12 * kDay)[0].read_day, base::Day{11});
  EXPECT_EQ(at_moment(13 * kDay)[0].read_day, base::Day{13});
  EXPECT_EQ(at_moment(14 * kDay - 1)[0].declaration, "first");
  EXPECT_EQ(at_moment(14 * kDay)[0].declaration, "second");
}

TEST_F(PastTest, KnowsWhatHadBeenReceivedWithoutWhatCameTwice) {
  auto store = open();
  start(store);
  at(10);
  apply(store, {court_case("1"), court_case("2")}, "token");
  at(20);
  apply(store, {court_case("3")});  // no checkpoint covers it
  run_ = *store.begin_run({source_, 30, "csv", "1", "m"});
  at(40);
  apply(store, {court_case("3"), Quarantined{{"torn", 0, "a:1", "torn"}, "", 1}}, "token 2");
  const auto received = [&](base::Micros moment) {
    auto past = Past::at(store, moment);
    const auto days = *past->receipt_days();
    return days.empty() ? std::pair<std::int64_t, std::int64_t>()
                        : std::pair(days[0].received, days[0].quarantined);
  };
  EXPECT_EQ(received(9), std::pair(std::int64_t{0}, std::int64_t{0}));
  EXPECT_EQ(received(10), std::pair(std::int64_t{2}, std::int64_t{0}));
  EXPECT_EQ(received(20), std::pair(std::int64_t{3}, std::int64_t{0}));
  EXPECT_EQ(received(30), std::pair(std::int64_t{2}, std::int64_t{0}));
  EXPECT_EQ(received(40), std::pair(std::int64_t{4}, std::int64_t{1}));
}

TEST_F(PastTest, TellsWhatHappenedToTheRecordsOfACase) {
  auto store = open();
  start(store);
  at(10);
  apply(store, {court_case("1"), hearing("h1", "1", 100)});
  at(20);
  apply(store, {court_case("1", {}, "B"), hearing("h2", "1", 101)});
  at(30);
  apply(store, {Delete{Kind::kHearing, "h1"}});
  const auto id = **store.find_case("court", "1");
  const auto events = [&](model::Sequence from, model::Sequence to) {
    std::vector<std::string> texts;
    for (const auto& event : *events_of_case(store, id, from, to)) {
      constexpr const char* kNames[] = {"new", "changed", "deleted"};
      texts.push_back(std::string(kNames[static_cast<int>(event.what)]) + " " + event.key + " at " +
                      std::to_string(event.accepted_at) + " of " + event.source);
    }
    return texts;
  };
  EXPECT_THAT(events(0, 2), ElementsAre("new 1 at 10 of court", "new h1 at 10 of court"));
  EXPECT_THAT(events(2, 4), ElementsAre("changed 1 at 20 of court", "new h2 at 20 of court"));
  EXPECT_THAT(events(4, 5), ElementsAre("deleted h1 at 30 of court"));
  EXPECT_THAT(events(5, 9), IsEmpty());
}

}  // namespace
}  // namespace mizan::store
