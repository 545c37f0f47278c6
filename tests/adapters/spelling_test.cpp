// The prosecution's phrases are compared as the hub compares the names of places: the two are of different
// sides of the boundary, so neither can use the other's.
#include <gtest/gtest.h>

#include <random>
#include <spelling.hpp>
#include <string>
#include <vector>

#include "normalize/spelling.hpp"

namespace mizan::test {
namespace {

TEST(Spelling, IsComparedAsTheHubComparesIt) {
  const std::vector<std::string> letters = {
      "a",      "Z",      " ",      "  ",     "\t",     "\n",     ".",      ",",      "-",
      "/",      "(",      "'",      "7",      "\u06F7", "\u0667", "\u064A", "\u0649", "\u06CC",
      "\u0643", "\u06A9", "\u0647", "\u06C1", "\u0629", "\u06C0", "\u06C2", "\u0624", "\u0623",
      "\u0627", "\u0640", "\u200C", "\u200D", "\u200E", "\u200F", "\u00A0", "\u060C", "\u06D4",
      "\u064B", "\u0652", "\u0670", "\u0688", "\u061B"};
  std::mt19937 random(20'250'101);
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto n = random() % 12; n > 0; --n) text += letters[random() % letters.size()];
    ASSERT_EQ(cfms::folded(text), normalize::fold_place(text)) << text;
  }
}

}  // namespace
}  // namespace mizan::test
