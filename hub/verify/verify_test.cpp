// What the verifier lists, on a store of a few records worked by hand. That it lists nothing where the engine
// is right, whatever the records, is for tests/property and tests/integration.
#include "verify/verifier.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "kpi/shipped_test_support.hpp"
#include "store/store.hpp"

namespace mizan::verify {
namespace {
namespace fs = std::filesystem;
using kpi::shipped;
using model::Kind;
using model::Record;
using ::testing::IsEmpty;

base::Day day(const char* text) {
  return *base::parse_iso_day(text);
}

// Two trials of one court: instituted in January 2024, one of them convicted in February.
class VerifierTest : public ::testing::Test {
 protected:
  VerifierTest()
      : path_((fs::path(::testing::TempDir()) / "mizan_verify_test.db").string()), engine_(shipped()) {
    remove_store();
    store_.emplace(*store::Store::open(path_, store::OpenMode::kWrite));
    const auto source = *store_->register_source("court", "{}");
    const auto run = *store_->begin_run({source, kReceived, "t", "1", "m"});
    kpi::SourceState state;
    state.declaration.id = source;
    state.declaration.name = "court";
    state.declaration.see_everything();
    state.horizon = day("2024-06-30");
    state.newest_change = kReceived;
    engine_.set_sources({state});
    EXPECT_TRUE(store_->apply({source, run, kReceived, {trial("1", true), trial("2", false)}, {}, 1}));
    engine_.set_receipts({{"", base::karachi_day(kReceived), 2, 0}});
    EXPECT_TRUE(store_->for_each_case([&](const model::LinkedCase& linked) -> base::Result<> {
      engine_.add_case(linked, kToday);
      return {};
    }));
  }
  ~VerifierTest() override {
    store_.reset();
    remove_store();
  }

  static store::Item trial(const std::string& key, bool convicted) {
    Record record(Kind::kCase, key);
    record.set_text(model::field::province_id, "P");
    record.set_text(model::field::court_id, "A");
    record.set_date(model::field::instituted_on_id, day("2024-01-10"));
    if (convicted) {
      record.set_text(model::field::disposal_id, "convicted");
      record.set_date(model::field::disposed_on_id, day("2024-02-20"));
    }
    return store::Upsert{std::move(record), {}, {}, "{}"};
  }

  std::vector<std::string> differences(const std::vector<std::string>& kpis) {
    std::vector<std::string> lines;
    auto verifier = Verifier::open(store_->database());
    EXPECT_TRUE(verifier) << verifier.error().message;
    const auto compared = verifier->run(
        engine_, kToday, kReceived + 30 * kHour, kpis,
        [&](const Difference& d) {
          lines.push_back(d.kpi + " " + d.province + " " + d.dimension + " " + d.member + " " + d.period +
                          " " + d.part + ": engine " + d.engine + ", SQL " + d.sql);
        },
        [](int, int) {});
    EXPECT_TRUE(compared) << compared.error().message;
    compared_ = compared ? *compared : 0;
    return lines;
  }

  kpi::BucketKey bucket(const std::string& kpi, std::uint8_t component, const char* month, kpi::CellId cell) {
    return {static_cast<std::uint8_t>(engine_.find(kpi, 1) - engine_.definitions().data()), component,
            static_cast<std::int16_t>(base::month_index(day(month))), cell};
  }

