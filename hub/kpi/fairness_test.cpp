#include "kpi/fairness.hpp"

#include <gtest/gtest.h>

#include <set>

#include "kpi/shipped_test_support.hpp"

namespace mizan::kpi {
namespace {

model::KpiResult share(std::int64_t numerator, std::int64_t denominator) {
  model::KpiResult result;
  result.numerator = numerator;
  result.denominator = denominator;
  if (denominator > 0) result.value = model::Fraction{100 * numerator, denominator};
  return result;
}

std::string text_of(const std::optional<model::Limits>& limits) {
  return limits ? model::format_value(limits->low) + " " + model::format_value(limits->high) : "none";
}

std::string interval(std::int64_t x, std::int64_t n) {
  return text_of(fairness_of(share(x, n), nullptr).interval);
}

// Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998),
// table I, method 3: 81/263 0.2553 to 0.3662, 15/148 0.0624 to 0.1605, 0/20 0.0000 to 0.1611, 1/29 0.0061 to
// 0.1718.
TEST(Wilson, IsThatOfThePublishedExamples) {
  EXPECT_EQ(interval(81, 263), "25.5289 36.621");
  EXPECT_EQ(interval(15, 148), "6.2386 16.0487");
  EXPECT_EQ(interval(0, 20), "0 16.1125");
  EXPECT_EQ(interval(1, 29), "0.6113 17.1755");
}

// By decimal arithmetic with 60 digits.
TEST(Wilson, StaysWithinAHundredAndKeepsItsDigitsForAnyCount) {
  EXPECT_EQ(interval(29, 29), "88.303 100");
  EXPECT_EQ(interval(1, 1), "20.6549 100");
  EXPECT_EQ(interval(0, 1), "0 79.3451");
  EXPECT_EQ(interval(7, 12), "31.9511 80.674");
  EXPECT_EQ(interval(123'456, 987'654), "12.4348 12.5653");
}

TEST(Wilson, IsAbsentWhereThereIsNoShare) {
  EXPECT_EQ(interval(0, 0), "none");
  EXPECT_EQ(interval(3, 2), "none") << "contradictory records";
  EXPECT_EQ(text_of(fairness_of(model::KpiResult{}, nullptr).interval), "none");
  EXPECT_FALSE(fairness_of(model::KpiResult{}, nullptr).small);
}

TEST(Small, IsADenominatorUnderTwenty) {
  EXPECT_EQ(fairness_of(share(19, 19), nullptr).small, true);
  EXPECT_EQ(fairness_of(share(19, 20), nullptr).small, false);
  EXPECT_EQ(fairness_of(share(0, 0), nullptr).small, true);
}

// The same arithmetic: 184 of 917 is the province's.
TEST(Funnel, StandsAroundTheProvincesShare) {
  const auto province = share(184, 917);
  const auto fair = fairness_of(share(20, 37), &province);
  EXPECT_EQ(model::format_value(*fair.province_share), "20.0654");
  EXPECT_EQ(text_of(fair.funnel_95), "7.161 32.9699");
  EXPECT_EQ(text_of(fair.funnel_998), "0 40.4116");
  EXPECT_EQ(text_of(fairness_of(share(0, 1), &province).funnel_95), "0 98.56");
  const auto third = share(1, 3);
  EXPECT_EQ(text_of(fairness_of(share(400, 400), &third).funnel_998), "26.0496 40.6171");
}

// 50 - 24.49955: a tie at the fifth decimal, which half up takes up.
TEST(Funnel, ATieIsRoundedUp) {
  const auto half = share(1, 2);
  const auto fair = fairness_of(share(3, 16), &half);
  EXPECT_EQ(text_of(fair.funnel_95), "25.5005 74.4996");
  EXPECT_EQ(text_of(fair.funnel_998), "11.3721 88.6279");
}

TEST(Funnel, IsAbsentWithoutAProvinceOrADenominator) {
  const auto none = share(0, 0);
  EXPECT_EQ(text_of(fairness_of(share(1, 4), nullptr).funnel_95), "none");
  EXPECT_EQ(text_of(fairness_of(share(1, 4), &none).funnel_998), "none");
  EXPECT_FALSE(fairness_of(share(1, 4), &none).province_share);
  const auto all = share(5, 5);
  EXPECT_EQ(text_of(fairness_of(none, &all).funnel_95), "none");
  EXPECT_EQ(text_of(fairness_of(share(1, 3), &all).funnel_95), "100 100");
}

// Read from the catalogue's formulas: in the others the numerator is no part of the denominator, or counts
// something else than units.
TEST(Shares, AreThoseWhoseNumeratorIsAPartOfTheDenominator) {
  const std::set<std::string> expected = {"report_on_time",
                                          "report_or_interim_on_time",
                                          "interim_not_completed",
                                          "handover_gap",
                                          "scrutiny_on_time",
                                          "return_rate",
                                          "file_first_time_right",
                                          "repeat_return_rate",
                                          "filing_gap",
                                          "bail_opposed_rate",
                                          "bail_grant_rate",
                                          "prosecutor_appearance",
                                          "conviction_contested",
                                          "conviction_decided",
                                          "conviction_disposed",
                                          "acquittal_reasons",
                                          "accused_conviction",
                                          "backlog_rate",
                                          "disposed_on_time",
                                          "adjournment_rate",
                                          "adjournment_side",
                                          "cohort_reported",
                                          "cohort_forwarded",
                                          "cohort_instituted",
                                          "cohort_disposed",
                                          "cohort_convicted",
                                          "unsentenced_share",
                                          "appeal_filed_rate",
                                          "appeal_success",
                                          "record_completeness",
                                          "link_rate"};
  std::set<std::string> shares;
  for (const auto& definition : shipped()) {
    if (is_share(definition)) shares.insert(definition.id);
  }
  EXPECT_EQ(shares, expected);
}

TEST(Shares, ANumeratorThatCountsWhatTheDenominatorLeavesOutIsNone) {
  auto definitions = shipped();
  const auto found = std::find_if(definitions.begin(), definitions.end(),
                                  [](const Definition& each) { return each.id == "adjournment_rate"; });
  ASSERT_NE(found, definitions.end());
  ASSERT_TRUE(is_share(*found));
  auto dated = *found;
  dated.terms[1].dated.push_back(DateFact::kNextOn);
  EXPECT_FALSE(is_share(dated)) << "hearings without a next date are in the numerator alone";
  auto summed = *found;
  summed.terms[0].sum = Sum::kPwAttended;
  EXPECT_FALSE(is_share(summed));
  auto moved = *found;
  moved.terms[0].on = DateFact::kNextOn;
  EXPECT_FALSE(is_share(moved));
}

}  // namespace
}  // namespace mizan::kpi
