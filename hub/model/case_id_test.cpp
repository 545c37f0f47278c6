#include "model/case_id.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/check_digits.hpp"

namespace mizan::model {
namespace {

TEST(CaseId, IsMintedWithCheckDigitsThatHold) {
  const auto id = mint_case_id("pb", 123);
  EXPECT_EQ(id.substr(0, 14), "MZ-PB-0000123-");
  EXPECT_TRUE(base::check_digits_hold(id));
  EXPECT_EQ(mint_case_id("", 5).substr(0, 6), "MZ-XX-");
  EXPECT_EQ(mint_case_id("PB-1", 5).substr(0, 6), "MZ-XX-");
}

TEST(CaseId, IsReadBackAndAnyOneWrongDigitIsSeen) {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    const auto number = static_cast<std::int64_t>(random() % 100'000'000);
    const auto id = mint_case_id("SD", number);
    ASSERT_EQ(parse_case_id(" " + id), (ParsedCaseId{"SD", number}));
    for (std::size_t i = 6; i < id.size(); ++i) {
      if (id[i] == '-') continue;
      auto wrong = id;
      wrong[i] = wrong[i] == '9' ? '0' : static_cast<char>(wrong[i] + 1);
      ASSERT_FALSE(parse_case_id(wrong)) << wrong;
    }
  }
  EXPECT_FALSE(parse_case_id("MZ-PB-123-00"));
  EXPECT_FALSE(parse_case_id(""));
  EXPECT_FALSE(parse_case_id(std::string(10'000, '-')));
}

}  // namespace
}  // namespace mizan::model
