// Which files are opened, by whom, and what becomes of older ones.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "store/past.hpp"
#include "store/sqlite.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {
namespace fs = std::filesystem;
using model::Kind;
using ::testing::HasSubstr;

// What each version brought, newest first: how to take it away again.
void take_back_to(const std::string& path, int version) {
  const std::pair<int, std::string> steps[] = {
      {17, "DROP TABLE seal; DROP TABLE sealed_key; DROP TABLE seal_evidence"},
      {16,
       "DROP VIEW case_record; ALTER TABLE rec_case DROP COLUMN prosecution_no;"
       "ALTER TABLE case_number DROP COLUMN kind"},
      {15, "DROP TABLE earlier_epoch"},
      {14, "DROP TABLE due_told"},
      {13,
       "DROP TABLE reconciliation_signature; DROP TABLE reconciliation_withdrawal;"
       "DROP TABLE reconciliation_restatement"},
      {12, "DROP TABLE access_token; DROP TABLE audit_entry"},
      {11, "DROP TABLE case_link; DROP TABLE case_number"},
      {10,
       "DROP VIEW IF EXISTS case_record; DROP VIEW hearing_record; ALTER TABLE pending_change DROP COLUMN "
       "cause;"
       "ALTER TABLE rec_case DROP COLUMN police_station_native; ALTER TABLE rec_case DROP COLUMN "
       "court_native;"
       "ALTER TABLE rec_hearing DROP COLUMN court_native"},
      {9,
       "DROP INDEX raw_block_by_at; ALTER TABLE raw_block DROP COLUMN at;"
       "ALTER TABLE superseded DROP COLUMN raw_block; ALTER TABLE superseded DROP COLUMN raw_at"},
      {8, "DROP TABLE kpi_definition"},
      {7, "DROP TABLE adapter_death"},
      {6, "DROP TABLE source_history; DROP TABLE source_read; DROP TABLE receipt_log"},
      {5, "DROP TABLE kpi_facts; DROP TABLE kpi_name"},
      {4,
       "ALTER TABLE source DROP COLUMN read_at; ALTER TABLE receipt_day DROP COLUMN uncovered_received;"
       "ALTER TABLE receipt_day DROP COLUMN uncovered_quarantined;"
       "ALTER TABLE receipt_day DROP COLUMN counted_received;"
       "ALTER TABLE receipt_day DROP COLUMN counted_quarantined"},
      {3, "ALTER TABLE quarantine DROP COLUMN first_run"},
      {2, "DROP INDEX quarantine_by_digest; ALTER TABLE quarantine DROP COLUMN digest"},
      {1, "DROP TABLE kpi_bucket; DROP TABLE kpi_cell; CREATE TABLE kpi_cell(kpi TEXT)"}};
  const auto db = Database::open(path, false);
  for (const auto& [from, sql] : steps) {
    if (from < version) break;
    const auto done = db->execute(sql);
    ASSERT_TRUE(done) << done.error().message;
  }
  ASSERT_TRUE(db->execute(fmt::format("PRAGMA user_version = {}", version)));
}

TEST_F(StoreTest, RefusesWhatIsNoStoreInOneSentence) {
  std::ofstream(path("text.db")) << std::string(5000, 'x');
  auto text = Store::open(path("text.db"), OpenMode::kWrite);
  ASSERT_FALSE(text);
  EXPECT_THAT(text.error().message, HasSubstr("not a Mizan store"));
  EXPECT_FALSE(Store::open(folder_.string(), OpenMode::kWrite));
  EXPECT_FALSE(Store::open(path("none.db"), OpenMode::kRead));
  EXPECT_FALSE(Store::open("/nonexistent/folder/x.db", OpenMode::kWrite));
}

TEST_F(StoreTest, RefusesAStoreOfANewerVersion) {
  { auto store = open(); }
  ASSERT_TRUE(Database::open(path(), false)->execute("PRAGMA user_version = 99"));
  const auto store = Store::open(path(), OpenMode::kWrite);
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().message, HasSubstr("newer Mizan (store version 99"));
}

