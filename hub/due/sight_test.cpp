// Where something stands on a day: its last day is in time, and what nobody can see is not overdue.
#include "due/sight.hpp"

#include "due/due_test_support.hpp"
#include "kpi/shipped_test_support.hpp"

namespace mizan::due {
namespace {
namespace field = model::field;

/// A source of Punjab that sees everything, and one of KP that sees the FIR alone.
class SightTest : public ::testing::Test {
 protected:
  SightTest() : engine_(kpi::shipped()) { reach_until(std::nullopt); }

  void reach_until(std::optional<base::Day> horizon) {
    kpi::SourceState all;
    all.declaration.id = model::SourceId{1};
    all.declaration.province = "PB";
    all.declaration.see_everything();
    all.horizon = horizon;
    kpi::SourceState few;
    few.declaration.id = model::SourceId{2};
    few.declaration.province = "KP";
    few.declaration.observes[static_cast<std::size_t>(model::Kind::kCase)].set(field::fir_on_id);
    engine_.set_sources({all, few});
  }

  State state(Kind kind, const char* last, const char* today, const char* province = "PB") const {
    const Sight sight(engine_, engine_.reach(day(today)));
    return sight.state_of({kind, day(last), day(last)}, sight.of(province));
  }
  bool approaches(Kind kind, const char* last, const char* today) const {
    const Sight sight(engine_, engine_.reach(day(today)));
    return sight.approaches({kind, day(last), day(last)}, sight.of("PB"));
  }

  kpi::Engine engine_;
};

TEST_F(SightTest, TheLastDayIsInTime) {
  for (const auto kind : kKinds) {
    EXPECT_EQ(state(kind, "2024-02-29", "2024-02-29"), State::kAhead) << kind_name(kind);
    EXPECT_EQ(state(kind, "2024-02-29", "2024-03-01"), State::kOverdue) << kind_name(kind);
  }
}

// KPIS rule 6. What is a stock counts without waiting, as its KPI does.
TEST_F(SightTest, WhatIsDueAfterTheSourcesReachIsNotSeenYet) {
  reach_until(day("2024-02-10"));
  EXPECT_EQ(state(Kind::kHandover, "2024-02-10", "2024-03-01"), State::kOverdue);
  EXPECT_EQ(state(Kind::kHandover, "2024-02-11", "2024-03-01"), State::kUnseen);
  EXPECT_EQ(state(Kind::kReport, "2024-02-11", "2024-03-01"), State::kOverdue);
  EXPECT_EQ(state(Kind::kBail, "2024-02-11", "2024-03-01"), State::kOverdue);
}

TEST_F(SightTest, WhatNobodyObservesIsUnknownAndNeverOverdue) {
  EXPECT_EQ(state(Kind::kReport, "2024-02-10", "2024-03-01", "KP"), State::kUnknown);
  EXPECT_EQ(state(Kind::kReport, "2024-02-10", "2024-03-01", "BA"), State::kUnknown) << "of no source";
  const Sight sight(engine_, engine_.reach(day("2024-03-01")));
  const auto& report = sight.of("KP")[static_cast<std::size_t>(Kind::kReport)];
  EXPECT_FALSE(report.observed);
  // All that reports_overdue needs, but the day of the FIR.
  EXPECT_EQ(report.missing, (std::vector<std::string>{"firs", "submissions", "report.received_on",
                                                      "report.report_type", "case.instituted_on"}));
  EXPECT_FALSE(sight.of("KP")[static_cast<std::size_t>(Kind::kScrutiny)].applies) << "Punjab's limit";
  EXPECT_TRUE(sight.of("PB")[static_cast<std::size_t>(Kind::kScrutiny)].applies);
}

// Three days before the seventeenth is the fourteenth, on which the report itself is due.
TEST_F(SightTest, ADayApproachesWithinTheDaysOfItsKind) {
  EXPECT_FALSE(approaches(Kind::kReport, "2024-01-18", "2024-01-14"));
  EXPECT_TRUE(approaches(Kind::kReport, "2024-01-18", "2024-01-15"));
  EXPECT_TRUE(approaches(Kind::kReport, "2024-01-18", "2024-01-18"));
  EXPECT_FALSE(approaches(Kind::kReport, "2024-01-18", "2024-01-19")) << "passed";
  EXPECT_TRUE(approaches(Kind::kBail, "2024-03-01", "2024-01-31")) << "30 days, over a leap day";
  EXPECT_FALSE(approaches(Kind::kBail, "2024-03-01", "2024-01-30"));
  EXPECT_FALSE(approaches(Kind::kHandover, "2024-01-18", "2024-01-18")) << "it is told when it is missing";
}

}  // namespace
}  // namespace mizan::due
