// Numbers of a store, held against plain SQL over its tables and against what was put into it.
#include "store/statistics.hpp"

#include "store/announcements.hpp"
#include "store/audit_trail.hpp"
#include "store/sqlite.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {

TEST_F(StoreTest, StatisticsAreWhatWasPutIn) {
  auto store = open();
  start(store);
  apply(store, {court_case("1"), court_case("2"), Quarantined{{"ragged_row", 0, "a.csv:2", "torn"}, ""}});
  ASSERT_TRUE(store.finish_run(run_, "ok", "", 77));
  ASSERT_TRUE(store.register_source("police", "{}"));
  ASSERT_TRUE(put_events(store.database(), {{0, 1, "t", "s", "{}"}, {0, 1, "t", "s", "{}"}}));
  ASSERT_TRUE(append_audit(store, {0, 1, "os:x", "did", "", "done"}));
  auto aside = *Store::open(path(), OpenMode::kAside);
  ASSERT_TRUE(note_backup(aside, 123));
  const auto all = statistics_of(*Store::open(path(), OpenMode::kRead));
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->sources.size(), 2U);
  const auto& court = all->sources[0];
  EXPECT_EQ(court.name, "court");
  EXPECT_EQ(court.books.received, 3);
  EXPECT_EQ(court.books.accepted, 2);
  EXPECT_EQ(court.books.quarantined, 1);
  EXPECT_EQ(court.read_at, 77);
  EXPECT_EQ(court.last_status, "ok");
  EXPECT_EQ(court.open_quarantine, 1);
  EXPECT_EQ(all->sources[1].last_status, "");
  EXPECT_EQ(all->sources[1].read_at, 0);
  EXPECT_EQ(all->head, 2);
  EXPECT_EQ(all->counted, 0);
  EXPECT_EQ(all->last_event, 2);
  EXPECT_EQ(all->events, 2);
  EXPECT_EQ(all->audit_entries, 1);
  EXPECT_EQ(all->backup_at, 123);
}

TEST_F(StoreTest, WhatWasDroppedIsRoomAgain) {
  auto store = open();
  start(store);
  std::vector<Item> items;
  for (int i = 0; i < 2000; ++i) items.push_back(court_case(std::to_string(i), {}, std::string(2000, 'x')));
  apply(store, std::move(items));
  const auto full = *statistics_of(store);
  EXPECT_GT(full.used_bytes, 4'000'000);
  ASSERT_TRUE(store.database().execute("DELETE FROM rec_case"));
  const auto less = *statistics_of(store);
  EXPECT_LT(less.used_bytes, full.used_bytes - 3'000'000);
  EXPECT_EQ(less.used_bytes + less.free_bytes, full.used_bytes + full.free_bytes)
      << "the file does not shrink";
  EXPECT_EQ(*used_bytes_of(store), less.used_bytes);
}

}  // namespace
}  // namespace mizan::store