TEST_F(StoreTest, AStoreOfTheFirstVersionIsBroughtUpToDateAndItsCellsAreCountedAnew) {
  {
    auto store = open();
    start(store);
    apply(store, {court_case("1")});
    auto writer = KpiWriter::begin(store);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->commit({1, "d", true, {{"k", "P", "total", "_T", 0, 600, "x"}}, {}, "f", {}}));
  }
  take_back_to(path(), 1);
  const auto reader = Store::open(path(), OpenMode::kRead);
  ASSERT_FALSE(reader);
  EXPECT_THAT(reader.error().message, HasSubstr("older Mizan (store version 1"));
  auto store = open();
  EXPECT_TRUE(store.kpi_state()->rebuild_needed);
  EXPECT_EQ(*store.count_records(Kind::kCase), 1);
  EXPECT_TRUE(store.load_cells([](const CellRow&) -> base::Result<> { return {}; }));
}

TEST_F(StoreTest, AStoreOfTheThirdVersionKnowsSinceWhenItsQuarantineStands) {
  const Quarantined torn{{"ragged_row", 0, "a.csv:2", "torn"}, "", 1};
  {
    auto store = open();
    start(store);
    start(store);
    apply(store, {torn});
  }
  take_back_to(path(), 3);
  auto store = open();
  EXPECT_EQ(*store.database().query_integer("SELECT first_run FROM quarantine"), run_.value);
  apply(store, {torn});
  EXPECT_EQ(store.quarantine("", "", 10)->size(), 1U);
}

TEST_F(StoreTest, AStoreOfTheSixthVersionKnowsOfItsReceiptsTheDay) {
  constexpr base::Micros kDay = 86'400'000'000;
  {
    auto store = open();
    start(store);
    clock_ = 100 * kDay;
    apply(store, {court_case("1"), court_case("2")}, "token");
    ASSERT_TRUE(store.note_idle(source_, 103 * kDay));
  }
  take_back_to(path(), 6);
  auto store = open();
  const auto received = [&](base::Micros moment) {
    const auto days = *Past::at(store, moment)->receipt_days();
    return days.empty() ? 0 : days[0].received;
  };
  // The day began at 19:00 UTC of the one before.
  EXPECT_EQ(received(100 * kDay - kDay / 24 * 5 - 1), 0);
  EXPECT_EQ(received(100 * kDay - kDay / 24 * 5), 2);
  const auto sources = *Past::at(store, 104 * kDay)->sources();
  ASSERT_EQ(sources.size(), 1U);
  EXPECT_EQ(sources[0].declaration, "{}");
  EXPECT_EQ(sources[0].read_day, base::Day{103});
}

TEST_F(StoreTest, AStoreOfTheNinthVersionTakesItsRawTextsToBeAsOldAsItsLastChange) {
  {
    auto store = open();
    start(store);
    clock_ = 99;
    apply(store, {court_case("1")});
  }
  take_back_to(path(), 9);
  auto store = open();
  EXPECT_EQ(*store.database().query_integer("SELECT at FROM raw_block"), 100);
}

// Of two processes one writes; the other is told which.
TEST_F(StoreTest, AnotherProcessThatWritesIsRefusedByNumber) {
  auto store = open();
  start(store);
  apply(store, {Quarantined{{"ragged_row", 0, "a.csv:2", "torn"}, ""}});
  const auto child = fork();
  if (child == 0) {
    const auto refused = Store::open(path(), OpenMode::kWrite);
    const auto named = fmt::format("process {} writes to this store", getppid());
    const bool told = !refused && refused.error().message.find(named) != std::string::npos;
    const bool reads = Store::open(path(), OpenMode::kRead).has_value();
    auto aside = Store::open(path(), OpenMode::kAside);
    const bool discards = aside && aside->set_quarantine_state(1, "discarded");
    _exit((told ? 1 : 0) + (reads ? 2 : 0) + (discards ? 4 : 0));
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 1 + 2 + 4) << "told which, may read, may discard";
  EXPECT_EQ(store.quarantined(1)->value().state, "discarded");
}

TEST_F(StoreTest, ANewEpochStays) {
  std::string first;
  std::string second;
  {
    auto store = open();
    first = store.epoch();
    ASSERT_TRUE(store.begin_epoch());
    second = store.epoch();
  }
  EXPECT_NE(first, second);
  EXPECT_EQ(second.size(), 16U);
  EXPECT_EQ(open().epoch(), second);
}

}  // namespace
}  // namespace mizan::store
