// Sources that deliver again, in part, or whole: snapshots, quarantine, checkpoints, receipts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {
namespace fs = std::filesystem;
using model::Kind;
using ::testing::HasSubstr;

// With so few in memory that most lie in the file.
SourceSnapshot snapshot_of(const Store& store, const std::vector<std::uint64_t>& seen,
                           std::vector<std::int64_t> unreadable = {}, int plausible_percent = 20) {
  SourceSnapshot snapshot{HashedRecords(store.folder(), 2), std::move(unreadable), plausible_percent, false};
  for (const auto hash : seen) snapshot.seen.add({hash});
  return snapshot;
}

TEST_F(StoreTest, ACompleteSnapshotDeletesWhatIsMissingUnlessTooMuchIs) {
  auto store = open();
  start(store);
  std::vector<Item> items;
  std::vector<std::uint64_t> seen;
  for (int i = 0; i < 100; ++i) {
    items.emplace_back(court_case(std::to_string(i)));
    if (i >= 5) seen.push_back(record_hash(Kind::kCase, std::to_string(i)));
  }
  apply(store, items);
  const auto refused = store.complete_snapshot(source_, run_, snapshot_of(store, {}), 9);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("lacks 100 of the 100"));
  EXPECT_EQ(*store.count_records(Kind::kCase), 100);
  const auto end = store.complete_snapshot(source_, run_, snapshot_of(store, seen), 9);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->vanished, 5);
  EXPECT_EQ(end->repeated, 0);
  EXPECT_EQ(*store.count_records(Kind::kCase), 95);
}

TEST_F(StoreTest, ASnapshotTellsWhichKeysStandInItTwice) {
  auto store = open();
  start(store);
  apply(store, {court_case("1"), court_case("2"), court_case("3")});
  const auto hash = [](const char* key) { return record_hash(Kind::kCase, key); };
  const auto end = store.complete_snapshot(
      source_, run_, snapshot_of(store, {hash("2"), hash("1"), hash("2"), hash("3"), hash("2")}), 9);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->vanished, 0);
  EXPECT_EQ(end->repeated, 1);
  EXPECT_EQ(end->first_repeated, "case 2");
}

TEST_F(StoreTest, RecordsOfEveryKindThatASnapshotLacksGoByTheirOwnKeys) {
  auto store = open();
  start(store);
  apply(store, {court_case("1"), court_case("2"), hearing("h1", "1", 10), hearing("h2", "1", 11),
                hearing("h3", "2", 12)});
  const auto end = store.complete_snapshot(
      source_, run_,
      snapshot_of(
          store,
          {record_hash(Kind::kCase, "1"), record_hash(Kind::kCase, "2"), record_hash(Kind::kHearing, "h2")},
          {}, 50),
      9);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->vanished, 2);
  EXPECT_EQ(*store.count_records(Kind::kCase), 2);
  EXPECT_EQ(*store.count_records(Kind::kHearing), 1);
}

TEST_F(StoreTest, NothingIsTakenForDeletedWhereASnapshotCannotBeKept) {
  auto store = open();
  start(store);
  apply(store, {court_case("1"), court_case("2"), court_case("3")});
  SourceSnapshot snapshot{HashedRecords(store.folder() / "no such folder", 1), {}, 100, false};
  for (const auto* key : {"1", "2"}) snapshot.seen.add({record_hash(Kind::kCase, key)});
  const auto end = store.complete_snapshot(source_, run_, std::move(snapshot), 9);
  ASSERT_FALSE(end);
  EXPECT_THAT(end.error().message, HasSubstr("cannot be made: No such file or directory"));
  EXPECT_EQ(*store.count_records(Kind::kCase), 3);
}

TEST_F(StoreTest, WhatIsQuarantinedAgainInTheSameWordsStaysOneEntry) {
  auto store = open();
  start(store);
  const auto rejected = [](const char* where, const char* raw) {
    return Quarantined{{"unreadable_row", 0, where, "no text"}, raw};
  };
  const auto books =
      apply(store, {rejected("a.csv:2", "x"), rejected("a.csv:3", "x"), rejected("a.csv:2", "y")});
  EXPECT_EQ(books.quarantined, 3);
  EXPECT_EQ(apply(store, {rejected("a.csv:2", "x")}).quarantined, 1);
  EXPECT_EQ(store.quarantine("", "", 10)->size(), 3U);
  ASSERT_TRUE(store.set_quarantine_state(1, "discarded"));
  apply(store, {rejected("a.csv:2", "x")});
  EXPECT_EQ(store.quarantine("", "", 10)->size(), 3U) << "what was discarded stays so";
  ASSERT_TRUE(store.set_quarantine_state(1, "redriven"));
  apply(store, {rejected("a.csv:2", "x")});
  EXPECT_EQ(store.quarantine("", "", 10)->size(), 4U) << "what was put right and comes again is news";
}

