// Cells counted by the million are those counted one by one, and what differs between two is found.
#include "kpi/cells.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <tuple>

namespace mizan::kpi {
namespace {

using Key = std::tuple<std::string, std::string, int, int, int, std::int32_t>;  // cell, kpi, part, month, x
using Sums = std::map<Key, std::int64_t>;

Sums sums_of(const Cells& cells) {
  Sums all;
  cells.for_each([&](BucketKey key) {
    const auto& name = cells.name(key.cell);
    for (const auto& occurrence : cells.bucket(key)) {
      const Key place{name.province, name.member, key.kpi, key.component, key.month, occurrence.x};
      EXPECT_TRUE(all.emplace(place, occurrence.n).second) << "a value stands twice in a bucket";
    }
  });
  return all;
}

// Cells of several layouts.
Dimension dimension_of(const std::string& member) {
  return member.size() == 2 ? Dimension::kDistrict : Dimension::kCourt;
}

/// Additions as cases make them: mostly ones, some taken back, to cells old and new.
class Additions {
 public:
  explicit Additions(unsigned seed) : random_(seed) {}

  void make(int count, int cells, std::vector<Cells*> into) {
    for (int i = 0; i < count; ++i) {
      const std::string province(1, static_cast<char>('A' + pick(3)));
      // One cell gets half of all, so that its share of the backlog fills many times.
      const auto member = std::to_string(pick(2) == 0 ? 0 : pick(cells));
      const auto kpi = static_cast<std::uint8_t>(pick(4));
      const auto component = static_cast<std::uint8_t>(pick(3) == 0 ? 50 : pick(3));
      const auto month = static_cast<std::int16_t>(pick(50) == 0 ? pick(3000) - 1500 : 600 + pick(30));
      const std::int32_t x = pick(2) == 0 ? 0 : pick(200) - 20;
      const std::int64_t n = pick(10) == 0 ? std::int64_t{1} << pick(40) : pick(4) == 0 ? -1 : 1;
      expected_[{province, member, kpi, component, month, x}] += n;
      auto& cell = *into[static_cast<std::size_t>(pick(static_cast<int>(into.size())))];
      cell.append({kpi, component, month, cell.id(province, dimension_of(member), member)}, x, n);
    }
  }

  // By the plainest way there is.
  Sums expected() const {
    auto all = expected_;
    std::erase_if(all, [](const auto& entry) { return entry.second == 0; });
    return all;
  }

 private:
  int pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

