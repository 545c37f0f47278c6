// How far back a store goes: what is dropped changes nothing that is still told.
#include "store/retention.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "store/provenance.hpp"
#include "store/record_feed.hpp"
#include "store/sqlite.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {
using model::Kind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class RetentionTest : public StoreTest {
 protected:
  void at(base::Micros moment) { clock_ = moment - 1; }

  static Dropped drop(Store& store, const Retention& wanted) {
    const auto dropped = apply_retention(store, wanted);
    EXPECT_TRUE(dropped) << dropped.error().message;
    return dropped ? *dropped : Dropped{};
  }
  static std::int64_t number(const Store& store, const std::string& sql) {
    return *store.database().query_integer(sql);
  }
};

TEST_F(RetentionTest, AMomentIsToldExactlyOrRefused) {
  auto store = open();
  start(store);
  at(10);
  apply(store, {court_case("1"), hearing("h1", "1", 100)});
  at(20);
  apply(store, {court_case("1", {}, "B")});
  at(30);
  apply(store, {court_case("1", {}, "C"), Delete{Kind::kHearing, "h1"}});
  const auto later = cases_at(store, 25);
  EXPECT_EQ(beyond_retention(store, {25, 0})->images, 1);
  EXPECT_EQ(drop(store, {25, 0}).images, 1);
  EXPECT_EQ(cases_at(store, 25), later);
  EXPECT_THAT(cases_at(store, 30), ElementsAre("1 C in 1"));
  const auto refused = Past::at(store, 24);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("no longer kept"));
  EXPECT_FALSE(beyond_retention(store, {25, 0})->any());
}

TEST_F(RetentionTest, AStoreNeverGoesBackFurtherThanItDid) {
  auto store = open();
  start(store);
  at(10);
  apply(store, {court_case("1")});
  drop(store, {30, 40});
  drop(store, {20, 0});
  EXPECT_EQ(retention_of(store)->history_from, 30);
  EXPECT_EQ(retention_of(store)->raw_from, 40);
}

TEST_F(RetentionTest, ARawTextThatWasDroppedIsSaidToBe) {
  auto store = open();
  start(store);
  at(10);
  apply(store, {court_case("1")});
  at(20);
  apply(store, {hearing("h1", "1", 100)});
  EXPECT_EQ(drop(store, {0, 20}).raw_blocks, 1);
  const auto records = *provenance_of(store, **store.find_case("court", "1"), *store.head());
  ASSERT_EQ(records.size(), 2U);
  EXPECT_TRUE(records[0].raw_dropped);
  EXPECT_EQ(records[0].raw, "");
  EXPECT_FALSE(records[1].raw_dropped);
  EXPECT_EQ(records[1].raw, "raw h1");
  EXPECT_EQ(retention_of(store)->history_from, 0) << "what records said is told as before";
}

TEST_F(RetentionTest, AnotherHubIsStillToldWhatIsGone) {
  auto store = open();
  start(store);
  at(10);
  apply(store, {court_case("1"), court_case("2"), hearing("h", "2", 100)});
  const auto seen = read_log(store, {}, {}, [](const LogRecord&) { return true; })->place;
  at(20);
  apply(store, {Delete{Kind::kCase, "1"}, hearing("h", "2", 101)});
  at(30);
  apply(store, {court_case("3")});
  EXPECT_EQ(drop(store, {35, 0}).images, 2);
  EXPECT_EQ(number(store, "SELECT count(*) FROM superseded"), 1) << "a mark for what is gone";
  EXPECT_EQ(number(store, "SELECT max(length(image)) FROM superseded"), 0);
  std::vector<std::string> told;
  ASSERT_TRUE(read_log(store, seen, {}, [&](const LogRecord& record) {
    told.push_back((record.gone ? "-" : "+") + record.record.key);
    return true;
  }));
  EXPECT_THAT(told, UnorderedElementsAre("-1", "+h", "+3"));
}

