#include <gtest/gtest.h>

#include "model/codes.hpp"
#include "model/field.hpp"
#include "model/kpi_result.hpp"
#include "model/record.hpp"

namespace mizan::model {
namespace {

base::Day day(std::string_view text) {
  return *base::parse_iso_day(text);
}

TEST(Fields, AreKnownByNumberAndName) {
  ASSERT_NE(find_field("fir_on"), nullptr);
  EXPECT_EQ(find_field("fir_on")->id, field::fir_on_id);
  EXPECT_EQ(find_field(FieldId{20})->name, "disposal");
  EXPECT_EQ(find_field("disposal")->type, FieldType::kCode);
  EXPECT_TRUE(find_field("disposal")->belongs_to(Kind::kCharge));
  EXPECT_FALSE(find_field("disposal")->belongs_to(Kind::kHearing));
  EXPECT_TRUE(find_field("cnic")->belongs_to(Kind::kBail));
  EXPECT_EQ(find_field("nonsense"), nullptr);
  EXPECT_EQ(find_field(FieldId{999}), nullptr);
}

TEST(Record, KeepsWhatWasSetAndNothingElse) {
  Record record(Kind::kCase, "A-1");
  record.set_text(field::court_id, "Sessions");
  record.set_date(field::fir_on_id, day("2026-03-01"));
  record.set_text(field::disposal_id, "convicted");
  record.set_native(field::disposal_id, "CONV");
  EXPECT_EQ(record.text(field::court_id), "Sessions");
  EXPECT_EQ(record.date(field::fir_on_id), day("2026-03-01"));
  EXPECT_EQ(record.native(field::disposal_id), "CONV");
  EXPECT_FALSE(record.has(field::judge_id));
  record.set_text(field::court_id, "");
  EXPECT_EQ(record.text(field::court_id), "");
  record.erase(field::disposal_id);
  EXPECT_FALSE(record.native(field::disposal_id));
}

TEST(Record, DigestIgnoresOrderAndRevisionButNothingElse) {
  Record a(Kind::kHearing, "h");
  a.set_text(field::case_id, "c");
  a.set_date(field::held_on_id, day("2026-01-02"));
  Record b(Kind::kHearing, "h");
  b.set_date(field::held_on_id, day("2026-01-01"));
  b.set_text(field::case_id, "c");
  b.set_date(field::held_on_id, day("2026-01-02"));
  b.revision = 7;
  EXPECT_EQ(a.digest(), b.digest());
  b.set_text(field::case_id, "d");
  EXPECT_NE(a.digest(), b.digest());
}

TEST(Record, ImageSurvivesTheRoundTripAndIsRefusedWhenCut) {
  Record record(Kind::kBail, "b1");
  record.revision = -3;
  record.set_text(field::accused_id, "");
  record.set_boolean(field::opposed_id, true);
  const auto image = record.encode();
  EXPECT_EQ(Record::decode(image), record);
  for (std::size_t n = 0; n < image.size(); ++n) {
    const auto part = Record::decode(image.substr(0, n));
    EXPECT_TRUE(!part || part->encode() != image) << n;
  }
  EXPECT_FALSE(Record::decode("\x02" + image.substr(1)));
}

TEST(Period, ReadsTheFourForms) {
  EXPECT_EQ(parse_period("2026-03"), (Period{"2026-03", day("2026-03-01"), day("2026-04-01")}));
  EXPECT_EQ(parse_period("2026-Q4"), (Period{"2026-Q4", day("2026-10-01"), day("2027-01-01")}));
  EXPECT_EQ(parse_period("2026"), (Period{"2026", day("2026-01-01"), day("2027-01-01")}));
  EXPECT_EQ(parse_period("FY2025-26"), (Period{"FY2025-26", day("2025-07-01"), day("2026-07-01")}));
  for (const auto* bad :
       {"", "20", "2026-13", "2026-Q5", "2026-3", "FY2025-27", "FY99-00", "x026", "2026-0"}) {
    EXPECT_FALSE(parse_period(bad)) << bad;
  }
}

TEST(Period, OfADayContainsIt) {
  EXPECT_EQ(period_of(day("2026-06-30"), Granularity::kFiscalYear).label, "FY2025-26");
  EXPECT_EQ(period_of(day("2026-07-01"), Granularity::kFiscalYear).label, "FY2026-27");
  EXPECT_EQ(period_of(day("2024-02-29"), Granularity::kMonth).label, "2024-02");
  EXPECT_EQ(period_of(day("2024-12-31"), Granularity::kQuarter).label, "2024-Q4");
}

TEST(Value, IsRoundedHalfUpToFourDecimals) {
  EXPECT_EQ(format_value({1, 3}), "0.3333");
  EXPECT_EQ(format_value({2, 3}), "0.6667");
  EXPECT_EQ(format_value({1, 20'000}), "0.0001");
  EXPECT_EQ(format_value({3'470'400, 37'280}), "93.0901");
  EXPECT_EQ(format_value({412, 1}), "412");
  EXPECT_EQ(format_value({-1, 20'000}), "0");
  EXPECT_EQ(format_value({-3, 2}), "-1.5");
  EXPECT_EQ(format_value({5, 10}), "0.5");
}

TEST(Disposal, NamesAndGroups) {
  EXPECT_EQ(find_disposal("acquitted_hostile"), Disposal::kAcquittedHostile);
  EXPECT_TRUE(is_final(Disposal::kUnclassified));
  EXPECT_FALSE(is_final(Disposal::kTransferred));
  EXPECT_TRUE(is_dormant(Disposal::kStayed));
  EXPECT_FALSE(find_disposal("guilty"));
}

}  // namespace
}  // namespace mizan::model
