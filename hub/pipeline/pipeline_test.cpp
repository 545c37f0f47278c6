#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <random>

#include "kpi/shipped_test_support.hpp"
#include "pipeline/kpi_runner.hpp"
#include "pipeline/store_writer.hpp"
#include "store/sqlite.hpp"

namespace mizan::pipeline {
namespace {
namespace fs = std::filesystem;
using kpi::shipped;
using model::Kind;
using model::Record;

kpi::SourceState sees_everything() {
  kpi::SourceState source;
  source.declaration.name = "court";
  source.declaration.see_everything();
  return source;
}

using CellMap = std::map<std::string, std::string>;

CellMap cells_of(store::Store& store) {
  CellMap cells;
  EXPECT_TRUE(store.load_cells([&](const store::CellRow& row) -> base::Result<> {
    cells[row.kpi + "|" + row.province + "|" + row.dimension + "|" + row.member + "|" +
          std::to_string(row.component) + "|" + std::to_string(row.month)] = row.data;
    return {};
  }));
  return cells;
}

std::map<std::int64_t, std::string> facts_of(store::Store& store) {
  std::map<std::int64_t, std::string> facts;
  EXPECT_TRUE(store.for_each_facts([&](const store::FactsView& row) -> base::Result<> {
    facts[row.id.value] = row.data;
    return {};
  }));
  return facts;
}

// A store fed late, corrected, deleted, reopened and relinked records, its cells kept change by change.
class Fed {
 public:
  explicit Fed(unsigned seed) : random_(seed) {
    path_ =
        (fs::path(::testing::TempDir()) / ("mizan_pipeline_" + std::to_string(getpid()) + ".db")).string();
    for (const auto* tail : {"", "-wal", "-shm", "-lock"}) fs::remove(path_ + tail);
    store_.emplace(*store::Store::open(path_, store::OpenMode::kWrite));
    source_ = *store_->register_source("court", "{}");
    run_ = *store_->begin_run({source_, 1, "t", "1", "m"});
  }
  ~Fed() {
    store_.reset();
    for (const auto* tail : {"", "-wal", "-shm", "-lock"}) fs::remove(path_ + tail);
  }

  void check() {
    kpi::Engine engine(shipped());
    engine.set_sources({sees_everything()});
    KpiRunner runner(engine, *store_, {model::Granularity::kMonth});
    ASSERT_TRUE(runner.load());
    for (int round = 0; round < 10; ++round) {
      std::vector<store::Item> items;
      for (int i = pick(4); i >= 0; --i) items.push_back(item());
      ASSERT_TRUE(store_->apply({source_, run_, 100 + round, std::move(items), {}, 1}));
      ASSERT_TRUE(runner.catch_up(kNow, {}));
    }
    const auto incremental = cells_of(*store_);
    const auto facts = facts_of(*store_);
    for (const auto from : {CountFrom::kFacts, CountFrom::kRecords}) {
      ASSERT_TRUE(runner.rebuild(kNow, {}, model::ChangeReason::kConfig, from));
      EXPECT_EQ(cells_of(*store_), incremental);
      EXPECT_EQ(facts_of(*store_), facts);
    }
  }

 private:
  static constexpr base::Micros kNow = 1'750'000'000'000'000;

