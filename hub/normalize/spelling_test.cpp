#include "normalize/spelling.hpp"

#include <gtest/gtest.h>

namespace mizan::normalize {
namespace {

TEST(Spelling, CaseDotsHyphensAndBlanksDoNotCount) {
  EXPECT_EQ(fold_place("D.G.  Khan"), "dg khan");
  EXPECT_EQ(fold_place("Gilgit-Baltistan"), "gilgit baltistan");
  EXPECT_EQ(fold_district("District Kasur"), "kasur");
  EXPECT_EQ(fold_district("Kasur Distt."), "kasur");
  EXPECT_EQ(fold_district("District"), "district") << "a word that is all there is stays";
}

TEST(Spelling, AStationIsCalledOneThingWithAndWithoutTheWordForIt) {
  for (const auto* spelling :
       {"Civil Lines", "PS Civil Lines", "P.S. Civil-Lines", "P. S. CIVIL LINES", "p.s civil  lines",
        "Police Station Civil Lines", "Thana Civil Lines", "Civil Lines PS"})
    EXPECT_EQ(fold_station(spelling), "civil lines") << spelling;
  EXPECT_EQ(fold_station("PSO House"), "pso house");
  EXPECT_EQ(fold_station("Levies Thana Surab"), "levies surab");
  EXPECT_NE(fold_station("Levies Thana Surab"), fold_station("Thana Surab"));
}

// Yeh U+064A and U+06CC, kaf U+0643 and U+06A9, heh U+0647 and U+06C1.
TEST(Spelling, ArabicAndUrduLettersAreTheSame) {
  EXPECT_EQ(fold_place("\u06A9\u0648\u0626\u0679\u06C1"), fold_place("\u0643\u0648\u0626\u0679\u0647"));
  EXPECT_EQ(fold_place("\u06AF\u0644\u06AF\u062A\u06CC"), fold_place("\u06AF\u0644\u06AF\u062A\u064A"));
  EXPECT_EQ(fold_place("\u0645\u064F\u0644\u062A\u0627\u0646"), fold_place("\u0645\u0644\u062A\u0627\u0646"));
  EXPECT_EQ(fold_station("تھانہ سول لائنز"), fold_station("سول لائنز"));
  EXPECT_EQ(fold_place("سیکٹر ۱۲"), fold_place("سیکٹر 12"));
}

TEST(Spelling, CourtsAreCalledByShortAndByLongWords) {
  EXPECT_EQ(fold_court("Addl. District & Sessions Judge, Kasur"),
            fold_court("Additional District and Sessions Judge Kasur"));
  EXPECT_EQ(fold_court("Sr. Civil Judge No. 2"), "senior civil judge 2");
}

// By hand: kitten → sitten → sittin → sitting; "ab" → "ba" is one swap.
TEST(Spelling, DistanceCountsLetters) {
  EXPECT_EQ(spelling_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(spelling_distance("ab", "ba"), 1U);
  EXPECT_EQ(spelling_distance("", "abc"), 3U);
  EXPECT_EQ(spelling_distance("same", "same"), 0U);
}

}  // namespace
}  // namespace mizan::normalize
