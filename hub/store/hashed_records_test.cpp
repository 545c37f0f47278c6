#include "store/hashed_records.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {
namespace fs = std::filesystem;

/// With a folder of its own.
using HashedRecordsTest = StoreTest;

std::vector<HashedRecord> all_of(HashedRecords& records) {
  std::vector<HashedRecord> all;
  for (std::size_t part = 0; part < HashedRecords::kParts; ++part) {
    const auto some = records.part(part);
    EXPECT_TRUE(some) << some.error().message;
    for (const auto& each : *some) EXPECT_EQ(each.hash >> 56U, part);
    all.insert(all.end(), some->begin(), some->end());
  }
  return all;
}

TEST_F(HashedRecordsTest, ComeBackInOrderHoweverFewAreInMemory) {
  std::mt19937_64 random(3);
  for (const std::size_t most : {1U, 2U, 7U, 100U, 1000U}) {
    for (const std::size_t number : {0U, 1U, 7U, 8U, 500U}) {
      HashedRecords records(folder_, most);
      std::vector<HashedRecord> expected;
      for (std::size_t i = 0; i < number; ++i) {
        // Some hashes come again, some are the least and the greatest of all.
        const auto hash = random() % 4 == 0 ? std::uint64_t{0} - random() % 2 : random();
        expected.push_back({hash, random() % 3});
        records.add(expected.back());
      }
      std::sort(expected.begin(), expected.end());
      EXPECT_EQ(all_of(records), expected) << number << " records, " << most << " in memory";
    }
  }
}

TEST_F(HashedRecordsTest, GoOnAfterTheyWereAskedFor) {
  HashedRecords records(folder_, 2);
  std::vector<HashedRecord> expected;
  for (std::uint64_t i = 0; i < 9; ++i) {
    expected.insert(expected.begin(), {(9 - i) << 50U, i});
    records.add(expected.front());
    EXPECT_EQ(all_of(records), expected);
  }
}

TEST_F(HashedRecordsTest, LeaveNoFileThatHasAName) {
  HashedRecords records(folder_, 1);
  for (std::uint64_t i = 0; i < 9; ++i) records.add({i});
  EXPECT_EQ(all_of(records).size(), 9U);
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace mizan::store
