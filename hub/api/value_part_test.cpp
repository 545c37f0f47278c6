#include "api/value_part.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mizan::api {
namespace {
using ::testing::HasSubstr;

constexpr base::Micros kMoment = 1'750'000'000'123'456;

std::vector<FairValue> list_of(std::size_t size) {
  std::vector<FairValue> list(size);
  for (std::size_t i = 0; i < size; ++i) list[i].value.key.member = std::to_string(i);
  return list;
}

Request asking(const std::string& limit, const std::string& after = {}) {
  Request request;
  if (!limit.empty()) request.query["limit"] = limit;
  if (!after.empty()) request.query["after"] = after;
  return request;
}

TEST(ValuePart, PartsOfAnySizeMakeTheWholeListOnce) {
  for (const std::size_t size : {0, 1, 2, 7, 10, 11}) {
    for (const auto* limit : {"1", "3", "10", "50000"}) {
      std::vector<std::string> read;
      std::string after;
      do {
        const auto part = ValuePart::of(asking(limit, after));
        ASSERT_TRUE(part);
        EXPECT_EQ(part->known_at().has_value(), !after.empty());
        auto values = list_of(size);
        const auto next = part->take(values, kMoment);
        ASSERT_TRUE(next) << next.error().message;
        EXPECT_LE(values.size(), std::stoul(limit));
        for (const auto& each : values) read.push_back(each.value.key.member);
        after = *next;
      } while (!after.empty());
      ASSERT_EQ(read.size(), size);
      for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(read[i], std::to_string(i));
    }
  }
}

TEST(ValuePart, TheNextOneIsOfTheSameMoment) {
  auto values = list_of(3);
  const auto next = *ValuePart::of(asking("2"))->take(values, kMoment);
  EXPECT_EQ(ValuePart::of(asking("2", next))->known_at(), "2025-06-15T15:06:40.123456Z");
}

TEST(ValuePart, AnotherListIsRefused) {
  auto values = list_of(5);
  const auto part = *ValuePart::of(asking("2", *ValuePart::of(asking("2"))->take(values, kMoment)));
  for (const std::size_t size : {0, 1, 4, 6}) {
    auto other = list_of(size);
    const auto next = part.take(other, kMoment);
    ASSERT_FALSE(next) << size;
    EXPECT_THAT(next.error().message, HasSubstr("begin again"));
  }
}

TEST(ValuePart, WhatWasNeverGivenIsRefused) {
  for (const auto* limit : {"0", "-1", "50001", "many", "1e3", "99999999999999999999"})
    EXPECT_FALSE(ValuePart::of(asking(limit))) << limit;
  for (const auto* after : {"1", "1-2", "1-2-3-4", "a-1-2", "1-0-2", "1-2-2", "1-3-2", "--1", "1--1-2"})
    EXPECT_FALSE(ValuePart::of(asking("", after))) << after;
}

}  // namespace
}  // namespace mizan::api
