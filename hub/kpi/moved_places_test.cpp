// What a batch of changed cases moves: which places, in which months, and how many records are behind it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kpi/moved_places_impl.hpp"
#include "kpi/summed_deltas_impl.hpp"

namespace mizan::kpi {
namespace {
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr KpiPlace kLahore{0, 1};
constexpr KpiPlace kNation{0, 0};
constexpr KpiPlace kByReason{1, 2};

RecordCounts records(std::int64_t n) {
  RecordCounts counts{};
  counts[0] = n;
  return counts;
}

// Three cases, of 1, 10 and 100 records.
const std::vector<RecordCounts> kRecords = {records(1), records(10), records(100)};

struct Added {
  KpiPlace place;
  Touch touch;
};

MovedPlaces moved_by(const std::vector<Added>& all, std::size_t cells) {
  MovedPlaces moved;
  moved.order(2, cells, [&](const auto& visit) {
    for (const auto& each : all) visit(each.place, each.touch);
  });
  return moved;
}

// With few cells places are counted, with many compared.
class MovedPlacesTest : public ::testing::TestWithParam<std::size_t> {};

TEST_P(MovedPlacesTest, EachPlaceHasItsCasesAndMonthsOnce) {
  const auto moved = moved_by({{kByReason, {0, 7}},
                               {kLahore, {0, 9}},
                               {kLahore, {0, 5}},
                               {kByReason, {0, 7}},
                               {kLahore, {1, 5}},
                               {kLahore, {2, 9}},
                               {kLahore, {2, 9}}},
                              GetParam());
  ASSERT_EQ(moved.all().size(), 2U);
  EXPECT_EQ(moved.all()[0].place, kLahore);
  EXPECT_THAT(moved.all()[0].touches, ElementsAre(Touch{0, 5}, Touch{0, 9}, Touch{1, 5}, Touch{2, 9}));
  EXPECT_THAT(moved.all()[0].months, ElementsAre(5, 9));
  EXPECT_EQ(moved.all()[1].place, kByReason);
  EXPECT_THAT(moved.all()[1].touches, ElementsAre(Touch{0, 7}));
}

INSTANTIATE_TEST_SUITE_P(FewCellsAndMany, MovedPlacesTest, ::testing::Values(3, 1000));

TEST(MovedPlaces, WhatMovesAlongHasTheCasesOfThoseBesideIt) {
  auto moved = moved_by({{kLahore, {0, 5}}, {kNation, {1, 6}}, {kLahore, {1, 6}}}, 3);
  moved.move_along({{kNation, {1}}, {kByReason, {0, 1}}});
  ASSERT_EQ(moved.all().size(), 3U);
  EXPECT_EQ(moved.all()[0].place, kNation);
  EXPECT_THAT(moved.all()[0].touches, ElementsAre(Touch{0, 5}, Touch{1, 6}));
  EXPECT_THAT(moved.all()[0].months, ElementsAre(5, 6));
  EXPECT_EQ(moved.all()[2].place, kByReason) << "which nothing moved by itself";
  EXPECT_THAT(moved.all()[2].touches, ElementsAre(Touch{0, 5}, Touch{1, 6}));
}

TEST(RecordsBehind, EachCaseCountsOnceForAValue) {
  // Case 0 in the months 3, 4 and 6, case 1 in 4, case 2 in 6.
  const auto moved = moved_by(
      {{kLahore, {0, 3}}, {kLahore, {0, 4}}, {kLahore, {0, 6}}, {kLahore, {1, 4}}, {kLahore, {2, 6}}}, 3);
  const RecordsBehind behind(moved.all()[0], kRecords);
  EXPECT_EQ(behind.ever()[0], 111);
  EXPECT_EQ(behind.until(3)[0], 0);
  EXPECT_EQ(behind.until(4)[0], 1);
  EXPECT_EQ(behind.until(6)[0], 11);
  EXPECT_EQ(behind.until(7)[0], 111);
  EXPECT_EQ(behind.within(4, 5)[0], 11) << "a month in the midst";
  EXPECT_EQ(behind.within(5, 6)[0], 0);
  EXPECT_EQ(behind.within(4, 7)[0], 111) << "a quarter";
  EXPECT_EQ(behind.within(1, 5)[0], 11) << "from before the first on";
  EXPECT_EQ(behind.within(7, 9)[0], 0);
}

TEST(SummedDeltas, WhatIsTakenAwayAgainIsNotThere) {
  SummedDeltas deltas;
  const auto taken = [&] {
    std::vector<std::pair<std::int32_t, std::int64_t>> all;
    deltas.take([&](const Delta& delta) { all.emplace_back(delta.x, delta.n); });
    return all;
  };
  const BucketKey pending{0, 1, 5, 7};
  const BucketKey disposed{1, 1, 5, 7};
  deltas.add(pending, 3, -1);
  deltas.add(pending, 4, -1);
  deltas.add(disposed, 3, 1);
  deltas.add(pending, 3, 1);
  EXPECT_THAT(taken(), ElementsAre(std::pair(4, -1), std::pair(3, 1)));
  EXPECT_THAT(taken(), IsEmpty()) << "the next case has none yet";
  // More than there is room for at first, each there twice.
  for (std::int32_t x = 0; x < 2'000; ++x) deltas.add(pending, x % 1'000, x < 1'000 || x % 2 == 0 ? 1 : -1);
  const auto all = taken();
  ASSERT_EQ(all.size(), 500U);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], std::pair(static_cast<int>(2 * i), 2L));
}

}  // namespace
}  // namespace mizan::kpi