  int pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  base::Day day() { return base::Day{19'800 + pick(400)}; }

  store::Item item() {
    const auto key = std::to_string(pick(5));
    if (pick(8) == 0) return store::Delete{Kind::kCase, key};
    if (pick(8) == 0) return store::Delete{Kind::kHearing, "h" + std::to_string(pick(6))};
    return pick(2) == 0 ? hearing(key) : court_case(key);
  }

  store::Item hearing(const std::string& of) {
    Record record(Kind::kHearing, "h" + std::to_string(pick(6)));
    record.set_text(model::field::case_id, of);
    record.set_date(model::field::held_on_id, day());
    record.set_text(model::field::outcome_id, pick(2) != 0 ? "adjourned" : "effective");
    return store::Upsert{std::move(record), {}, {}, "{}"};
  }

  store::Item court_case(const std::string& key) {
    Record record(Kind::kCase, key);
    record.set_text(model::field::province_id, "P");
    record.set_text(model::field::court_id, std::string(1, static_cast<char>('A' + pick(2))));
    record.set_date(model::field::instituted_on_id, day());
    if (pick(2) != 0) {
      const char* kDisposals[] = {"convicted", "acquitted", "transferred", "consigned"};
      record.set_text(model::field::disposal_id, kDisposals[pick(4)]);
      record.set_native(model::field::disposal_id, "x");
      record.set_date(model::field::disposed_on_id, day());
    }
    std::optional<std::string> fir;
    if (pick(3) != 0) fir = "P|D|S|" + std::to_string(pick(3)) + "|2024";
    return store::Upsert{std::move(record), std::move(fir), {}, "{}"};
  }

  std::mt19937 random_;
  std::string path_;
  std::optional<store::Store> store_;
  model::SourceId source_;
  store::RunId run_;
};

TEST(KpiRunner, CellsKeptChangeByChangeEqualARebuildAfterAnySequence) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(seed);
    Fed fed(seed);
    fed.check();
    if (HasFailure()) return;
  }
}

/// A store in a file of its own.
class FreshStore {
 public:
  explicit FreshStore(const std::string& name)
      : path_((fs::path(::testing::TempDir()) / ("mizan_pipeline_" + name + std::to_string(getpid()) + ".db"))
                  .string()) {
    remove();
    store_.emplace(*store::Store::open(path_, store::OpenMode::kWrite));
    source_ = *store_->register_source("court", "{}");
    run_ = *store_->begin_run({source_, 1, "t", "1", "m"});
  }
  ~FreshStore() {
    store_.reset();
    remove();
  }

