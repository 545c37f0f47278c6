// Records, their history, and what is read of them.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <random>

#include "store/sqlite.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {
namespace fs = std::filesystem;
using model::Kind;
using model::Record;
using ::testing::HasSubstr;

TEST_F(StoreTest, BooksBalanceAndRepeatedDeliveryIsUnchanged) {
  auto store = open();
  start(store);
  const std::vector<Item> items = {court_case("1"), hearing("h1", "1", 10),
                                   Quarantined{{"no_key", 0, "f:3", "none"}, ""}};
  EXPECT_EQ(apply(store, items), (Books{3, 2, 0, 1, 0}));
  EXPECT_EQ(apply(store, items), (Books{3, 0, 2, 1, 0}));
  const auto runs = *store.runs(source_, 1);
  EXPECT_EQ(runs[0].books, (Books{6, 2, 2, 2, 0}));
  EXPECT_EQ(*store.head(), 2);
}

TEST_F(StoreTest, AHearingMayArriveBeforeItsCase) {
  auto store = open();
  start(store);
  apply(store, {hearing("h1", "1", 10)});
  EXPECT_EQ(*store.find_case("court", "1"), std::nullopt);
  apply(store, {court_case("1")});
  const auto id = *store.find_case("court", "1");
  ASSERT_TRUE(id);
  const auto linked = **store.load_case(*id, *store.head());
  ASSERT_EQ(linked.cases.size(), 1U);
  ASSERT_EQ(linked.cases[0].children.size(), 1U);
  EXPECT_EQ(linked.cases[0].children[0].text(model::field::case_id), "1");
}

TEST_F(StoreTest, RecordsOfOneFirAreOneLinkedCaseAndLeaveItWhenTheFirIsCorrected) {
  auto store = open();
  start(store);
  apply(store, {court_case("1", "P|D|S|7|2024"), court_case("2", "P|D|S|7|2024"), court_case("3")});
  const auto id = **store.find_case("court", "1");
  EXPECT_EQ(**store.find_case("court", "2"), id);
  EXPECT_NE(**store.find_case("court", "3"), id);
  const auto before = *store.head();
  apply(store, {court_case("2", "P|D|S|8|2024")});
  EXPECT_NE(**store.find_case("court", "2"), id);
  EXPECT_EQ((*store.load_case(id, *store.head()))->cases.size(), 1U);
  EXPECT_EQ((*store.load_case(id, before))->cases.size(), 2U);
  const auto changes = *store.changes_after(before);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].case_before, id);
  EXPECT_NE(changes[0].case_after, id);
}

TEST_F(StoreTest, AStaleRevisionChangesNothing) {
  auto store = open();
  start(store);
  auto second = court_case("1", {}, "B");
  second.record.revision = 2;
  auto first = court_case("1", {}, "A");
  first.record.revision = 1;
  EXPECT_EQ(apply(store, {second, first}), (Books{2, 1, 1, 0, 0}));
  const auto linked = **store.load_case(**store.find_case("court", "1"), *store.head());
  EXPECT_EQ(linked.cases[0].record.text(model::field::court_id), "B");
}

TEST_F(StoreTest, AHearingThatNamesAnotherCaseMovesThere) {
  auto store = open();
  start(store);
  apply(store, {court_case("1"), court_case("2"), hearing("h", "1", 5)});
  const auto before = *store.head();
  apply(store, {hearing("h", "2", 5)});
  const auto one = **store.find_case("court", "1");
  const auto two = **store.find_case("court", "2");
  EXPECT_TRUE((*store.load_case(one, *store.head()))->cases[0].children.empty());
  EXPECT_EQ((*store.load_case(two, *store.head()))->cases[0].children.size(), 1U);
  EXPECT_EQ((*store.load_case(one, before))->cases[0].children.size(), 1U);
  const auto changes = *store.changes_after(before);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].case_before, one);
  EXPECT_EQ(changes[0].case_after, two);
  EXPECT_TRUE(changes[0].before && changes[0].after);
}

TEST_F(StoreTest, ABackfillEndsInTheSameStoreAsALoadChangeByChange) {
  auto store = open();
  start(store);
  ASSERT_TRUE(store.begin_backfill());
  apply(store, {court_case("1"), court_case("2"), hearing("h", "1", 1)});
  apply(store, {hearing("h", "2", 2)});
  EXPECT_TRUE(store.changes_after(0)->empty());
  ASSERT_TRUE(store.end_backfill());
  EXPECT_EQ(*store.count_records(Kind::kHearing), 1);
  EXPECT_EQ((*store.load_case(**store.find_case("court", "2"), *store.head()))->cases[0].children.size(), 1U);
}

