// Workbooks that another program wrote (producer/make.mjs, by exceljs); run by producer/run.sh.
#include <cstdlib>

#include "xlsx_test_support.hpp"

namespace mizan::xlsx {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Produced : public XlsxFolder {
 protected:
  void SetUp() override {
    XlsxFolder::SetUp();
    const auto* made = std::getenv("MIZAN_PRODUCED");
    if (made == nullptr)
      GTEST_SKIP() << "no workbooks of another program are here: producer/run.sh makes them";
    made_ = made;
  }
  void take(const std::string& name) const { std::filesystem::copy(made_ / name, folder_ / name); }

  std::filesystem::path made_;
};

constexpr const char* kReturns = R"(format = 1
[input]
format = "xlsx"
files = "returns*.xlsx"
header_rows = 2
[[record]]
kind = "case"
when = [{ from = "تھانہ", not_in = ["میزان"] }]
key = "مقدمہ نمبر"
[record.fields]
police_station = "تھانہ"
fir_no = { from = "ایف آئی آر", match = '^([0-9۰-۹]+)/' }
disposal_reason = "جرمانہ"
[[record]]
kind = "hearing"
when = [{ from = "تھانہ", not_in = ["میزان"] }]
key = "مقدمہ نمبر"
[record.fields]
case = "مقدمہ نمبر"
held_on = { from = "سماعت | تاریخ", date = ["%d-%m-%Y"] }
outcome = "سماعت | نتیجہ"
pw_attended = "گواہان"
)";

// Days since 1970: 2024-03-05 is 19787, 1947-08-14 is -8176, by any calendar.
TEST_F(Produced, AMonthlyReturnInUrdu) {
  take("returns.xlsx");
  read(kReturns);
  EXPECT_THAT(hub_.rejects, IsEmpty());
  ASSERT_EQ(hub_.records.size(), 6U);
  const auto& records = hub_.records;
  Lines cases;
  Lines hearings;
  for (const auto& record : records) {
    if (record.kind == MIZAN_KIND_CASE) {
      cases.push_back(record.key + " " + record.text(MIZAN_F_POLICE_STATION) + " " +
                      record.text(MIZAN_F_FIR_NO) + " " + record.text(MIZAN_F_DISPOSAL_REASON));
    } else {
      hearings.push_back(record.key + " " + std::to_string(record.integer(MIZAN_F_HELD_ON)) + " " +
                         record.text(MIZAN_F_OUTCOME) + " " +
                         std::to_string(record.integer(MIZAN_F_PW_ATTENDED)));
    }
  }
  EXPECT_THAT(cases, ElementsAre("C-1 سٹی 214 0.3", "C-2 سٹی 215 3", "C-3 صدر ۲۱۶ "));
  EXPECT_THAT(hearings, ElementsAre("C-1 19787 ADJ 3", "C-2 -8176 EVD 12", "C-3 19789 ADJ 4"));
  EXPECT_THAT(
      hub_.logs.front(),
      HasSubstr("1 cells hold an error such as #N/A and are taken for empty, the first in row 7, column G"));
}

TEST_F(Produced, DaysFrom1904TimesAndTruths) {
  take("from1904.xlsx");
  const auto records = read(
      "format = 1\n[input]\nformat = \"xlsx\"\nfiles = \"*.xlsx\"\n[[record]]\nkind = \"case\"\nkey = "
      "\"no\"\n"
      "[record.fields]\ndistrict = { from = [\"cnic\", \"link\", \"sum\"], join = \",\" }\ninstituted_on = "
      "\"filed\"\n"
      "sgbv = \"present\"\n");
  EXPECT_THAT(records, ElementsAre("D-1 4210112345671,order,", "D-2 "));
  EXPECT_EQ(hub_.records[0].integer(MIZAN_F_INSTITUTED_ON), 19787);
  EXPECT_EQ(hub_.records[1].integer(MIZAN_F_INSTITUTED_ON), 19782);
  EXPECT_EQ(hub_.records[0].integer(MIZAN_F_SGBV), 1);
  EXPECT_EQ(hub_.records[1].integer(MIZAN_F_SGBV), 0);
  EXPECT_THAT(hub_.logs.front(), HasSubstr("1 formulas have no stored value"));
}

TEST_F(Produced, ManyRowsWithSharedTexts) {
  take("large.xlsx");
  const auto records = read();
  ASSERT_EQ(records.size(), 5000U);
  EXPECT_EQ(records.front(), "L-1 Quetta");
  EXPECT_EQ(records.back(), "L-5000 Kech");
  EXPECT_GT(hub_.tokens.size(), 5U);
}

}  // namespace
}  // namespace mizan::xlsx
