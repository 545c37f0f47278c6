// What the calendar alone does to published values: days come, sources reach further, a clock is wrong.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "kpi/shipped_test_support.hpp"
#include "pipeline/kpi_runner.hpp"

namespace mizan::pipeline {
namespace {
namespace fs = std::filesystem;
namespace field = model::field;
using model::ChangeReason;
using model::KpiChange;

base::Day day(const char* text) {
  return *base::parse_iso_day(text);
}

/// Noon in Karachi.
base::Micros noon(const char* text) {
  return base::start_of_karachi_day(day(text)) + base::Micros{12} * 3'600 * 1'000'000;
}

/// A hub of one source, whose clock and whose reach the test moves.
class ClockedHub {
 public:
  explicit ClockedHub(const std::string& name)
      : path_((fs::path(::testing::TempDir()) / ("mizan_clock_" + name + std::to_string(getpid()) + ".db"))
                  .string()),
        engine_(kpi::shipped()),
        runner_(engine_, open(), {model::Granularity::kMonth}) {
    source_ = *store_->register_source("police", "{}");
    run_ = *store_->begin_run({source_, 1, "t", "1", "m"});
    reach({});
  }
  ~ClockedHub() {
    store_.reset();
    remove();
  }
  ClockedHub(const ClockedHub&) = delete;
  ClockedHub& operator=(const ClockedHub&) = delete;

  void reach(std::optional<base::Day> horizon) {
    kpi::SourceState source;
    source.declaration.id = source_;
    source.declaration.name = "police";
    source.declaration.see_everything();
    source.horizon = horizon;
    engine_.set_sources({source});
  }

  void take(model::Record record) {
    ASSERT_TRUE(store_->apply({source_, run_, 100, {store::Upsert{std::move(record), {}, {}, "{}"}}, {}, 1}));
  }

  /// An FIR of 1 January 2024; a report is due on the 15th.
  void take_fir() {
    model::Record record(model::Kind::kCase, "1");
    record.set_text(field::province_id, "P");
    record.set_date(field::fir_on_id, day("2024-01-01"));
    take(std::move(record));
  }

  std::vector<KpiChange> catch_up(base::Micros now) {
    auto changes = runner_.catch_up(now, {[](const auto&...) { return store::Event{}; }, {}});
    EXPECT_TRUE(changes) << changes.error().message;
    return changes ? std::move(*changes) : std::vector<KpiChange>();
  }

  /// "previous -> value" of the province in a month, as it was told; empty if it was not.
  static std::string told(const std::vector<KpiChange>& changes, const std::string& kpi, const char* period) {
    const auto text = [](const std::optional<model::Fraction>& value) {
      return value ? model::format_value(*value) : "none";
    };
    for (const auto& change : changes) {
      const auto& key = change.now.key;
      if (key.kpi != kpi || key.province != "P" || key.dimension != "total" ||
          change.now.period.label != period)
        continue;
      EXPECT_EQ(change.cause, ChangeReason::kClock);
      return text(change.previous) + " -> " + text(change.now.value);
    }
    return "";
  }

  std::vector<std::string> values(const char* today) const {
    std::vector<std::string> all;
    for (const auto& result : engine_.all_values({model::Granularity::kMonth}, day(today), 0)) {
      const auto& key = result.key;
      all.push_back(key.kpi + " " + key.stat + " " + key.province + " " + key.dimension + " " + key.member +
                    " " + result.period.label + " " +
                    (result.value ? model::format_value(*result.value) : "-"));
    }
    return all;
  }

 private:
  store::Store& open() {
    remove();
    store_.emplace(*store::Store::open(path_, store::OpenMode::kWrite));
    return *store_;
  }
  void remove() const {
    for (const auto* tail : {"", "-wal", "-shm", "-lock"}) fs::remove(path_ + tail);
  }

  std::string path_;
  std::optional<store::Store> store_;
  kpi::Engine engine_;
  KpiRunner runner_;
  model::SourceId source_;
  store::RunId run_;
};

TEST(Clock, WhatFallsDueIsToldThoughNoRecordArrives) {
  ClockedHub hub("due");
  hub.take_fir();
  hub.catch_up(noon("2024-01-15"));
  EXPECT_TRUE(hub.catch_up(noon("2024-01-15") + 1).empty()) << "the same day";
  EXPECT_EQ(ClockedHub::told(hub.catch_up(noon("2024-01-16")), "report_on_time", "2024-01"), "none -> 0");
}

// The hub was down from the 16th to the 20th: what fell due meanwhile is told at once, and once.
TEST(Clock, WhatFellDueWhileTheHubWasDownIsToldWhenItComesBack) {
  ClockedHub hub("down");
  hub.take_fir();
  hub.catch_up(noon("2024-01-15"));
  const auto changes = hub.catch_up(noon("2024-01-20"));
  EXPECT_EQ(ClockedHub::told(changes, "report_on_time", "2024-01"), "none -> 0");
  EXPECT_EQ(ClockedHub::told(changes, "reports_overdue", "2024-01"), "0 -> 1") << "fir_on + 17 is the 18th";
  EXPECT_TRUE(hub.catch_up(noon("2024-01-20") + 1).empty());
}

TEST(Clock, ASourceThatReachesFurtherMovesWhatIsDue) {
  ClockedHub hub("reach");
  hub.take_fir();
  hub.reach(day("2024-01-14"));
  hub.catch_up(noon("2024-02-10"));
  hub.reach(day("2024-01-15"));
  EXPECT_EQ(ClockedHub::told(hub.catch_up(noon("2024-02-10") + 1), "report_on_time", "2024-01"), "none -> 0");
}

TEST(Clock, AMonthThatBeginsIsTold) {
  ClockedHub hub("month");
  hub.take_fir();
  hub.catch_up(noon("2024-01-31"));
  EXPECT_EQ(ClockedHub::told(hub.catch_up(noon("2024-02-01")), "firs_registered", "2024-02"), "none -> 0");
}

TEST(Clock, OneThatGoesBackADayIsWaitedFor) {
  ClockedHub hub("back");
  hub.take_fir();
  hub.catch_up(noon("2024-01-16"));
  EXPECT_TRUE(hub.catch_up(noon("2024-01-15")).empty());
  EXPECT_TRUE(hub.catch_up(noon("2024-01-16")).empty());
}

// A date of next month was taken for come by a clock that was months ahead.
TEST(Clock, OneThatWasFarAheadLeavesNothingBehind) {
  ClockedHub hub("ahead");
  ClockedHub other("right");
  for (auto* each : {&hub, &other}) {
    each->take_fir();
    model::Record record(model::Kind::kCase, "2");
    record.set_text(field::province_id, "P");
    record.set_date(field::instituted_on_id, day("2024-01-05"));
    record.set_text(field::disposal_id, "convicted");
    record.set_date(field::disposed_on_id, day("2024-02-10"));
    each->take(std::move(record));
  }
  hub.catch_up(noon("2024-04-16"));
  const auto changes = hub.catch_up(noon("2024-01-20"));
  EXPECT_EQ(ClockedHub::told(changes, "pending", "2024-02"), "0 -> none");
  EXPECT_EQ(ClockedHub::told(changes, "report_on_time", "2024-01"), "");
  other.catch_up(noon("2024-01-20"));
  EXPECT_EQ(hub.values("2024-01-20"), other.values("2024-01-20"));
  EXPECT_EQ(ClockedHub::told(hub.catch_up(noon("2024-02-10")), "pending", "2024-02"),
            ClockedHub::told(other.catch_up(noon("2024-02-10")), "pending", "2024-02"));
}

}  // namespace
}  // namespace mizan::pipeline