TEST_F(StoreTest, BytesThatAreNotKeptAreKnownAgainWhereverTheyStand) {
  auto store = open();
  start(store);
  const auto torn = [](const char* where, std::uint64_t content) {
    return Quarantined{{"ragged_row", 0, where, "3 fields"}, "", content};
  };
  apply(store, {torn("a.csv:2", 7)});
  apply(store, {torn("a.csv:9", 7), torn("a.csv:2", 8)});
  const auto rows = *store.quarantine("", "", 10);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].rejection.where, "a.csv:9");
}

// A row torn in this export may be any record that it lacks; one that was torn already when the records were
// last seen whole is none of them.
TEST_F(StoreTest, WhatIsNewlyUnreadableKeepsWhatIsMissing) {
  auto store = open();
  const Quarantined old{{"ragged_row", 0, "a.csv:2", "torn"}, "", 1};
  const Quarantined torn{{"ragged_row", 0, "a.csv:3", "torn"}, "", 2};
  const auto hash = [](const char* key) { return record_hash(Kind::kCase, key); };
  const auto read = [&](std::vector<Item> items, const std::vector<std::uint64_t>& seen,
                        std::vector<std::int64_t> unreadable) {
    start(store);
    apply(store, std::move(items));
    const auto end =
        store.complete_snapshot(source_, run_, snapshot_of(store, seen, std::move(unreadable), 100), 9);
    EXPECT_TRUE(end);
    EXPECT_TRUE(store.finish_run(run_, end && end->kept == 0 ? "ok" : "partial", "", 10));
    return end ? *end : SnapshotEnd{};
  };
  const auto first = read({court_case("1"), court_case("2"), court_case("3"), old},
                          {hash("1"), hash("2"), hash("3")}, {rejection_digest(old)});
  EXPECT_EQ(first.kept, 0) << "nothing is missing, so nothing can be mistaken";
  for (int round = 0; round < 2; ++round) {
    const auto end = read({court_case("1"), court_case("2"), old, torn}, {hash("1"), hash("2")},
                          {rejection_digest(old), rejection_digest(torn)});
    EXPECT_EQ(end.vanished, 0);
    EXPECT_EQ(end.kept, 1);
    EXPECT_EQ(end.unreadable, std::vector<std::size_t>{1});
  }
  EXPECT_EQ(
      read({court_case("1"), court_case("2"), old}, {hash("1"), hash("2")}, {rejection_digest(old)}).vanished,
      1);
  EXPECT_EQ(*store.count_records(Kind::kCase), 2);
  EXPECT_EQ(read({court_case("1"), torn}, {hash("1")}, {rejection_digest(torn)}).kept, 1);
  ASSERT_TRUE(store.set_quarantine_state(2, "discarded"));
  EXPECT_EQ(read({court_case("1"), torn}, {hash("1")}, {rejection_digest(torn)}).vanished, 1);
}

TEST_F(StoreTest, CheckpointsLiveInTheTransactionOfTheirRecords) {
  auto store = open();
  start(store);
  EXPECT_FALSE(*store.checkpoint(source_));
  apply(store, {court_case("1")}, std::string("tok\0en", 6));
  EXPECT_EQ((*store.checkpoint(source_))->token, std::string("tok\0en", 6));
  ASSERT_TRUE(store.forget_checkpoint(source_));
  EXPECT_FALSE(*store.checkpoint(source_));
}

// A source delivers again what it gave after its last checkpoint.
TEST_F(StoreTest, ReceiptsThatNoCheckpointCoversAreTakenBackWhenTheNextRunBegins) {
  auto store = open();
  start(store);
  const Quarantined torn{{"unreadable_row", 0, "cases.csv:7", "torn"}, ""};
  apply(store, {torn, court_case("1")}, "covered");
  apply(store, {torn, court_case("2")});
  apply(store, {court_case("3")});
  const auto other = *store.register_source("another", "{}");
  ASSERT_TRUE(store.begin_run({other, 2'000, "csv", "1", "m"}));
  EXPECT_EQ(store.receipt_days()->front().received, 5) << "another source's run says nothing of this one";
  const auto cut_off = run_;
  start(store);
  const auto days = *store.receipt_days();
  ASSERT_EQ(days.size(), 1U);
  EXPECT_EQ(days[0].received, 2);
  EXPECT_EQ(days[0].quarantined, 1);
  const auto runs = *store.runs(source_, 2);
  EXPECT_EQ(runs.back().id.value, cut_off.value);
  EXPECT_EQ(runs.back().status, "partial");
  EXPECT_EQ(runs.back().books.received, 5) << "what the run was given stays in its own books";
}

TEST_F(StoreTest, ReceiptsOfARunThatEndedWellStay) {
  auto store = open();
  start(store);
  apply(store, {court_case("1")});
  ASSERT_TRUE(store.finish_run(run_, "ok", "", 5));
  start(store);
  apply(store, {court_case("2")});
  ASSERT_TRUE(store.finish_run(run_, "failed", "no answer", 5));
  start(store);
  EXPECT_EQ(store.receipt_days()->front().received, 1);
}

}  // namespace
}  // namespace mizan::store