  store::Store& operator*() { return *store_; }
  store::IngestBatch batch(int first, int count) const {
    store::IngestBatch batch{source_, run_, 100, {}, std::to_string(first + count), 1};
    for (int i = first; i < first + count; ++i) {
      Record record(Kind::kCase, std::to_string(i));
      record.set_text(model::field::province_id, "P");
      record.set_date(model::field::instituted_on_id, base::Day{19'800 + i % 300});
      batch.items.emplace_back(store::Upsert{std::move(record), {}, {}, "{}"});
    }
    return batch;
  }

 private:
  void remove() const {
    for (const auto* tail : {"", "-wal", "-shm", "-lock"}) fs::remove(path_ + tail);
  }

  std::string path_;
  std::optional<store::Store> store_;
  model::SourceId source_;
  store::RunId run_;
};

TEST(StoreWriter, WritesEveryBatchOnceAndInOrder) {
  FreshStore store("writer");
  std::int64_t told = 0;
  store::SharedStore shared(*store);
  StoreWriter writer(shared, [&](const store::Books& books) { told = books.received; });
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(writer.submit(store.batch(i * 10, 10)));
  ASSERT_TRUE(writer.finish(store.batch(200, 5)));
  EXPECT_EQ(writer.books().accepted, 205);
  EXPECT_EQ(told, 205);
  EXPECT_EQ(*(*store).count_records(Kind::kCase), 205);
  EXPECT_EQ((*(*store).checkpoint({1}))->token, "205");
}

TEST(StoreWriter, NothingIsWrittenBehindAnError) {
  FreshStore store("writer_error");
  const auto pages = *(*store).database().query_integer("PRAGMA page_count");
  ASSERT_TRUE((*store).database().execute("PRAGMA max_page_count = " + std::to_string(pages + 8)));
  store::SharedStore shared(*store);
  StoreWriter writer(shared, {});
  base::Result<> last;
  int handed_over = 0;
  while (last && handed_over < 500'000) {
    last = writer.submit(store.batch(handed_over, 500));
    handed_over += 500;
  }
  ASSERT_FALSE(last);
  EXPECT_FALSE(writer.drain());
  EXPECT_FALSE(writer.finish(store.batch(0, 1)));
  const auto held = *(*store).count_records(Kind::kCase);
  EXPECT_EQ(writer.books().accepted, held);
  EXPECT_EQ(held % 500, 0) << "a batch is whole or not there";
}

// What a first load, and what came after it, told subscribers.
TEST(KpiRunner, TellsOnceOfAFirstLoadThenOfEveryChange) {
  FreshStore store("loaded");
  kpi::Engine engine(shipped());
  engine.set_sources({sees_everything()});
  KpiRunner runner(engine, *store, {model::Granularity::kMonth});
  std::vector<std::string> told;
  const EventMaker events{[&](const model::KpiChange& change, const std::optional<model::Fairness>&) {
                            told.push_back(change.now.key.kpi);
                            return store::Event{0, 1, "changed", "s", "{}"};
                          },
                          [&](base::Micros) {
                            told.emplace_back("loaded");
                            return store::Event{0, 1, "loaded", "", "{}"};
                          }};
  constexpr base::Micros kNow = 1'750'000'000'000'000;
  ASSERT_TRUE((*store).apply(store.batch(0, 3)));
  ASSERT_TRUE(runner.catch_up(kNow, events));
  EXPECT_EQ(told, std::vector<std::string>{"loaded"});
  told.clear();
  ASSERT_TRUE((*store).apply(store.batch(3, 1)));
  ASSERT_TRUE(runner.catch_up(kNow, events));
  EXPECT_NE(std::find(told.begin(), told.end(), "pending"), told.end());
  EXPECT_EQ(std::find(told.begin(), told.end(), "loaded"), told.end());
}

// Rejections change no record, but they change the share of what was quarantined.
TEST(KpiRunner, TellsOfWhatWasReceivedThoughNoRecordChanged) {
  FreshStore store("receipts");
  kpi::Engine engine(shipped());
  engine.set_sources({sees_everything()});
  KpiRunner runner(engine, *store, {model::Granularity::kMonth});
  std::vector<model::KpiChange> told;
  const EventMaker events{[&](const model::KpiChange& change, const std::optional<model::Fairness>&) {
                            told.push_back(change);
                            return store::Event{0, 1, "changed", "s", "{}"};
                          },
                          {}};
  constexpr base::Micros kNow = 1'750'000'000'000'000;
  auto records = store.batch(0, 3);
  records.accepted_at = kNow;
  ASSERT_TRUE((*store).apply(records));
  ASSERT_TRUE(runner.catch_up(kNow, events));
  EXPECT_TRUE(told.empty());
  auto rejections = store.batch(3, 0);
  rejections.accepted_at = kNow;
  rejections.items.emplace_back(store::Quarantined{{"ragged_row", 0, "a.csv:5", "torn"}, ""});
  ASSERT_TRUE((*store).apply(rejections));
  EXPECT_EQ(*runner.behind(kNow), "what was received last is not counted yet");
  ASSERT_TRUE(runner.catch_up(kNow, events));
  ASSERT_FALSE(told.empty());
  for (const auto& change : told) {
    EXPECT_EQ(change.now.key.kpi, "quarantine_rate");
    EXPECT_EQ(change.previous, (model::Fraction{0, 3}));
    EXPECT_EQ(change.now.value, (model::Fraction{100, 4})) << "per cent";
    EXPECT_EQ(change.records[static_cast<std::size_t>(model::ChangeReason::kLate)], 1);
  }
  told.clear();
  EXPECT_EQ(*runner.behind(kNow), "");
  ASSERT_TRUE(runner.catch_up(kNow, events));
  EXPECT_TRUE(told.empty());
}

TEST(KpiRunner, TwoThreadsCountWhatOneCounts) {
  FreshStore store("threads");
  for (int i = 0; i < 21; ++i) ASSERT_TRUE((*store).apply(store.batch(i * 1000, 1000)));
  kpi::Engine engine(shipped());
  engine.set_sources({sees_everything()});
  KpiRunner runner(engine, *store, {model::Granularity::kMonth});
  ASSERT_TRUE(runner.catch_up(1'750'000'000'000'000, {}));
  const auto from_records = cells_of(*store);
  ASSERT_TRUE(runner.rebuild(1'750'000'000'000'000, {}, model::ChangeReason::kConfig, CountFrom::kFacts));
  EXPECT_EQ(cells_of(*store), from_records);
  const auto instituted =
      engine.values({"pending", {*model::parse_period("2025")}, {}, "_T"}, base::Day{20'400}, 0);
  ASSERT_EQ(instituted.size(), 1U);
  EXPECT_EQ(instituted[0].value, (model::Fraction{21'000, 1}));
}

constexpr base::Micros kDay = 86'400'000'000;

// A date still to come is left out; when its day has come, the case is counted anew, and nothing else is.
TEST(KpiRunner, ADateThatHasComeMovesItsCase) {
  FreshStore store("wakes");
  constexpr base::Micros kNow = 1'750'000'000'000'000;
  auto batch = store.batch(0, 3);
  auto& record = std::get<store::Upsert>(batch.items[1]).record;
  const auto tomorrow = base::karachi_day(kNow) + 1;
  record.set_date(model::field::disposed_on_id, tomorrow);
  record.set_text(model::field::disposal_id, "convicted");
  ASSERT_TRUE((*store).apply(batch));
  kpi::Engine engine(shipped());
  engine.set_sources({sees_everything()});
  KpiRunner runner(engine, *store, {model::Granularity::kMonth});
  ASSERT_TRUE(runner.catch_up(kNow, {}));
  EXPECT_EQ(*runner.behind(kNow), "");
  EXPECT_EQ((*store).woken_by(tomorrow)->size(), 1U);
  EXPECT_EQ(*runner.behind(kNow + kDay), "a date of the records has come");
  const auto changes = runner.catch_up(kNow + kDay, {});
  ASSERT_TRUE(changes);
  EXPECT_FALSE(changes->empty());
  for (const auto& change : *changes) EXPECT_EQ(change.cause, model::ChangeReason::kClock);
  EXPECT_TRUE((*store).woken_by(tomorrow)->empty());
  const auto incremental = cells_of(*store);
  ASSERT_TRUE(runner.rebuild(kNow + kDay, {}, model::ChangeReason::kConfig, CountFrom::kRecords));
  EXPECT_EQ(cells_of(*store), incremental);
}

// Definitions that were changed while records came in: both are taken in, from the facts.
TEST(KpiRunner, OtherDefinitionsAreCountedFromTheFactsWithWhatHasChangedSince) {
  FreshStore store("definitions");
  constexpr base::Micros kNow = 1'750'000'000'000'000;
  ASSERT_TRUE((*store).apply(store.batch(0, 3)));
  {
    kpi::Engine engine(shipped());
    engine.set_sources({sees_everything()});
    ASSERT_TRUE(KpiRunner(engine, *store, {model::Granularity::kMonth}).catch_up(kNow, {}));
  }
  ASSERT_TRUE((*store).apply(store.batch(3, 2)));
  auto fewer = shipped();
  fewer.resize(fewer.size() / 2);
  kpi::Engine engine(fewer);
  engine.set_sources({sees_everything()});
  KpiRunner runner(engine, *store, {model::Granularity::kMonth});
  ASSERT_TRUE(runner.load());
  ASSERT_TRUE(runner.catch_up(kNow, {}));
  EXPECT_EQ(*runner.behind(kNow), "");
  EXPECT_EQ(facts_of(*store).size(), 5U);
  const auto from_facts = cells_of(*store);
  ASSERT_TRUE(runner.rebuild(kNow, {}, model::ChangeReason::kConfig, CountFrom::kRecords));
  EXPECT_EQ(cells_of(*store), from_facts);
}

// Facts are stored as they are assembled, by several threads; an error of the store ends them all.
TEST(KpiRunner, AFullDiskEndsACountWithoutATrace) {
  FreshStore store("full");
  for (int i = 0; i < 21; ++i) ASSERT_TRUE((*store).apply(store.batch(i * 1000, 1000)));
  const auto pages = *(*store).database().query_integer("PRAGMA page_count");
  ASSERT_TRUE((*store).database().execute("PRAGMA max_page_count = " + std::to_string(pages + 8)));
  kpi::Engine engine(shipped());
  engine.set_sources({sees_everything()});
  KpiRunner runner(engine, *store, {model::Granularity::kMonth});
  EXPECT_FALSE(runner.catch_up(1'750'000'000'000'000, {}));
  EXPECT_EQ((*store).last_facts()->value, 0);
  ASSERT_TRUE((*store).database().execute("PRAGMA max_page_count = 1073741823"));
  ASSERT_TRUE(runner.catch_up(1'750'000'000'000'000, {}));
  EXPECT_EQ(facts_of(*store).size(), 21'000U);
}

TEST(Reason, IsTakenFromWhatChanged) {
  model::RecordChange change;
  change.after = Record(Kind::kCase, "1");
  EXPECT_EQ(reason_of(change), model::ChangeReason::kLate);
  change.before = change.after;
  change.case_before = change.case_after = model::LinkedCaseId{1};
  EXPECT_EQ(reason_of(change), model::ChangeReason::kCorrected);
  change.before->set_text(model::field::disposal_id, "convicted");
  EXPECT_EQ(reason_of(change), model::ChangeReason::kReopened);
  change.case_after = model::LinkedCaseId{2};
  EXPECT_EQ(reason_of(change), model::ChangeReason::kRelinked);
  change.after.reset();
  EXPECT_EQ(reason_of(change), model::ChangeReason::kDeleted);
}

}  // namespace
}  // namespace mizan::pipeline
