// The chain of the audit trail: every way to touch it is found. The digests are held against coreutils'
// sha256sum of the same bytes.
#include "audit/chain.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace mizan::audit {
namespace {

struct Kept {
  Entry entry;
  base::Sha256 digest;
};

std::string_view view(const base::Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::vector<Kept> trail_of(int entries) {
  std::vector<Kept> trail;
  auto before = beginning();
  for (int i = 1; i <= entries; ++i) {
    Entry entry{i, 1'000 * i, "token:a", "read", "case " + std::to_string(i), "shown"};
    before = link(before, entry);
    trail.push_back({entry, before});
  }
  return trail;
}

// Empty: nothing is wrong.
std::string wrong_in(const std::vector<Kept>& trail, Head* head = nullptr) {
  Chain chain;
  for (const auto& each : trail) {
    if (const auto taken = chain.take(each.entry, view(each.digest)); !taken) return taken.error().message;
  }
  if (head != nullptr) *head = chain.head();
  return "";
}

TEST(Chain, WholeIsWhole) {
  Head head;
  EXPECT_EQ(wrong_in(trail_of(5), &head), "");
  EXPECT_EQ(head.number, 5);
  EXPECT_EQ(head.digest, trail_of(5).back().digest);
  EXPECT_EQ(wrong_in({}), "");
}

TEST(Chain, WhatIsChangedIsFoundWhereItIs) {
  const auto whole = trail_of(5);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    const auto said = "entry " + std::to_string(at + 1) + " is not what was written";
    for (int part = 0; part < 5; ++part) {
      auto touched = whole;
      auto& entry = touched[at].entry;
      if (part == 0) entry.at += 1;
      if (part == 1) entry.who = "token:b";
      if (part == 2) entry.did = "reads";
      if (part == 3) entry.what += "0";
      if (part == 4) entry.outcome = "";
      EXPECT_EQ(wrong_in(touched), said);
    }
    auto digest = whole;
    digest[at].digest[7] ^= 1;
    EXPECT_EQ(wrong_in(digest), said);
  }
}

TEST(Chain, LettersThatMoveFromOnePartToTheNextAreFound) {
  auto trail = trail_of(1);
  trail[0].entry.did = "rea";
  trail[0].entry.what = "dcase 1";
  EXPECT_NE(wrong_in(trail), "");
}

TEST(Chain, WhatIsTakenOutOrPutElsewhereIsFound) {
  auto gap = trail_of(5);
  gap.erase(gap.begin() + 2);
  EXPECT_EQ(wrong_in(gap), "behind entry 2 comes entry 4: what was between is gone");
  auto renumbered = gap;
  for (std::size_t i = 0; i < renumbered.size(); ++i) renumbered[i].entry.number = static_cast<int>(i) + 1;
  EXPECT_EQ(wrong_in(renumbered), "entry 3 is not what was written");
  auto swapped = trail_of(5);
  std::swap(swapped[1], swapped[3]);
  EXPECT_NE(wrong_in(swapped), "");
  auto numbers_kept = trail_of(5);
  std::swap(numbers_kept[1].entry.what, numbers_kept[3].entry.what);
  EXPECT_EQ(wrong_in(numbers_kept), "entry 2 is not what was written");
}

// One who cuts off the end leaves a whole trail: that is what a head noted outside is for.
TEST(Chain, AnEndThatIsCutOffShowsInTheHead) {
  Head before;
  Head after;
  wrong_in(trail_of(5), &before);
  auto cut = trail_of(5);
  cut.pop_back();
  EXPECT_EQ(wrong_in(cut, &after), "");
  EXPECT_NE(before, after);
}

TEST(Chain, AHeadIsReadAsItIsWritten) {
  Head head;
  wrong_in(trail_of(3), &head);
  const auto text = head_text(head);
  EXPECT_EQ(text.size(), 2U + 64U);
  EXPECT_EQ(read_head(text), head);
  for (const auto* wrong : {"", "3", "3:", "x:00", "-1:00", "3:zz"}) EXPECT_FALSE(read_head(wrong));
}

// printf 'mizan audit 1\n' | sha256sum
TEST(Chain, TheFirstDigestsAreThoseOfAnotherProgram) {
  EXPECT_EQ(base::to_hex(beginning()), "36c9dda09fc3d090b0a0280fdb2b36215310b17769bb2282e3714a50603c90de");
  EXPECT_EQ(base::to_hex(trail_of(1)[0].digest),
            "e78b5f2e4096e138916b691b7126bf087476d0d456ff2f1a9d687fa8f56f15fe");
}

}  // namespace
}  // namespace mizan::audit
