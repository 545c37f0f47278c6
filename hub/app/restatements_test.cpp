#include "app/restatements.hpp"

#include <gtest/gtest.h>

namespace mizan::app {
namespace {

using model::ChangeReason;
using model::Fraction;
using model::KpiChange;

KpiChange restated(const std::string& kpi, const char* period, Fraction was, Fraction now,
                   std::initializer_list<std::pair<ChangeReason, int>> reasons) {
  KpiChange change;
  change.now.key = {kpi, 1, "value", "PB", "total", "_T"};
  change.now.period = *model::parse_period(period);
  change.now.value = now;
  change.previous = was;
  change.restatement = true;
  for (const auto& [reason, records] : reasons) change.records[static_cast<int>(reason)] = records;
  return change;
}

std::vector<std::string> kpis_of(const std::vector<KpiChange>& changes, std::size_t per_reason) {
  std::vector<std::string> names;
  for (const auto* change : telling_restatements(changes, per_reason))
    names.push_back(change->now.key.kpi + " " + change->now.period.label);
  return names;
}

TEST(TellingRestatements, GiveEachReasonItsLargestMoves) {
  const std::vector<KpiChange> changes = {
      restated("a", "2024-01", {100, 1}, {101, 1}, {{ChangeReason::kLate, 1}}),
      restated("b", "2024-01", {100, 1}, {150, 1}, {{ChangeReason::kLate, 1}}),
      restated("c", "2024-01", {100, 1}, {90, 1}, {{ChangeReason::kDeleted, 1}}),
      restated("d", "2024-01", {7, 1}, {0, 1}, {{ChangeReason::kReopened, 1}}),
      restated("e", "2024-01", {1, 2}, {1, 3}, {{ChangeReason::kCorrected, 1}}),
  };
  EXPECT_EQ(kpis_of(changes, 1),
            (std::vector<std::string>{"b 2024-01", "d 2024-01", "e 2024-01", "c 2024-01"}));
}

TEST(TellingRestatements, PreferOneReasonThenLongPeriodsThenAnotherKpi) {
  const std::vector<KpiChange> changes = {
      restated("a", "2024", {1, 1}, {9, 1}, {{ChangeReason::kLate, 1}, {ChangeReason::kDeleted, 1}}),
      restated("b", "2024-02", {1, 1}, {9, 1}, {{ChangeReason::kLate, 1}}),
      restated("b", "2024", {100, 1}, {101, 1}, {{ChangeReason::kLate, 1}}),
      restated("c", "2024-03", {100, 1}, {101, 1}, {{ChangeReason::kLate, 1}}),
  };
  EXPECT_EQ(kpis_of(changes, 2), (std::vector<std::string>{"b 2024", "c 2024-03", "a 2024"}));
}

TEST(TellingRestatements, RepeatAKpiWhereNoOtherIsLeft) {
  const std::vector<KpiChange> changes = {
      restated("a", "2024-01", {100, 1}, {150, 1}, {{ChangeReason::kLate, 1}}),
      restated("a", "2024-02", {100, 1}, {140, 1}, {{ChangeReason::kLate, 1}}),
      restated("b", "2024-03", {100, 1}, {101, 1}, {{ChangeReason::kLate, 1}}),
  };
  EXPECT_EQ(kpis_of(changes, 3), (std::vector<std::string>{"a 2024-01", "b 2024-03", "a 2024-02"}));
}

TEST(TellingRestatements, LeaveOutTheNationSlicesUpdatesAndMovesPastTheLastDigit) {
  auto nation = restated("a", "2024", {1, 1}, {2, 1}, {{ChangeReason::kLate, 1}});
  nation.now.key.province = "_T";
  auto slice = restated("a", "2024", {1, 1}, {2, 1}, {{ChangeReason::kLate, 1}});
  slice.now.key.dimension = "court";
  auto update = restated("a", "2024", {1, 1}, {2, 1}, {{ChangeReason::kLate, 1}});
  update.restatement = false;
  const auto tiny =
      restated("a", "2024", {1'000'000, 3'000'000}, {1'000'001, 3'000'000}, {{ChangeReason::kLate, 1}});
  EXPECT_TRUE(telling_restatements({nation, slice, update, tiny}, 9).empty());
}

TEST(ReasonsOf, CountsRecordsByReason) {
  EXPECT_EQ(reasons_of(restated("a", "2024", {1, 1}, {2, 1},
                                {{ChangeReason::kDeleted, 1}, {ChangeReason::kLate, 9}})),
            "9 late, 1 deleted");
}

}  // namespace
}  // namespace mizan::app
