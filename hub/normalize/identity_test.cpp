#include "normalize/identity.hpp"

#include <gtest/gtest.h>

namespace mizan::normalize {
namespace {

namespace field = model::field;

model::Record fir(std::string_view station, std::string_view number, std::int64_t year) {
  model::Record record(model::Kind::kCase, "k");
  record.set_text(field::province_id, "PB");
  record.set_text(field::district_id, "PB-LAHORE");
  record.set_text(field::police_station_id, station);
  record.set_text(field::fir_no_id, number);
  if (year != 0) record.set_integer(field::fir_year_id, year);
  return record;
}

TEST(FirNumber, IsReadInItsManyForms) {
  const std::tuple<const char*, const char*, int> cases[] = {{"0331/2019", "331", 2019},
                                                             {"331/19", "331", 2019},
                                                             {"FIR No. 331", "331", 0},
                                                             {"331", "331", 0},
                                                             {"00", "0", 0},
                                                             {"12-A/20", "12-A", 2020},
                                                             {"331-2019", "331", 2019},
                                                             {"۳۳۱/۱۹", "331", 2019},
                                                             {"5/98", "5", 1998},
                                                             {"7/123", "7/123", 0},
                                                             {"", "", 0}};
  for (const auto& [text, number, year] : cases) {
    EXPECT_EQ(parse_fir_number(text).number, number) << text;
    EXPECT_EQ(parse_fir_number(text).year_in_text, year) << text;
  }
}

TEST(CaseIdentity, IsOneTextHoweverTheFirIsWritten) {
  const auto identity = case_identity(fir("Old  Anarkali ", "0331/2019", 2019));
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->fir_key, "PB|PB-LAHORE|OLD ANARKALI|331|2019");
  EXPECT_EQ(case_identity(fir("old anarkali", "331", 2019)), identity);
  EXPECT_EQ(case_identity(fir("OLD ANARKALI", "331/19", 0)), identity);
}

TEST(CaseIdentity, NeedsEveryPart) {
  EXPECT_FALSE(case_identity(fir("", "331", 2019)));
  EXPECT_FALSE(case_identity(fir("City", "", 2019)));
  EXPECT_FALSE(case_identity(fir("City", "000", 2019)));
  EXPECT_FALSE(case_identity(fir("City", "331", 0)));
  auto no_district = fir("City", "331", 2019);
  no_district.erase(field::district_id);
  EXPECT_FALSE(case_identity(no_district));
}

TEST(CaseIdentity, CannotBeForgedWithTheSeparator) {
  EXPECT_NE(case_identity(fir("A|331", "5", 2019))->fir_key, case_identity(fir("A", "331|5", 2019))->fir_key);
}

}  // namespace
}  // namespace mizan::normalize
