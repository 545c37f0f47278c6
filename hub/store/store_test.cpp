#include "store/store.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "store/sqlite.hpp"

namespace mizan::store {
namespace {
namespace fs = std::filesystem;
using model::Kind;
using model::Record;
using ::testing::HasSubstr;

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() {
    folder_ = fs::path(::testing::TempDir()) /
              ("mizan_store_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~StoreTest() override { fs::remove_all(folder_); }

  std::string path(const std::string& name = "store.db") const { return (folder_ / name).string(); }

  Store open() {
    auto store = Store::open(path(), OpenMode::kWrite);
    EXPECT_TRUE(store) << store.error().message;
    return std::move(*store);
  }

  void start(Store& store) {
    source_ = *store.register_source("court", "{}");
    run_ = *store.begin_run({source_, 1, "csv", "1.0.0", "m"});
  }

  Books apply(Store& store, std::vector<Item> items, std::optional<std::string> token = {}) {
    auto books = store.apply({source_, run_, ++clock_, std::move(items), std::move(token), 1});
    EXPECT_TRUE(books) << books.error().message;
    return books ? *books : Books{};
  }

  // Every case of a sweep in so many parts, by number, as bytes.
  static std::map<std::int64_t, std::string> swept(Store& store, int parts,
                                                   const FieldChoice* fields = nullptr) {
    std::map<std::int64_t, std::string> cases;
    for (int part = 0; part < parts; ++part) {
      EXPECT_TRUE(store.for_each_case(
          [&](const model::LinkedCase& linked) -> base::Result<> {
            std::string bytes;
            for (const auto& each : linked.cases) {
              bytes += std::to_string(each.source.value) + each.record.encode();
              for (const auto& child : each.children) bytes += child.encode();
            }
            EXPECT_TRUE(cases.emplace(linked.id.value, std::move(bytes)).second) << "visited twice";
            return {};
          },
          {fields, part, parts}));
    }
    return cases;
  }

  fs::path folder_;
  model::SourceId source_;
  RunId run_;
  base::Micros clock_ = 0;
};

Upsert court_case(const std::string& key, std::optional<std::string> fir = {},
                  const std::string& court = "A") {
  Record record(Kind::kCase, key);
  record.set_text(model::field::court_id, court);
  return {std::move(record), std::move(fir), {}, R"({"k":")" + key + "\"}"};
}

Upsert hearing(const std::string& key, const std::string& of, int day) {
  Record record(Kind::kHearing, key);
  record.set_text(model::field::case_id, of);
  record.set_date(model::field::held_on_id, base::Day{day});
  return {std::move(record), {}, {}, "raw " + key};
}

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
  const auto refused = store.complete_snapshot(source_, run_, {}, 9);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("lacks 100 of the 100"));
  EXPECT_EQ(*store.count_records(Kind::kCase), 100);
  const auto end = store.complete_snapshot(source_, run_, {seen, {}}, 9);
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
  const auto end = store.complete_snapshot(source_, run_,
                                           {{hash("2"), hash("1"), hash("2"), hash("3"), hash("2")}, {}}, 9);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->vanished, 0);
  EXPECT_EQ(end->repeated, 1);
  EXPECT_EQ(end->first_repeated, "case 2");
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
  const auto read = [&](std::vector<Item> items, std::vector<std::uint64_t> seen,
                        std::vector<std::int64_t> unreadable) {
    start(store);
    apply(store, std::move(items));
    const auto end = store.complete_snapshot(source_, run_, {std::move(seen), std::move(unreadable), 100}, 9);
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

TEST_F(StoreTest, ProvenanceLeadsToTheRawRecordTheRunAndTheFindings) {
  auto store = open();
  start(store);
  auto item = court_case("1");
  item.findings = {{"unmapped_code", model::field::disposal_id, "ZZ"}};
  apply(store, {item, hearing("h1", "1", 3)});
  const auto all = *store.provenance(**store.find_case("court", "1"));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].raw, R"({"k":"1"})");
  EXPECT_EQ(all[0].findings, item.findings);
  EXPECT_EQ(all[1].raw, "raw h1");
  EXPECT_EQ(all[1].run.adapter, "csv");
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
  {
    const auto db = Database::open(path(), false);
    ASSERT_TRUE(
        db->execute("DROP INDEX quarantine_by_digest; ALTER TABLE quarantine DROP COLUMN digest;"
                    "ALTER TABLE quarantine DROP COLUMN first_run; ALTER TABLE source DROP COLUMN read_at;"
                    "ALTER TABLE receipt_day DROP COLUMN uncovered_received;"
                    "ALTER TABLE receipt_day DROP COLUMN uncovered_quarantined;"
                    "ALTER TABLE receipt_day DROP COLUMN counted_received;"
                    "ALTER TABLE receipt_day DROP COLUMN counted_quarantined;"
                    "DROP TABLE kpi_facts; DROP TABLE kpi_name;"
                    "DROP TABLE kpi_bucket; DROP TABLE kpi_cell; CREATE TABLE kpi_cell(kpi TEXT);"
                    "PRAGMA user_version = 1"));
  }
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
  ASSERT_TRUE(
      Database::open(path(), false)
          ->execute("ALTER TABLE quarantine DROP COLUMN first_run; ALTER TABLE source DROP COLUMN read_at;"
                    "ALTER TABLE receipt_day DROP COLUMN uncovered_received;"
                    "ALTER TABLE receipt_day DROP COLUMN uncovered_quarantined;"
                    "ALTER TABLE receipt_day DROP COLUMN counted_received;"
                    "ALTER TABLE receipt_day DROP COLUMN counted_quarantined;"
                    "DROP TABLE kpi_facts; DROP TABLE kpi_name; PRAGMA user_version = 3"));
  auto store = open();
  EXPECT_EQ(*store.database().query_integer("SELECT first_run FROM quarantine"), run_.value);
  apply(store, {torn});
  EXPECT_EQ(store.quarantine("", "", 10)->size(), 1U);
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