TEST_F(StoreTest, ASweepReadsNoOtherFieldsThanItIsAskedFor) {
  auto store = open();
  start(store);
  auto item = court_case("1", "F");
  item.record.set_text(model::field::judge_id, "J");
  Record hearing(Kind::kHearing, "h");
  hearing.set_text(model::field::case_id, "1");
  hearing.set_date(model::field::held_on_id, base::Day{20'000});
  hearing.set_text(model::field::court_id, "A");
  apply(store, {item, Upsert{hearing, {}, {}, "{}"}, court_case("2", "F")});
  FieldChoice fields;
  fields[static_cast<std::size_t>(Kind::kCase)].set(model::field::judge_id);
  fields[static_cast<std::size_t>(Kind::kHearing)].set(model::field::held_on_id);
  int visited = 0;
  ASSERT_TRUE(store.for_each_case(
      [&](const model::LinkedCase& linked) -> base::Result<> {
        ++visited;
        EXPECT_EQ(linked.cases.size(), 2U);
        EXPECT_EQ(linked.cases[0].record.text(model::field::judge_id), "J");
        EXPECT_FALSE(linked.cases[0].record.has(model::field::court_id));
        EXPECT_EQ(linked.cases[0].children.at(0).date(model::field::held_on_id), base::Day{20'000});
        EXPECT_FALSE(linked.cases[0].children.at(0).has(model::field::court_id));
        EXPECT_FALSE(linked.cases[0].children.at(0).has(model::field::case_id));
        return {};
      },
      {&fields, 0, 1}));
  EXPECT_EQ(visited, 1);
}

TEST_F(StoreTest, AFullDiskLeavesEverythingAsItWas) {
  auto store = open();
  start(store);
  apply(store, {court_case("1")});
  const auto pages = *store.database().query_integer("PRAGMA page_count");
  ASSERT_TRUE(store.database().execute("PRAGMA max_page_count = " + std::to_string(pages + 3)));
  std::vector<Item> many;
  for (int i = 0; i < 5000; ++i) many.emplace_back(court_case("big" + std::to_string(i)));
  const auto books = store.apply({source_, run_, 5, many, "t", 1});
  ASSERT_FALSE(books);
  EXPECT_THAT(books.error().message, HasSubstr("disk is full"));
  EXPECT_EQ(*store.count_records(Kind::kCase), 1);
  EXPECT_EQ(*store.head(), 1);
  EXPECT_FALSE(*store.checkpoint(source_));
  ASSERT_TRUE(store.database().execute("PRAGMA max_page_count = 1000000"));
  EXPECT_EQ(apply(store, many).accepted, 5000);
}

TEST_F(StoreTest, AReaderSeesCommittedStatesWhileTheWriterWrites) {
  auto writer = open();
  start(writer);
  apply(writer, {court_case("1")});
  auto reader = Store::open(path(), OpenMode::kRead);
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ(*reader->head(), 1);
  apply(writer, {court_case("2")});
  EXPECT_EQ(*reader->head(), 2);
  EXPECT_EQ(*reader->count_records(Kind::kCase), 2);
}

// The state as of every sequence number equals the one the store had when it stood there.
TEST_F(StoreTest, EveryPastStateCanBeReadAgain) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    SCOPED_TRACE(seed);
    fs::remove(path());
    fs::remove(path() + "-wal");
    fs::remove(path() + "-shm");
    auto store = open();
    start(store);
    std::mt19937 random(seed);
    const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    std::map<model::Sequence, std::map<std::int64_t, model::LinkedCase>> history;
    for (int step = 0; step < 60; ++step) {
      const auto key = std::to_string(pick(4));
      const auto fir = pick(3) == 0 ? std::nullopt : std::optional("F" + std::to_string(pick(3)));
      switch (pick(5)) {
        case 0:
          apply(store, {court_case(key, fir, std::string(1, static_cast<char>('A' + pick(3))))});
          break;
        case 1:
          apply(store, {Delete{Kind::kCase, key}});
          break;
        case 2:
          apply(store, {Delete{Kind::kHearing, "h" + std::to_string(pick(6))}});
          break;
        default:
          apply(store, {hearing("h" + std::to_string(pick(6)), key, pick(9))});
      }
      auto& now = history[*store.head()];
      for (std::int64_t id = 1; id < 12; ++id) {
        if (auto linked = *store.load_case(model::LinkedCaseId{id}, *store.head())) now[id] = *linked;
      }
    }
    for (const auto& [seq, cases] : history) {
      for (std::int64_t id = 1; id < 12; ++id) {
        const auto then = *store.load_case(model::LinkedCaseId{id}, seq);
        ASSERT_EQ(then.has_value(), cases.contains(id)) << seq << " " << id;
        if (!then) continue;
        const auto& expected = cases.at(id).cases;
        ASSERT_EQ(then->cases.size(), expected.size()) << seq << " " << id;
        for (std::size_t i = 0; i < expected.size(); ++i) {
          EXPECT_EQ(then->cases[i].record, expected[i].record);
          EXPECT_EQ(then->cases[i].children, expected[i].children);
        }
      }
    }
    std::size_t streamed = 0;
    ASSERT_TRUE(store.for_each_case([&](const model::LinkedCase& linked) -> base::Result<> {
      ++streamed;
      const auto& expected = history.rbegin()->second.at(linked.id.value).cases;
      EXPECT_EQ(linked.cases.size(), expected.size());
      for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_EQ(linked.cases[i].children, expected[i].children);
      return {};
    }));
    EXPECT_EQ(streamed, history.rbegin()->second.size());
    EXPECT_EQ(swept(store, 3), swept(store, 1));
  }
}

}  // namespace
}  // namespace mizan::store
