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
  const std::tuple<const char*, const char*, int> cases[] = {
      {"0331/2019", "331", 2019},
      {"331/19", "331", 2019},
      {"FIR No. 331", "331", 0},
      {"331", "331", 0},
      {"00", "0", 0},
      {"12-A/20", "12-A", 2020},
      {"331-2019", "331", 2019},
      {"۳۳۱/۱۹", "331", 2019},
      {"5/98", "5", 1998},
      {"7/123", "7/123", 0},
      {"FIR No. 012-2024", "12", 2024},
      {"12 of 24", "12", 2024},
      {"12 / 24", "12", 2024},
      {"679/2021 dated 02.09.2021, PS Qaboola", "679", 2021},
      {"1030/2020 PS Saddar District Kasur", "1030", 2020},
      {"مقدمہ نمبر ۱۲/۲۴", "12", 2024},
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

model::Record numbered(std::string_view court, std::string_view number, const char* instituted) {
  model::Record record(model::Kind::kCase, "k");
  record.set_text(field::province_id, "PB");
  record.set_text(field::court_id, court);
  record.set_text(field::court_case_no_id, number);
  if (*instituted != '\0') record.set_date(field::instituted_on_id, *base::parse_iso_day(instituted));
  return record;
}

TEST(CourtNumber, IsOneTextHoweverItIsWritten) {
  const auto number = court_number(numbered("ASJ-I Kasur", "Sessions Case No. 45 of 2024", ""));
  EXPECT_EQ(number, "PB|ASJ-I KASUR|SESSIONSCASE|45|2024");
  EXPECT_EQ(court_number(numbered("asj-i  kasur", "Sessions Case 045/2024", "2023-12-30")), number);
  EXPECT_EQ(court_number(numbered("ASJ-I Kasur", "sessions case no.45", "2024-02-01")), number)
      << "the year of the institution";
}

TEST(CourtNumber, TellsKindsYearsAndCourtsApartAndSaysNothingWithoutAYear) {
  const auto number = court_number(numbered("A", "45/2024", ""));
  EXPECT_NE(court_number(numbered("A", "Crl. Misc. 45/2024", "")), number);
  EXPECT_NE(court_number(numbered("A", "45/2023", "")), number);
  EXPECT_NE(court_number(numbered("B", "45/2024", "")), number);
  EXPECT_EQ(court_number(numbered("A", "45", "")), "");
  EXPECT_EQ(court_number(numbered("A", "pending", "2024-01-01")), "");
}

std::string prosecution_number_of(std::string_view district, std::string_view number) {
  model::Record record(model::Kind::kCase, "k");
  record.set_text(field::province_id, "PB");
  record.set_text(field::district_id, district);
  record.set_text(field::prosecution_no_id, number);
  return prosecution_number(record);
}

TEST(ProsecutionNumber, IsOneTextHoweverItIsWritten) {
  EXPECT_EQ(prosecution_number_of("PB-KASUR", "CFMS-000214"), "PB|PB-KASUR|CFMS|214|0");
  EXPECT_EQ(prosecution_number_of("PB-KASUR", "cfms no. ۲۱۴"), "PB|PB-KASUR|CFMS|214|0");
  EXPECT_EQ(prosecution_number_of("PB-KASUR", "DPP 45 of 2024"),
            prosecution_number_of("PB-KASUR", "dpp-45/24"));
}

TEST(ProsecutionNumber, TellsDistrictsKindsAndYearsApartAndSaysNothingWithoutALetterOrAYear) {
  const auto number = prosecution_number_of("PB-KASUR", "45/2024");
  EXPECT_NE(number, "");
  EXPECT_NE(prosecution_number_of("PB-LAHORE", "45/2024"), number);
  EXPECT_NE(prosecution_number_of("PB-KASUR", "45/2023"), number);
  EXPECT_NE(prosecution_number_of("PB-KASUR", "CFMS 45/2024"), number);
  EXPECT_EQ(prosecution_number_of("PB-KASUR", "45"), "");
  EXPECT_EQ(prosecution_number_of("PB-KASUR", "pending"), "");
  EXPECT_EQ(prosecution_number_of("", "45/2024"), "");
  EXPECT_EQ(prosecution_number_of("UNCLASSIFIED", "45/2024"), "") << "a district that no table has";
}

}  // namespace
}  // namespace mizan::normalize
