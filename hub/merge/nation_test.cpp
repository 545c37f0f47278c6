// Which hubs' cells are added up, of which day, and what is said of those that are not.
#include "merge/nation.hpp"

#include <gtest/gtest.h>

#include "kpi/shipped_test_support.hpp"

namespace mizan::merge {
namespace {

constexpr base::Micros kDay = 86'400'000'000;
constexpr base::Micros kMonday = 1'750'000'000'000'000;  // 15 June 2025
constexpr base::Micros kTuesday = kMonday + kDay;

base::Result<model::SourceDeclaration> read_declaration(std::string_view text) {
  model::SourceDeclaration declared;
  declared.see_everything();
  declared.province = text;
  return declared;
}

/// Cells of a province of so many districts; `at` is also a count by which they are known again.
Snapshot cells(const std::string& hub, const std::string& province, int districts, base::Micros at) {
  Snapshot snapshot;
  snapshot.hub = hub;
  snapshot.known_at = at;
  snapshot.sources.push_back({"court", province, base::karachi_day(at), at});
  for (const auto& each : kpi::shipped())
    snapshot.definitions.push_back({kpi::stored_name(each), each.digest});
  const kpi::Bucket one = {{0, 1}};
  for (int i = 0; i < districts; ++i)
    snapshot.cells.push_back({"hearings_listed",
                              province,
                              kpi::Dimension::kDistrict,
                              province + std::to_string(i),
                              {{0, 664, one}}});
  return snapshot;
}

HubCells hub(const std::string& name, std::vector<Snapshot> kept, bool silent = false) {
  return {name, silent, std::move(kept)};
}

TEST(Nation, IsOfTheDayThatMostHubsHave) {
  // A little after midnight: one hub has told of Tuesday, the other has not yet.
  const auto nation =
      merge_hubs(kpi::shipped(),
                 {hub("punjab", {cells("punjab", "PB", 3, kMonday), cells("punjab", "PB", 3, kTuesday)}),
                  hub("kp", {cells("kp", "KP", 2, kMonday)})},
                 read_declaration);
  ASSERT_TRUE(nation) << nation.error().message;
  EXPECT_EQ(nation->merged.known_at, kMonday);
  EXPECT_TRUE(nation->parts[0].used);
  EXPECT_TRUE(nation->parts[1].used);
}

TEST(Nation, OfTwoDaysThatAsManyHaveItIsTheLater) {
  const auto nation =
      merge_hubs(kpi::shipped(),
                 {hub("punjab", {cells("punjab", "PB", 3, kMonday), cells("punjab", "PB", 3, kTuesday)}),
                  hub("kp", {cells("kp", "KP", 2, kMonday), cells("kp", "KP", 2, kTuesday)})},
                 read_declaration);
  EXPECT_EQ(nation->merged.known_at, kTuesday);
}

TEST(Nation, ASilentHubIsNotWaitedForAndIsNamed) {
  const auto nation =
      merge_hubs(kpi::shipped(),
                 {hub("punjab", {cells("punjab", "PB", 3, kMonday), cells("punjab", "PB", 3, kTuesday)}),
                  hub("kp", {cells("kp", "KP", 2, kMonday)}, true), hub("sindh", {})},
                 read_declaration);
  ASSERT_TRUE(nation);
  EXPECT_EQ(nation->merged.known_at, kTuesday);
  EXPECT_EQ(nation->parts[1].hub, "kp");
  EXPECT_FALSE(nation->parts[1].used);
  EXPECT_EQ(nation->parts[1].why, "it is silent");
  EXPECT_EQ(nation->parts[1].known_at, kMonday);
  EXPECT_EQ(nation->parts[2].why, "it has not given any cells yet");
}

TEST(Nation, AHubOfAnotherDayIsNamedWithItsDay) {
  const auto nation = merge_hubs(
      kpi::shipped(),
      {hub("punjab", {cells("punjab", "PB", 3, kMonday)}), hub("sindh", {cells("sindh", "SD", 1, kTuesday)}),
       hub("kp", {cells("kp", "KP", 2, kTuesday)})},
      read_declaration);
  EXPECT_EQ(nation->parts[0].why, "its cells are of 2025-06-15, not of 2025-06-16");
}

TEST(Nation, WithoutAnyCellsThereIsNone) {
  EXPECT_EQ(merge_hubs(kpi::shipped(), {hub("punjab", {})}, read_declaration).error().message,
            "no hub has given its cells yet");
}

TEST(Nation, WhatIsMissingLowersTheCoverageOfTheNationAlone) {
  const auto nation = merge_hubs(
      kpi::shipped(),
      {hub("punjab", {cells("punjab", "PB", 3, kTuesday)}), hub("kp", {cells("kp", "KP", 2, kMonday)}, true)},
      read_declaration);
  model::KpiResult value;
  value.key.province = "_T";
  value.places = {3, 3};
  note_missing(nation->parts, value);
  EXPECT_EQ(value.places, (model::Share{3, 5})) << "three districts of Punjab, of five that are known";
  EXPECT_EQ(value.status, model::KpiStatus::kProvisional);
  model::KpiResult punjab;
  punjab.key.province = "PB";
  punjab.places = {3, 3};
  note_missing(nation->parts, punjab);
  EXPECT_EQ(punjab.places, (model::Share{3, 3}));
  EXPECT_EQ(punjab.status, model::KpiStatus::kNormal);
}

}  // namespace
}  // namespace mizan::merge
