#include "ops/disk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mizan::ops {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t kMiB = 1 << 20;

TEST(Disk, AHubAtTheEdgeStopsOnceAndGoesOnOnce) {
  DiskGuard guard({100 * kMiB, 0});
  const auto look = [&](std::int64_t free) { return guard.look({free * kMiB, 1000 * kMiB}, 0); };
  EXPECT_THAT(look(100), IsEmpty());
  EXPECT_THAT(look(99), HasSubstr("has 99 MiB free, and 100 MiB are to stay free"));
  EXPECT_TRUE(guard.is_full());
  EXPECT_FALSE(look(105).empty()) << "a tenth more is wanted to go on";
  EXPECT_THAT(look(110), IsEmpty());
  EXPECT_FALSE(guard.is_full());
  EXPECT_THAT(look(105), IsEmpty());
}

TEST(Disk, TheStoreMayHaveAnEndOfItsOwn) {
  DiskGuard guard({0, 200 * kMiB});
  const auto look = [&](std::int64_t used) { return guard.look({0, 0}, used * kMiB); };
  EXPECT_THAT(look(200), IsEmpty());
  EXPECT_THAT(look(201), HasSubstr("uses 201 MiB of the 200 MiB"));
  EXPECT_FALSE(look(190).empty());
  EXPECT_THAT(look(180), IsEmpty());
}

TEST(Disk, WithoutRulesAndWithoutAnAnswerNothingStops) {
  DiskGuard none({});
  EXPECT_THAT(none.look({0, 1000}, 1'000'000'000'000), IsEmpty());
  DiskGuard floor({100 * kMiB, 0});
  EXPECT_THAT(floor.look(disk_of("/nowhere/at/all"), 0), IsEmpty());
  EXPECT_GT(disk_of("/tmp").total_bytes, 0);
}

}  // namespace
}  // namespace mizan::ops
