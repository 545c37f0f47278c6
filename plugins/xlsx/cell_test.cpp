// Numbers, dates and formats as the file format's standard (ECMA-376) and spreadsheet programs have them.
// Serial days are those that a spreadsheet program shows for these dates.
#include <gtest/gtest.h>

#include "cell_number.hpp"
#include "cell_reference.hpp"
#include "heading_text.hpp"
#include "xml_node.hpp"

namespace mizan::xlsx {
namespace {

std::string day(const char* serial, bool from_1904 = false) {
  return moment_text(serial, Meaning::kDate, from_1904).value_or("none");
}

TEST(Numbers, AreWrittenAsAPersonWould) {
  EXPECT_EQ(number_text("12"), "12");
  EXPECT_EQ(number_text("12.0"), "12");
  EXPECT_EQ(number_text("0.30000000000000004"), "0.3");
  EXPECT_EQ(number_text("11.999999999999998"), "12");
  EXPECT_EQ(number_text("4210112345671"), "4210112345671");
  EXPECT_EQ(number_text("4.210112345671E12"), "4210112345671");
  EXPECT_EQ(number_text("12345678901234567890"), "12345678901234567890");
  EXPECT_EQ(number_text("1.5E-5"), "0.000015");
  EXPECT_EQ(number_text("-3.5"), "-3.5");
  EXPECT_EQ(number_text("-0"), "0");
  EXPECT_EQ(number_text("1e300"), "1e+300");
  for (const auto* none : {"", "x", "1x", "inf", "nan", "1e999", "0x10", " 1"})
    EXPECT_FALSE(number_text(none)) << none;
}

TEST(SerialDays, CountFrom1900WithTheLeapDayThatNeverWas) {
  EXPECT_EQ(day("1"), "1900-01-01");
  EXPECT_EQ(day("59"), "1900-02-28");
  EXPECT_EQ(day("60"), "1900-02-29");
  EXPECT_EQ(day("61"), "1900-03-01");
  EXPECT_EQ(day("25569"), "1970-01-01");
  EXPECT_EQ(day("45356"), "2024-03-05");
  EXPECT_EQ(day("45351"), "2024-02-29");
  EXPECT_EQ(day("2958465"), "9999-12-31");
  EXPECT_EQ(day("0"), "1900-01-00");
}

TEST(SerialDays, CountFrom1904WhereTheWorkbookSaysSo) {
  EXPECT_EQ(day("0", true), "1904-01-01");
  EXPECT_EQ(day("43894", true), "2024-03-05");
  EXPECT_EQ(day("60", true), "1904-03-01");
}

TEST(SerialDays, HaveATimeBehindThem) {
  EXPECT_EQ(day("45356.5"), "2024-03-05T12:00:00");
  EXPECT_EQ(day("45356.395833333336"), "2024-03-05T09:30:00");
  EXPECT_EQ(day("45355.9999999999"), "2024-03-05");
  EXPECT_EQ(moment_text("0.395833333333333", Meaning::kTime, false), "09:30:00");
  EXPECT_EQ(moment_text("0.25", Meaning::kTime, true), "06:00:00");
}

TEST(SerialDays, BeyondEveryCalendarAreTheNumbersTheyAre) {
  EXPECT_EQ(day("-1"), "-1");
  EXPECT_EQ(day("2958466"), "2958466");
  EXPECT_EQ(day("1e18"), "1000000000000000000");
  EXPECT_EQ(day("x"), "none");
}

TEST(Formats, SayWhatIsADate) {
  for (const auto* code : {"dd/mm/yyyy", "d-mmm-yy", "[$-409]d\\-mmm\\-yy;@", "yyyy\\-mm\\-dd", "mmm",
                           "m/d/yyyy h:mm", "[$-420]dd mmmm yyyy", "DD.MM.YYYY"})
    EXPECT_EQ(meaning_of_code(code), Meaning::kDate) << code;
  for (const auto* code : {"h:mm", "hh:mm:ss AM/PM", "mm:ss.0"})
    EXPECT_EQ(meaning_of_code(code), Meaning::kTime) << code;
  for (const auto* code :
       {"General", "GENERAL", "0", "0.00E+00", "#,##0;[Red]-#,##0", "0 \"days\"", "\"Rs\" #,##0", "[h]:mm",
        "[mm]:ss", "0_d", "\\d0", "00000\\-0000000\\-0", "0;yyyy", "@", "", "\"", "[", "\\"})
    EXPECT_EQ(meaning_of_code(code), Meaning::kNumber) << code;
  for (const unsigned id : {14U, 15U, 16U, 17U, 22U, 30U, 57U})
    EXPECT_EQ(meaning_of_builtin(id), Meaning::kDate) << id;
  for (const unsigned id : {18U, 20U, 21U, 45U, 47U}) EXPECT_EQ(meaning_of_builtin(id), Meaning::kTime) << id;
  for (const unsigned id : {0U, 1U, 2U, 9U, 13U, 37U, 46U, 49U, 164U})
    EXPECT_EQ(meaning_of_builtin(id), Meaning::kNumber) << id;
}

TEST(References, AreLettersAndARow) {
  EXPECT_EQ(read_reference("A1")->column, 0U);
  EXPECT_EQ(read_reference("AA17")->column, 26U);
  EXPECT_EQ(read_reference("AA17")->row, 17U);
  EXPECT_EQ(read_reference("XFD1048576")->column, 16383U);
  for (const auto* none : {"", "A", "1", "a1", "A0", "A-1", "AAAAA1", "A1B", "A99999999999"})
    EXPECT_FALSE(read_reference(none)) << none;
  EXPECT_EQ(column_letters(0), "A");
  EXPECT_EQ(column_letters(25), "Z");
  EXPECT_EQ(column_letters(26), "AA");
  EXPECT_EQ(column_letters(16383), "XFD");
}

// Letters by the Unicode code charts.
TEST(Headings, AreComparedAsTheyLook) {
  const auto same = [](const char* typed, const char* meant) {
    EXPECT_EQ(heading_text(typed), heading_text(meant));
  };
  same("تاريخ", "تاریخ");                      // Arabic and Urdu yeh
  same("عدالت كا نام", "عدالت کا نام");        // kaf
  same("تھانه", "تھانہ");                      // heh
  same("ضـــلع", "ضلع");                       // tatweel
  same("\u200Fضلع\u200E", "ضلع");              // marks of direction
  same("فیصلہ\u200Cتاریخ", "فیصلہتاریخ");      // joiner
  same("\u0627\u0653\u062F", "\u0622\u062F");  // alef and madda, composed
  same(" Case\n  No.\u00A0", "case no.");
  same("CASE NO.", "Case no.");
  EXPECT_NE(heading_text("۱"), heading_text("1"));
  EXPECT_NE(heading_text("ضلع"), heading_text("تحصیل"));
  EXPECT_EQ(heading_text(" \n\u200F"), "");
  EXPECT_EQ(heading_text(""), "");
}

TEST(Escapes, OfTheFormatAreUndone) {
  const auto undone = [](const char* text) {
    std::string out;
    append_unescaped(text, out);
    return out;
  };
  EXPECT_EQ(undone("a_x000D_\nb"), "a\r\nb");
  EXPECT_EQ(undone("_x06A9_"), "ک");
  EXPECT_EQ(undone("_x005F_x000D_"), "_x000D_");
  for (const auto* kept : {"_x", "_x12", "_x00ZZ_", "_xD800_", "a_xb", "_x0000_"})
    EXPECT_EQ(undone(kept), kept);
}

}  // namespace
}  // namespace mizan::xlsx