  static constexpr base::Day kToday{19'904};  // 2024-06-30
  static constexpr base::Micros kHour = 3'600'000'000;
  static constexpr base::Micros kReceived = 19'900 * 86'400'000'000;
  std::string path_;
  std::optional<store::Store> store_;
  kpi::Engine engine_;
  std::int64_t compared_ = 0;

 private:
  void remove_store() const {
    for (const auto* tail : {"", "-wal", "-shm"}) fs::remove(path_ + tail);
  }
};

TEST_F(VerifierTest, ListsNothingWhereTheEngineIsRight) {
  EXPECT_THAT(differences({}), IsEmpty());
  // 6 months, 2 quarters, 1 year and 1 fiscal year (FY2023-24), of the nation and P, in 18 KPIs and more.
  EXPECT_GT(compared_, 10 * 2 * 18);
}

TEST_F(VerifierTest, ListsExactlyAPlantedError) {
  const auto court = *engine_.cells().find("P", kpi::Dimension::kCourt, "A");
  // One more pending case in court A from May on.
  engine_.cells().add(bucket("pending", 2, "2024-05-01", court), 0, 1);
  EXPECT_THAT(differences({"pending", "clearance_rate"}),
              ::testing::UnorderedElementsAre("pending P court A 2024-05 value: engine 2, SQL 1",
                                              "pending P court A 2024-06 value: engine 2, SQL 1",
                                              "pending P court A 2024-Q2 value: engine 2, SQL 1",
                                              "pending P court A 2024 value: engine 2, SQL 1",
                                              "pending P court A FY2023-24 value: engine 2, SQL 1"));
}

TEST_F(VerifierTest, ListsEachPartOfAPlantedError) {
  const auto province = *engine_.cells().find("P", kpi::Dimension::kTotal, "_T");
  engine_.cells().add(bucket("clearance_rate", 0, "2024-01-01", province), 0, 1);
  engine_.cells().add(bucket("clearance_rate", 48, "2024-03-01", province), 0, 2);
  const auto lines = differences({"clearance_rate"});
  const auto of_months = [](const std::string& line) { return line.find("2024-0") != std::string::npos; };
  std::vector<std::string> months;
  std::copy_if(lines.begin(), lines.end(), std::back_inserter(months), of_months);
  EXPECT_THAT(months, ::testing::UnorderedElementsAre(
                          "clearance_rate P total _T 2024-01 value: engine 50 (100/2), SQL 0 (0/2)",
                          "clearance_rate P total _T 2024-01 numerator: engine 1, SQL 0",
                          "clearance_rate P total _T 2024-03 missing: engine 2, SQL 0"));
}

TEST_F(VerifierTest, ListsCellsThatOnlyOneSideHas) {
  const auto ghost = engine_.cells().id("P", kpi::Dimension::kCourt, "B");
  engine_.cells().add(bucket("hearings_listed", 0, "2024-03-01", ghost), 0, 1);
  const auto court = *engine_.cells().find("P", kpi::Dimension::kCourt, "A");
  engine_.cells().add(bucket("clearance_rate", 1, "2024-01-01", court), 0, -2);
  const auto lines = differences({"hearings_listed", "clearance_rate"});
  EXPECT_THAT(lines, ::testing::Contains("hearings_listed P court B 2024-03 cell: engine 1, SQL nothing"));
  EXPECT_THAT(lines,
              ::testing::Contains("clearance_rate P court A 2024-01 cell: engine nothing, SQL 0 (0/2)"));
}

TEST_F(VerifierTest, SeesWhenASourceBroughtItsNewestChange) {
  auto sources = engine_.sources();
  sources[0].newest_change -= 2 * kHour;
  engine_.set_sources(sources);
  EXPECT_THAT(differences({"freshness_hours"}),
              ::testing::Contains("freshness_hours _U source court 2024-06 value: engine 32, SQL 30"));
}

TEST_F(VerifierTest, SeesTheRecordsAsTheyAre) {
  // The engine is not told of this one.
  ASSERT_TRUE(store_->apply({{1}, {1}, kReceived, {trial("3", false)}, {}, 1}));
  EXPECT_THAT(differences({"pending"}),
              ::testing::Contains("pending _T total _T 2024-06 value: engine 1, SQL 2"));
}

TEST_F(VerifierTest, RefusesAKpiThatIsNotDefined) {
  auto verifier = Verifier::open(store_->database());
  ASSERT_TRUE(verifier);
  const auto result = verifier->run(
      engine_, kToday, 0, {"guesses"}, [](const Difference&) {}, [](int, int) {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, base::Code::kNotFound);
  EXPECT_NE(result.error().message.find("guesses"), std::string::npos);
}

}  // namespace
}  // namespace mizan::verify