  std::mt19937 random_;
  Sums expected_;
};

TEST(Cells, AppendedByTheThousandAreTheSumsOfAll) {
  for (unsigned seed = 0; seed < 3; ++seed) {
    Cells cells;
    Additions additions(seed);
    additions.make(30'000, 40, {&cells});
    additions.make(10'000, 700, {&cells});  // more cells than there was room for
    cells.settle();
    EXPECT_EQ(sums_of(cells), additions.expected());
    additions.make(5'000, 5'000, {&cells});
    cells.settle();
    EXPECT_EQ(sums_of(cells), additions.expected());
  }
}

// Each addition of a bundle by itself, told by hand.
TEST(Cells, ABundleIsAllOfItsAdditions) {
  std::mt19937 random(5);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::vector<Bundle> bundles;
  Cells cells;
  Sums expected;
  for (int i = 0; i < 40'000; ++i) {
    if (bundles.size() < 300 && i % 20 == 0) {  // more come as time goes on
      Bundle bundle(pick(2) == 0 ? Dimension::kDistrict : Dimension::kCourt);
      for (int a = pick(4); a >= 0; --a)
        bundle.add({static_cast<std::uint8_t>(pick(6)), static_cast<std::uint8_t>(pick(3)),
                    pick(2) == 0 ? 0 : pick(60) + 1, pick(5) + 1});
      bundles.push_back(bundle);
    }
    const auto id = static_cast<BundleId>(pick(static_cast<int>(bundles.size())));
    const auto member = std::to_string(pick(3) == 0 ? 0 : pick(60));
    const auto month = static_cast<std::int16_t>(pick(90) == 0 ? pick(9000) - 3000 : 600 + pick(30));
    const bool minus = pick(4) == 0;
    cells.append(cells.id("A", bundles[id].dimension(), member), month, id, bundles, minus);
    for (const auto& [kpi, component, x, n] : bundles[id].additions()) {
      const auto named = member + (bundles[id].dimension() == Dimension::kCourt ? " court" : "");
      expected[{"A", named, kpi, component, month, x}] += minus ? -n : n;
    }
    if (i == 20'000) cells.settle();
  }
  cells.settle();
  std::erase_if(expected, [](const auto& entry) { return entry.second == 0; });
  Sums found;
  cells.for_each([&](BucketKey key) {
    const auto& name = cells.name(key.cell);
    const auto named = name.member + (name.dimension == Dimension::kCourt ? " court" : "");
    for (const auto& [x, n] : cells.bucket(key))
      found[{name.province, named, key.kpi, key.component, key.month, x}] += n;
  });
  EXPECT_EQ(found, expected);

  // What was cleared is empty, and takes the same bundles again.
  cells.clear();
  cells.append(cells.id("A", bundles[0].dimension(), "0"), 600, 0, bundles, false);
  cells.settle();
  std::int64_t all = 0;
  cells.for_each([&](BucketKey key) {
    for (const auto& occurrence : cells.bucket(key)) all += occurrence.n;
  });
  std::int64_t of_bundle = 0;
  for (const auto& addition : bundles[0].additions()) of_bundle += addition.n;
  EXPECT_EQ(all, of_bundle);
}

TEST(Cells, WhatAChangeTouchedIsToldOnce) {
  Cells cells;
  static_cast<void>(cells.take_dirty());
  const auto cell = cells.id("A", Dimension::kCourt, "0");
  std::vector<BucketKey> touched;
  for (std::int16_t month = 0; month < 200; ++month) touched.push_back({1, 2, month, cell});
  for (int time = 0; time < 3; ++time)
    for (const auto& key : touched) cells.add(key, 7, 1);
  EXPECT_EQ(cells.take_dirty(), touched);
  EXPECT_TRUE(cells.take_dirty().empty());
  cells.add(touched[3], 7, 1);
  EXPECT_EQ(cells.take_dirty(), std::vector{touched[3]});
}

TEST(Cells, MergedAreTheSumsOfBoth) {
  Cells one;
  Cells other;
  Additions additions(7);
  additions.make(20'000, 50, {&one, &other});
  other.settle();
  one.merge(other);
  one.settle();
  EXPECT_EQ(sums_of(one), additions.expected());
}

TEST(Cells, WhatIsNotInOthersIsFound) {
  Cells cells;
  Additions additions(11);
  additions.make(3'000, 10, {&cells});
  cells.settle();
  const BucketKey changed{1, 2, 610, cells.id("A", Dimension::kCourt, "0")};
  cells.add(changed, 7, 1);
  auto other = cells;
  EXPECT_TRUE(cells.not_in(other).empty());
  other.add(changed, 5, 1);
  EXPECT_EQ(cells.not_in(other), std::vector{changed});
  EXPECT_EQ(other.not_in(cells), std::vector{changed});

  // In a month, in a part and in a cell that the other does not have.
  const BucketKey month{1, 2, 2000, changed.cell};
  const BucketKey part{9, 2, 610, changed.cell};
  const BucketKey cell{1, 2, 610, other.id("Z", Dimension::kCourt, "0")};
  for (const auto& key : {month, part, cell}) other.add(key, 0, 1);
  EXPECT_EQ(cells.not_in(other), std::vector{changed});
  EXPECT_EQ(other.not_in(cells).size(), 4U);
}

}  // namespace
}  // namespace mizan::kpi
