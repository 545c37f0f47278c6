// What was told of what is due: kept with the transaction that tells it.
#include "store/due_memory.hpp"

#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {

constexpr DueMark kReport{{7}, 0, base::Day{20'000}, 0, 2};

TEST_F(StoreTest, WhatWasToldIsKnownByCaseKindDayAndPlace) {
  auto store = open();
  auto memory = DueMemory::open(store);
  ASSERT_TRUE(memory) << memory.error().message;
  EXPECT_EQ(*memory->told(kReport), 0);
  ASSERT_TRUE(memory->note(kReport));
  EXPECT_EQ(*memory->told(kReport), 2);
  auto other = kReport;
  other.last = other.last + 1;
  EXPECT_EQ(*memory->told(other), 0) << "its day has moved";
  other = kReport;
  other.nth = 1;
  EXPECT_EQ(*memory->told(other), 0);
  other = kReport;
  other.kind = 5;
  EXPECT_EQ(*memory->told(other), 0);
  other = kReport;
  other.told = 3;
  ASSERT_TRUE(memory->note(other));
  EXPECT_EQ(*memory->told(kReport), 3);
}

TEST_F(StoreTest, WhatIsNotCommittedWasNotTold) {
  auto store = open();
  {
    auto writer = KpiWriter::begin(store);
    ASSERT_TRUE(writer);
    auto memory = DueMemory::open(store);
    ASSERT_TRUE(memory->note(kReport));
    ASSERT_TRUE(memory->set_basis("b"));
  }
  EXPECT_EQ(*DueMemory::open(store)->told(kReport), 0);
  EXPECT_EQ(*DueMemory::open(store)->basis(), "");
  {
    auto writer = KpiWriter::begin(store);
    ASSERT_TRUE(writer);
    auto memory = DueMemory::open(store);
    ASSERT_TRUE(memory->note(kReport));
    ASSERT_TRUE(memory->set_basis("b"));
    ASSERT_TRUE(writer->commit({1, "d", true, {}, {}, "f", {}}));
  }
  auto again = open();
  EXPECT_EQ(*DueMemory::open(again)->told(kReport), 2);
  EXPECT_EQ(*DueMemory::open(again)->basis(), "b");
}

}  // namespace
}  // namespace mizan::store