TEST_F(RetentionTest, SumsOfReceiptsAndWhatSourcesDeclaredStay) {
  constexpr base::Micros kDay = 86'400'000'000;
  auto store = open();
  source_ = *store.register_source("court", "first", 10 * kDay);
  run_ = *store.begin_run({source_, 10 * kDay, "csv", "1", "m"});
  for (int i = 0; i < 5; ++i) {
    at(10 * kDay + i + 1);
    apply(store, {court_case(std::to_string(i))}, "token");
  }
  ASSERT_TRUE(store.note_idle(source_, 11 * kDay));
  ASSERT_TRUE(store.note_idle(source_, 12 * kDay));
  ASSERT_EQ(*store.register_source("court", "second", 13 * kDay), source_);
  const auto from = 12 * kDay + 5;
  EXPECT_EQ(drop(store, {from, 0}).receipts, 4);
  EXPECT_EQ(number(store, "SELECT count(*) FROM receipt_log"), 1);
  EXPECT_EQ(number(store, "SELECT count(*) FROM source_read"), 1);
  auto then = Past::at(store, from);
  ASSERT_TRUE(then);
  EXPECT_EQ(then->receipt_days()->at(0).received, 5);
  EXPECT_EQ(then->sources()->at(0).declaration, "first");
  EXPECT_EQ(then->sources()->at(0).read_day, base::Day{12});
}

// Whoever is told to stop after any transaction goes on from there.
TEST_F(RetentionTest, ItCanBeStoppedAndGoneOnWithAtAnyTime) {
  auto store = open();
  start(store);
  std::vector<Item> items;
  for (int i = 0; i < 2'500; ++i) items.push_back(hearing("h" + std::to_string(i), "1", 100));
  at(10);
  apply(store, {court_case("1")});
  apply(store, items);
  for (auto& item : items) std::get<Upsert>(item).record.set_date(model::field::held_on_id, base::Day{200});
  at(20);
  apply(store, items);
  const Retention wanted{100, 0};
  std::int64_t images = 0;
  int calls = 0;
  while (beyond_retention(store, wanted)->any()) {
    const auto dropped = apply_retention(store, wanted, [] { return false; });
    ASSERT_TRUE(dropped);
    images += dropped->images;
    ASSERT_LT(++calls, 100);
  }
  EXPECT_EQ(images, 2'500);
  EXPECT_GT(calls, 1) << "one transaction is not all of it";
}

// Random histories: every moment that is still told shows what it showed.
TEST_F(RetentionTest, WhatIsToldIsWhatWasTold) {
  std::mt19937 random(20260101);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  auto store = open();
  start(store);
  constexpr int kMoments = 120;
  for (int moment = 1; moment <= kMoments; ++moment) {
    std::vector<Item> items;
    for (int n = below(4); n >= 0; --n) {
      const auto key = std::to_string(below(6));
      switch (below(5)) {
        case 0:
          items.push_back(Delete{Kind::kCase, key});
          break;
        case 1:
          items.push_back(Delete{Kind::kHearing, "h" + key});
          break;
        case 2:
          items.push_back(hearing("h" + key, std::to_string(below(6)), below(50)));
          break;
        default:
          items.push_back(court_case(key, "P|D|S|" + std::to_string(below(4)) + "|2025",
                                     std::string(1, static_cast<char>('A' + below(3)))));
      }
    }
    at(moment);
    apply(store, std::move(items));
  }
  std::vector<std::vector<std::string>> told;
  for (int moment = 0; moment <= kMoments; ++moment) told.push_back(cases_at(store, moment));
  for (int from = 7; from < kMoments; from += 7) {
    EXPECT_GT(drop(store, {from, from}).images, 0);
    for (int moment = from; moment <= kMoments; ++moment)
      EXPECT_EQ(cases_at(store, moment), told[static_cast<std::size_t>(moment)])
          << moment << " from " << from;
  }
}

}  // namespace
}  // namespace mizan::store
