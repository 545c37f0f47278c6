// A recount of cells that are not what the records say, whatever they are instead.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "kpi/shipped_test_support.hpp"
#include "pipeline/kpi_runner.hpp"
#include "store/sqlite.hpp"

namespace mizan::pipeline {
namespace {
namespace fs = std::filesystem;

using model::Kind;
using model::Record;

constexpr base::Micros kNow = 1'750'000'000'000'000;

class Recount : public ::testing::Test {
 protected:
  Recount() {
    remove_files();
    store_.emplace(*store::Store::open(path_, store::OpenMode::kWrite));
    const auto source = *store_->register_source("court", "{}");
    const auto run = *store_->begin_run({source, 1, "t", "1", "m"});
    std::vector<store::Item> items;
    for (int i = 0; i < 40; ++i) items.push_back(case_number(i));
    EXPECT_TRUE(store_->apply({source, run, 100, std::move(items), {}, 1}));
    open_runner();
    EXPECT_TRUE(runner_->load());
    EXPECT_TRUE(runner_->catch_up(kNow, {}));
    counted_ = cells();
    EXPECT_GT(counted_.size(), 50U);
  }
  ~Recount() override {
    store_.reset();
    remove_files();
  }

  void remove_files() const {
    for (const auto* tail : {"", "-wal", "-shm", "-lock"}) fs::remove(path_ + tail);
  }

  void open_runner() {
    kpi::SourceState source;
    source.declaration.name = "court";
    source.declaration.see_everything();
    engine_.emplace(kpi::shipped());
    engine_->set_sources({source});
    runner_.emplace(*engine_, *store_, std::vector{model::Granularity::kMonth});
  }

  void spoil(const std::string& sql) {
    ASSERT_TRUE(store_->database().execute(sql)) << sql;
    ASSERT_NE(cells(), counted_) << sql;
  }

  void mend() {
    open_runner();
    ASSERT_TRUE(runner_->load_for_recount());
    ASSERT_TRUE(runner_->rebuild(kNow, {}, model::ChangeReason::kConfig, CountFrom::kFacts));
    EXPECT_EQ(cells(), counted_);
  }

  std::map<std::string, std::string> cells() {
    std::map<std::string, std::string> all;
    EXPECT_TRUE(store_->load_cells([&](const store::CellRow& row) -> base::Result<> {
      all[row.kpi + "|" + row.province + "|" + row.dimension + "|" + row.member + "|" +
          std::to_string(row.component) + "|" + std::to_string(row.month)] = row.data;
      return {};
    }));
    return all;
  }

  static store::Item case_number(int i) {
    Record record(Kind::kCase, std::to_string(i));
    record.set_text(model::field::province_id, "P");
    record.set_text(model::field::court_id, i % 2 == 0 ? "A" : "B");
    record.set_date(model::field::instituted_on_id, base::Day{19'800 + 7 * i});
    if (i % 3 == 0) {
      record.set_text(model::field::disposal_id, "convicted");
      record.set_date(model::field::disposed_on_id, base::Day{19'830 + 7 * i});
    }
    return store::Upsert{std::move(record), {}, {}, "{}"};
  }

  const std::string path_ = (fs::path(::testing::TempDir()) / "mizan_recount.db").string();
  std::optional<store::Store> store_;
  std::optional<kpi::Engine> engine_;
  std::optional<KpiRunner> runner_;
  std::map<std::string, std::string> counted_;
};

TEST_F(Recount, WritesWhatIsMissing) {
  spoil("DELETE FROM kpi_bucket WHERE month % 2 = 0");
  mend();
}

TEST_F(Recount, RemovesWhatIsTooMuch) {
  spoil("INSERT INTO kpi_bucket SELECT cell, component, month + 100, data FROM kpi_bucket");
  mend();
}

TEST_F(Recount, RemovesACellThatNobodyKnows) {
  spoil(
      "INSERT INTO kpi_cell SELECT id + 10000, kpi, 'Q', dimension, member FROM kpi_cell WHERE province = "
      "'P';"
      "INSERT INTO kpi_bucket SELECT cell + 10000, component, month, data FROM kpi_bucket "
      "JOIN kpi_cell ON id = cell WHERE province = 'P'");
  mend();
}

TEST_F(Recount, CorrectsWhatIsWrong) {
  spoil("UPDATE kpi_bucket SET data = (SELECT data FROM kpi_bucket ORDER BY length(data) DESC LIMIT 1)");
  mend();
}

TEST_F(Recount, MendsWhatCannotBeRead) {
  spoil("UPDATE kpi_bucket SET data = x'FF00' WHERE month % 2 = 0");
  open_runner();
  const auto loaded = runner_->load();
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().message.find("run `mizan kpi rebuild`"), std::string::npos);
  mend();
}

TEST_F(Recount, MendsCellsWithoutAName) {
  ASSERT_TRUE(store_->database().execute("UPDATE kpi_bucket SET cell = cell + 10000 WHERE component = 0"));
  open_runner();
  EXPECT_FALSE(runner_->load());
  mend();
}

TEST_F(Recount, WritesNothingWhereNothingDiffers) {
  ASSERT_TRUE(
      store_->database().execute("CREATE TRIGGER written AFTER INSERT ON kpi_bucket BEGIN "
                                 "SELECT RAISE(ABORT, 'a row was written'); END"));
  mend();
}

}  // namespace
}  // namespace mizan::pipeline
