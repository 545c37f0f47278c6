#include "mizan/parts/digest_window.hpp"

#include <gtest/gtest.h>

namespace mizan::parts {
namespace {

TEST(DigestWindow, KeepsTheLastOnes) {
  DigestWindow window(2);
  for (const std::uint64_t digest : {1U, 2U, 2U, 3U}) window.add(digest);
  EXPECT_FALSE(window.contains(1));
  EXPECT_TRUE(window.contains(2));
  EXPECT_TRUE(window.contains(3));
  EXPECT_EQ(window.text(), "00000000000000020000000000000003");
}

TEST(DigestWindow, TakesItsOwnTextAndNoOther) {
  DigestWindow window(2);
  EXPECT_TRUE(window.take("00000000000000ff0000000000000001"));
  EXPECT_TRUE(window.contains(255));
  for (const auto* text : {"00000000000000f", "00000000000000FF", "000000000000 0ff", "zzzzzzzzzzzzzzzz",
                           "000000000000000100000000000000020000000000000003"}) {
    EXPECT_FALSE(window.take(text)) << text;
    EXPECT_EQ(window.size(), 2U) << text;
  }
  EXPECT_TRUE(window.take(""));
  EXPECT_EQ(window.size(), 0U);
}

}  // namespace
}  // namespace mizan::parts