TEST_F(StoreTest, ReceiptsAreCountedWithTheKpis) {
  auto store = open();
  start(store);
  apply(store, {court_case("1")}, "t");
  EXPECT_EQ(store.receipt_days()->front().counted_received, 0);
  auto writer = KpiWriter::begin(store);
  ASSERT_TRUE(writer->commit({1, "d", true, {}, {}, "f", {}}));
  EXPECT_EQ(store.receipt_days()->front().counted_received, 1);
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

TEST_F(StoreTest, FactsAreKeptWithTheirCommitOrNotAtAll) {
  auto store = open();
  const auto ids_of = [&] {
    std::map<std::int64_t, std::string> all;
    for (int part = 0; part < 2; ++part) {
      EXPECT_TRUE(store.for_each_facts(
          [&](const FactsView& row) -> base::Result<> {
            EXPECT_TRUE(all.emplace(row.id.value, row.data).second) << "in both parts";
            return {};
          },
          part, 2));
    }
    return all;
  };
  {
    auto writer = KpiWriter::begin(store);
    ASSERT_TRUE(writer->put_facts({{1}, base::kFarFuture, "one"}));
    ASSERT_TRUE(writer->put_facts({{2}, base::Day{100}, "two"}));
    ASSERT_TRUE(writer->put_facts({{3}, base::Day{200}, "three"}));
    ASSERT_TRUE(writer->commit({0, "d", false, {}, {}, "f", {{4, "Lahore"}}}));
  }
  EXPECT_EQ(store.kpi_state()->facts, "f");
  EXPECT_EQ(ids_of(), (std::map<std::int64_t, std::string>{{1, "one"}, {2, "two"}, {3, "three"}}));
  EXPECT_EQ(store.woken_by({99})->size(), 0U);
  EXPECT_EQ(store.woken_by({100})->at(0).value, 2);
  std::vector<std::string> names;
  EXPECT_TRUE(store.load_names([&](const NameRow& row) -> base::Result<> {
    names.push_back(std::to_string(row.id) + row.text);
    return {};
  }));
  EXPECT_EQ(names, std::vector<std::string>{"4Lahore"});
  {
    auto writer = KpiWriter::begin(store);  // not committed
    ASSERT_TRUE(writer->drop_facts());
  }
  EXPECT_EQ(ids_of().size(), 3U);
  {
    auto writer = KpiWriter::begin(store);
    ASSERT_TRUE(writer->put_facts({{2}, {}, ""}));
    ASSERT_TRUE(writer->put_facts({{3}, base::kFarFuture, "3"}));
    ASSERT_TRUE(writer->commit({0, "d", false, {}, {}, "f", {}}));
  }
  EXPECT_EQ(ids_of(), (std::map<std::int64_t, std::string>{{1, "one"}, {3, "3"}}));
  EXPECT_EQ(store.facts({2})->value_or("none"), "none");
  EXPECT_EQ(store.woken_by({999})->size(), 0U);
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
