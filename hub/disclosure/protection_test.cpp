#include "disclosure/protection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mizan::disclosure {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

const model::Period kMarch = *model::parse_period("2026-03");

Slice district(const std::string& member) {
  return {"PB", "district", member};
}
const Slice kPunjab{"PB", "total", "_T"};
const Slice kNation{"_T", "total", "_T"};

// One count; the total is their sum, and the nation is the province and 100 elsewhere.
Table table_of_districts(const std::map<std::string, std::int64_t>& counts,
                         const model::Period& period = kMarch) {
  Table table{period, {}};
  std::int64_t sum = 0;
  for (const auto& [name, count] : counts) {
    table.slices[district(name)].counts["pending/value"] = count;
    sum += count;
  }
  table.slices[kPunjab].counts["pending/value"] = sum;
  table.slices[{"KP", "total", "_T"}].counts["pending/value"] = 100;
  table.slices[kNation].counts["pending/value"] = sum + 100;
  return table;
}

TEST(Protection, NothingIsHiddenWhereNothingIsSmall) {
  EXPECT_THAT(hidden_slices(table_of_districts({{"A", 5}, {"B", 0}, {"C", 70}}), {}), IsEmpty());
}

// 3 is small. Alone it would be 80 less 7 and 70; with 7 beside it either can be 0 to 10.
TEST(Protection, ASmallCountHasAPartnerTheSmallestThatIsEnough) {
  EXPECT_THAT(hidden_slices(table_of_districts({{"A", 3}, {"B", 7}, {"C", 70}}), {}),
              ElementsAre(district("A"), district("B")));
}

// 0 would be no partner: 3 would still be 73 less 70.
TEST(Protection, WhatHasNoneIsNoPartner) {
  EXPECT_THAT(hidden_slices(table_of_districts({{"A", 3}, {"B", 0}, {"C", 70}}), {}),
              ElementsAre(district("A"), district("C")));
}

// 2 and 2 together are 4, so each would be small for certain; the third goes with them.
TEST(Protection, TwoSmallOnesThatComeToLittleNeedAThird) {
  EXPECT_THAT(hidden_slices(table_of_districts({{"A", 2}, {"B", 2}, {"C", 70}}), {}),
              ElementsAre(district("A"), district("B"), district("C")));
}

// A province of 4 in all: the nation less the other one would say it, and so would its districts.
TEST(Protection, AroundASmallProvinceItsPartsAndTheNationAreHidden) {
  const auto hidden = hidden_slices(table_of_districts({{"A", 4}, {"B", 0}}), {});
  EXPECT_THAT(hidden, ElementsAre(district("A"), district("B"), kPunjab, kNation));
  EXPECT_THAT(hidden, Not(Contains(Slice{"KP", "total", "_T"})));
}

// 98 of 100: the two who were not are small. KPIS rule 11: numerator, denominator or their difference.
TEST(Protection, TheDifferenceOfAShareIsACountToo) {
  model::KpiResult result;
  result.key = {"conviction_disposed", 1, "value", "PB", "district", "A"};
  result.period = kMarch;
  result.numerator = 98;
  result.denominator = 100;
  const auto table = table_of(kMarch, {result});
  EXPECT_TRUE(is_small(table.slices.at(district("A"))));
  result.numerator = 95;
  EXPECT_FALSE(is_small(table_of(kMarch, {result}).slices.at(district("A"))));
}

TEST(Protection, OfJuvenilesNineIsSmall) {
  model::KpiResult result;
  result.key = {"accused_conviction", 1, "value", "PB", "age_class", "juvenile"};
  result.period = kMarch;
  result.numerator = 0;
  result.denominator = 9;
  EXPECT_TRUE(is_small(table_of(kMarch, {result}).slices.begin()->second));
  result.key.member = "adult";
  EXPECT_FALSE(is_small(table_of(kMarch, {result}).slices.begin()->second));
}

// March was shown with A and B hidden. Were B shown again, who assumes that it has not changed would have A
// of before.
TEST(Protection, WhatWasHiddenStaysHidden) {
  Publication publication;
  EXPECT_TRUE(publication.add(table_of_districts({{"A", 3}, {"B", 7}, {"C", 70}})).taken);
  const auto again = publication.add(table_of_districts({{"A", 30}, {"B", 7}, {"C", 70}}));
  EXPECT_TRUE(again.taken);
  EXPECT_THAT(again.hidden, ElementsAre(district("A"), district("B")));
}

// It was 6 and shown; that it is 3 now would follow from the total, which fell by 3.
TEST(Protection, ARevisionThatWouldHideMoreIsNotShown) {
  Publication publication;
  EXPECT_TRUE(publication.add(table_of_districts({{"A", 6}, {"B", 7}, {"C", 70}})).taken);
  EXPECT_FALSE(publication.add(table_of_districts({{"A", 3}, {"B", 7}, {"C", 70}})).taken);
  EXPECT_TRUE(publication.add(table_of_districts({{"A", 8}, {"B", 7}, {"C", 70}})).taken);
}

// January and February shown and the quarter would give March.
TEST(Protection, APeriodOfDaysThatWereShownIsNotShown) {
  Publication publication;
  const auto table = table_of_districts({{"A", 30}});
  EXPECT_TRUE(publication.add(table).taken);
  for (const auto* label : {"2026-Q1", "2026", "FY2025-26"})
    EXPECT_FALSE(publication.add(table_of_districts({{"A", 30}}, *model::parse_period(label))).taken)
        << label;
  EXPECT_TRUE(publication.add(table_of_districts({{"A", 30}}, *model::parse_period("2026-04"))).taken);
}

}  // namespace
}  // namespace mizan::disclosure
