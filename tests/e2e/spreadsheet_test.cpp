// Workbooks in the real program: a good one, a changed one, and one that is none beside it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mizan/mapping/test_workbook.hpp>

#include "small_hub.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;

class Spreadsheets : public ::testing::Test {
 protected:
  Spreadsheets() : hub_(::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    hub_.put(
        "sources/court.toml",
        "format = 1\nname = \"court\"\nadapter = \"xlsx\"\nmapping = \"../mappings/court.toml\"\n[settings]\n"
        "folder = \"../data\"\n");
    hub_.change_mapping("format = \"csv\"", "format = \"xlsx\"");
    hub_.change_mapping("*.csv", "*.xlsx");
  }
  void put_cases(const std::string& file, const std::vector<std::vector<std::string>>& rows) const {
    std::vector<std::vector<std::string>> all = {{"A title"}, {"No", "District", "instituted", "fir_year"}};
    all.insert(all.end(), rows.begin(), rows.end());
    hub_.put("data/" + file, "");
    ASSERT_TRUE(mapping::write_workbook(hub_.path() / "data" / file, {{"Cases", all}}));
  }

  SmallHub hub_;
};

TEST_F(Spreadsheets, AreTakenAndTakenAgainWhenTheyChange) {
  put_cases("a.xlsx", {{"1", "Lahore", "2024-01-02", "۲۰۲۳"}, {"2", "Multan", "2024-02-30", ""}});
  const auto first = hub_.run("ingest");
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(hub_.number("SELECT count(*) FROM rec_case"), 2);
  EXPECT_EQ(hub_.number("SELECT fir_year FROM rec_case WHERE key = '1'"), 2023);
  put_cases(
      "a.xlsx",
      {{"1", "Lahore", "2024-01-02", "2023"}, {"2", "Multan", "2024-02-29", ""}, {"3", "Kasur", "", ""}});
  EXPECT_EQ(hub_.run("ingest").exit_code, 0);
  EXPECT_EQ(hub_.number("SELECT count(*) FROM rec_case"), 3);
  EXPECT_TRUE(hub_.books_balance());
}

TEST_F(Spreadsheets, OneThatIsNoneIsQuarantinedAndTheOthersAreTaken) {
  hub_.put("data/a.xlsx", std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) + std::string(600, '\0'));
  put_cases("b.xlsx", {{"1", "Lahore", "2024-01-02", "2023"}});
  const auto ran = hub_.run("ingest");
  EXPECT_THAT(ran.err, HasSubstr("a.xlsx: is an old .xls workbook: save it as .xlsx"));
  EXPECT_EQ(hub_.number("SELECT count(*) FROM rec_case"), 1);
  EXPECT_THAT(hub_.run("quarantine list").out, HasSubstr("unreadable_file"));
  EXPECT_TRUE(hub_.books_balance());
}

TEST_F(Spreadsheets, AMistakeOfTheMappingIsFoundByValidate) {
  hub_.change_mapping("format = \"xlsx\"", "format = \"xlsx\"\nheader_rows = 11");
  const auto ran = hub_.run("validate");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.out + ran.err,
              HasSubstr("court.toml:9: input.header_rows: expected a whole number, 1 to 10"));
}

}  // namespace
}  // namespace mizan::test
