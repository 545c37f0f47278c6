#include "kpi/case_mix.hpp"

#include <gtest/gtest.h>

#include "kpi/shipped_test_support.hpp"

namespace mizan::kpi {
namespace {

using model::Record;

const base::Day kToday = *base::parse_iso_day("2026-01-01");

std::string text_of(const std::optional<model::Fraction>& value) {
  return value ? model::format_value(*value) : "none";
}

/// Cases of a province, added to an engine's cells and to a case mix alike.
class CaseMixTest : public ::testing::Test {
 protected:
  CaseMixTest() : engine_(shipped()) {
    SourceState source;
    source.declaration.id = {1};
    source.declaration.province = "P";
    source.declaration.see_everything();
    engine_.set_sources({source});
    definition_ = engine_.in_force("conviction_disposed", kToday);
    mix_.emplace(engine_, *definition_, Dimension::kProsecutor, Dimension::kOffenceGroup,
                 *model::parse_period("2025"), kToday);
  }

  /// So many cases, of which the first `convicted` ended so; an empty text is left out.
  void put(const std::string& prosecutor, const std::string& group, int convicted, int all,
           const std::string& disposed_on = "2025-06-01", const std::string& province = "P") {
    for (int i = 0; i < all; ++i) {
      Record record(model::Kind::kCase, std::to_string(++cases_));
      record.set_text(model::field::province_id, province);
      if (!prosecutor.empty()) record.set_text(model::field::prosecutor_id, prosecutor);
      if (!group.empty()) record.set_text(model::field::offence_group_id, group);
      record.set_date(model::field::instituted_on_id, *base::parse_iso_day("2024-01-10"));
      record.set_date(model::field::disposed_on_id, *base::parse_iso_day(disposed_on));
      record.set_text(model::field::disposal_id, i < convicted ? "convicted" : "acquitted");
      NameReader names(engine_.names());
      const auto facts = assemble({{cases_}, {{{1}, record, {}}}}, engine_.holders(), kToday, names);
      engine_.add(facts);
      mix_->add(facts);
    }
  }

  Engine engine_;
  const Definition* definition_ = nullptr;
  std::optional<CaseMix> mix_;
  std::int64_t cases_ = 0;
};

// By hand. The province: 3 of 12 murder trials and 6 of 10 theft trials ended in conviction, 9 of 22. A had
// the murders: 10/4 + 2·3/5 = 3.7 are expected of him and 5 came, 5/3.7 = 1.3514; 45/81.4 = 55.2826 %. B had
// the thefts: 2/4 + 8·3/5 = 5.3, and 4 came. The crude shares, 5/12 and 4/10, hardly differ.
TEST_F(CaseMixTest, EachIsHeldAgainstWhatHisOwnCasesLetExpect) {
  put("A", "murder", 3, 10);
  put("A", "theft", 2, 2);
  put("B", "murder", 0, 2);
  put("B", "theft", 4, 8);
  const auto shares = mix_->shares();
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_EQ(shares[0].member, "A");
  EXPECT_EQ(shares[0].observed, 5);
  EXPECT_EQ(shares[0].denominator, 12);
  EXPECT_EQ(text_of(shares[0].expected), "3.7");
  EXPECT_EQ(text_of(shares[0].ratio), "1.3514");
  EXPECT_EQ(text_of(shares[0].rate), "55.2826");
  EXPECT_EQ(shares[1].member, "B");
  EXPECT_EQ(text_of(shares[1].expected), "5.3");
  EXPECT_EQ(text_of(shares[1].ratio), "0.7547");
  EXPECT_EQ(text_of(shares[1].rate), "30.8748");
}

// What belongs to nobody, has no group, is of another period or another province.
TEST_F(CaseMixTest, ItsPartsAreThoseOfTheCells) {
  put("A", "murder", 3, 7);
  put("A", "", 1, 3);
  put("", "theft", 2, 5);
  put("B", "theft", 1, 1);
  put("B", "murder", 4, 4, "2024-12-31");
  put("B", "murder", 4, 4, "2026-01-01");
  put("C", "murder", 1, 1, "2025-06-01", "Q");
  const auto values = engine_.values(
      {"conviction_disposed", {*model::parse_period("2025")}, Dimension::kProsecutor, "P"}, kToday, 0);
  const auto shares = mix_->shares();
  ASSERT_EQ(values.size(), 3U);
  ASSERT_EQ(shares.size(), 3U) << "of Q nothing is observed";
  std::int64_t observed = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    EXPECT_EQ(shares[i].member, values[i].key.member);
    EXPECT_EQ(shares[i].observed, values[i].numerator);
    EXPECT_EQ(shares[i].denominator, values[i].denominator);
    observed += shares[i].observed;
  }
  EXPECT_EQ(observed, 7);
  // By hand: 7·3/7 + 3·1/3 of A, 1·3/6 of B, 5·3/6 of nobody; together what came.
  EXPECT_EQ(text_of(shares[0].expected), "4");
  EXPECT_EQ(text_of(shares[1].expected), "0.5");
  EXPECT_EQ(text_of(shares[2].expected), "2.5");
}

TEST_F(CaseMixTest, WhereNothingIsExpectedThereIsNoRatio) {
  put("A", "murder", 0, 3);
  const auto shares = mix_->shares();
  ASSERT_EQ(shares.size(), 1U);
  EXPECT_EQ(text_of(shares[0].expected), "0");
  EXPECT_EQ(text_of(shares[0].ratio), "none");
  EXPECT_EQ(text_of(shares[0].rate), "none");
}

TEST_F(CaseMixTest, OnlySharesOfPersonsAndPlacesByAPropertyOfCases) {
  const auto can = [&](const char* kpi, Dimension by, Dimension group) {
    return can_standardise(*engine_.in_force(kpi, kToday), by, group);
  };
  EXPECT_TRUE(can("conviction_disposed", Dimension::kProsecutor, Dimension::kOffenceGroup));
  EXPECT_TRUE(can("accused_conviction", Dimension::kDistrict, Dimension::kSex));
  EXPECT_FALSE(can("conviction_disposed", Dimension::kOffenceGroup, Dimension::kProsecutor));
  EXPECT_FALSE(can("conviction_disposed", Dimension::kProsecutor, Dimension::kCourt));
  EXPECT_FALSE(can("prosecutor_appearance", Dimension::kProsecutor, Dimension::kOffenceGroup));
  EXPECT_FALSE(can("conviction_reported", Dimension::kDistrict, Dimension::kOffenceGroup));
  EXPECT_FALSE(can("hearings_per_disposal", Dimension::kDistrict, Dimension::kOffenceGroup));
  EXPECT_FALSE(can("report_on_time", Dimension::kDistrict, Dimension::kOffenceGroup));
}

}  // namespace
}  // namespace mizan::kpi
