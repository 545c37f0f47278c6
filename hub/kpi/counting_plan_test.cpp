// How definitions are counted does not change what is counted: incremental_test.cpp holds it against each
// definition by itself, over cases of all kinds. Here is what does not come about there.
#include "kpi/counting_plan.hpp"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

#include "kpi/engine.hpp"
#include "kpi/shipped_test_support.hpp"

namespace mizan::kpi {
namespace {

Engine engine_of(const std::string& kpi) {
  std::vector<Definition> wanted;
  for (auto& definition : shipped()) {
    if (definition.id == kpi) wanted.push_back(std::move(definition));
  }
  Engine engine(std::move(wanted));
  SourceState source;
  source.declaration.name = "s";
  source.declaration.see_everything();
  engine.set_sources({source});
  return engine;
}

Facts heard_once(Engine& engine, std::int32_t summoned) {
  Facts facts;
  facts.province = engine.names().id("PB");
  facts.district = engine.names().id("lahore");
  Hearing hearing;
  hearing.held_on = base::Day{19'000};
  hearing.pw_summoned = summoned;
  hearing.pw_attended = 2;
  facts.trials.emplace_back();
  facts.trials.back().legs.emplace_back();
  facts.trials.back().hearings.push_back(hearing);
  return facts;
}

// Each hearing is like no other: they are more than are kept.
TEST(CountingPlan, RowsOfMoreLooksThanAreKeptAreCountedAllTheSame) {
  constexpr std::int32_t kHearings = 40'000;
  auto engine = engine_of("witness_attendance");
  for (std::int32_t summoned = 1; summoned <= kHearings; ++summoned)
    engine.count(heard_once(engine, summoned));
  engine.finish_count();
  const std::vector<std::tuple<std::string, Dimension, std::string>> cells = {
      {"_T", Dimension::kTotal, "_T"},
      {"PB", Dimension::kTotal, "_T"},
      {"PB", Dimension::kDistrict, "lahore"}};
  for (const auto& [province, dimension, member] : cells) {
    const auto cell = engine.cells().find(province, dimension, member);
    ASSERT_TRUE(cell);
    const auto sum = [&](std::uint8_t component) {
      return engine.cells().sum(0, component, *cell, 0, 1'000);
    };
    EXPECT_EQ(sum(kNumerator), 2 * kHearings);
    EXPECT_EQ(sum(kDenominator), std::int64_t{kHearings} * (kHearings + 1) / 2);
  }
}

// One of two provinces is seen. The one engine met it first, the other one last; after that they are one.
TEST(CountingPlan, WhatIsSeenOfAProvinceGoesWithTheCells) {
  auto engine = engine_of("witness_attendance");
  SourceState source;
  source.declaration.name = "s";
  source.declaration.see_everything();
  source.declaration.province = "PB";
  engine.set_sources({source});
  const auto seen = heard_once(engine, 5);
  auto unseen = seen;
  unseen.province = engine.names().id("KP");
  engine.add(seen);
  auto recounted = engine.without_cells();
  recounted.count(unseen);
  recounted.count(seen);
  recounted.finish_count();
  engine.replace_cells(std::move(recounted));
  engine.add(seen);
  engine.add(unseen);
  const auto sum = [&](const std::string& province, std::uint8_t component) {
    return engine.cells().sum(0, component, *engine.cells().find(province, Dimension::kTotal, "_T"), 0,
                              1'000);
  };
  EXPECT_EQ(sum("PB", kDenominator), 10);
  EXPECT_EQ(sum("PB", kExcludedNotObserved), 0);
  EXPECT_EQ(sum("KP", kDenominator), 0);
  EXPECT_EQ(sum("KP", kExcludedNotObserved), 2);
}

TEST(CountingPlan, DefinitionsThatLooksDoNotTellAreCountedByThemselves) {
  const auto definitions = shipped();
  CountingPlan plan(definitions);
  std::set<std::string> others;
  for (const auto place : plan.others()) others.insert(definitions[place].id);
  for (const auto* const rows : {"hearings_listed", "conviction_contested", "firs_registered", "pending"})
    EXPECT_FALSE(others.contains(rows)) << rows;
  // Days between any two dates; the age of what is pending; what falls due; several objections of one row.
  for (const auto* const other :
       {"fir_to_disposal_days", "pending_age_days", "report_on_time", "objection_mix"})
    EXPECT_TRUE(others.contains(other)) << other;
}

}  // namespace
}  // namespace mizan::kpi
