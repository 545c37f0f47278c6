// [input] of a mapping for spreadsheets, and how what stands in their cells is read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mizan/abi/mizan_fields.h>

#include <mizan/mapping/mapping.hpp>
#include <mizan/mapping/read_value.hpp>
#include <mizan/sdk/batch.hpp>

namespace mizan::mapping {
namespace {
using ::testing::HasSubstr;

constexpr const char* kMapping = R"(format = 1
[input]
format = "xlsx"
files = { monthly = "monthly-*.xlsx", jail = "jail-*.xlsx" }
header_rows = 2
header_search = 30

[[input.sheet]]
name = "cases"
file = "monthly"
sheet = "مقدمات*"

[[input.sheet]]
name = "jail"
file = "jail"
sheet = 2
hidden = true
optional = true
header_row = 4
header_rows = 1
header_join = "/"

[[record]]
kind = "case"
sheet = "cases"
key = "Sr. No"
[record.fields]
district = "ضلع"

[[record]]
kind = "accused"
sheet = "jail"
key = "no"
[record.fields]
case = "case"
age = "age"
arrested_on = { from = "arrested", date = ["%d.%m.%Y"] }
)";

TEST(SheetRules, SayWhichSheetsAndWhereTheirHeadingIs) {
  const auto mapping = Mapping::compile(kMapping, "m.toml");
  const auto& sheets = mapping.input().sheets;
  ASSERT_EQ(sheets.size(), 2U);
  EXPECT_EQ(sheets[0].file, "monthly");
  EXPECT_EQ(sheets[0].pattern, "مقدمات*");
  EXPECT_EQ(sheets[0].header_rows, 2);
  EXPECT_EQ(sheets[0].header_search, 30);
  EXPECT_EQ(sheets[0].header_row, 0);
  EXPECT_EQ(sheets[0].header_join, " | ");
  EXPECT_FALSE(sheets[0].hidden || sheets[0].optional);
  EXPECT_EQ(sheets[1].position, 2);
  EXPECT_EQ(sheets[1].header_row, 4);
  EXPECT_EQ(sheets[1].header_rows, 1);
  EXPECT_EQ(sheets[1].header_join, "/");
  EXPECT_TRUE(sheets[1].hidden && sheets[1].optional);
  EXPECT_EQ(mapping.groups(), (std::vector<std::string>{"cases", "jail"}));
  EXPECT_EQ(mapping.places("cases")[0].name, "Sr. No");  // a dot in a heading is a dot
}

TEST(SheetRules, WithoutAnyEachFileHasItsFirstSheet) {
  std::string text =
      "format = 1\n[input]\nformat = \"xlsx\"\nfiles = { a = \"a.xlsx\", b = \"b.xlsx\" }\nheader_row = 3\n"
      "[[record]]\nkind = \"case\"\nfile = \"b\"\nkey = \"no\"\n[record.fields]\ncourt = \"c\"\n";
  const auto mapping = Mapping::compile(text, "m.toml");
  const auto& sheets = mapping.input().sheets;
  ASSERT_EQ(sheets.size(), 2U);
  EXPECT_EQ(sheets[1].name, "b");
  EXPECT_EQ(sheets[1].file, "b");
  EXPECT_EQ(sheets[1].position, 1);
  EXPECT_EQ(sheets[1].header_row, 3);
  EXPECT_EQ(mapping.groups(), std::vector<std::string>{"b"});
  std::string single = text;
  single.replace(single.find("header_row = 3"), 14, "sheet = \"x\"");
  EXPECT_THAT(Mapping::validate(single, "m.toml").front().text(),
              HasSubstr("m.toml:5: input.sheet: expected [[input.sheet]]"));
  text.replace(text.find("file = \"b\""), 10, "sheet = \"b\"");
  EXPECT_THAT(Mapping::validate(text, "m.toml").front().text(),
              HasSubstr("m.toml:8: record[1].sheet: is not how this input is divided: write file = …"));
}

TEST(SheetRules, EveryMistakeNamesFileLineAndKey) {
  ASSERT_TRUE(Mapping::validate(kMapping, "m.toml").empty());
  const auto broken = [](const std::string& from, const std::string& to) {
    std::string text = kMapping;
    text.replace(text.find(from), from.size(), to);
    const auto problems = Mapping::validate(text, "m.toml");
    return problems.empty() ? std::string() : problems.front().text();
  };
  EXPECT_THAT(broken("file = \"jail\"", "file = \"jal\""),
              HasSubstr("m.toml:15: input.sheet[2].file: \"jal\" is no name in input.files"));
  EXPECT_THAT(broken("file = \"jail\"\n", ""), HasSubstr("input.sheet[2].file: \"\" is no name"));
  EXPECT_THAT(broken("name = \"jail\"", "name = \"cases\""),
              HasSubstr("m.toml:14: input.sheet[2].name: \"cases\" is the name of another sheet"));
  EXPECT_THAT(broken("name = \"jail\"\n", ""), HasSubstr("m.toml:13: input.sheet[2].name: is missing"));
  EXPECT_THAT(broken("sheet = 2", "sheet = 0"),
              HasSubstr("m.toml:16: input.sheet[2].sheet: expected a whole number, 1 to 255"));
  EXPECT_THAT(broken("sheet = 2", "sheet = \"\""),
              HasSubstr("input.sheet[2].sheet: expected a sheet's name"));
  EXPECT_THAT(broken("sheet = 2", "sheet = true"),
              HasSubstr("input.sheet[2].sheet: expected text in quotes"));
  EXPECT_THAT(broken("hidden = true", "hidden = 1"),
              HasSubstr("m.toml:17: input.sheet[2].hidden: expected true or false"));
  EXPECT_THAT(broken("hidden = true", "hide = true"),
              HasSubstr("m.toml:17: input.sheet[2].hide: is not a key here"));
  EXPECT_THAT(broken("header_row = 4", "header_row = \"4\""),
              HasSubstr("input.sheet[2].header_row: expected a whole number"));
  EXPECT_THAT(broken("header_row = 4", "header_row = 4\nheader_search = 9"), HasSubstr("name one of them"));
  EXPECT_THAT(broken("header_rows = 2", "header_rows = 11"),
              HasSubstr("m.toml:5: input.header_rows: expected a whole number, 1 to 10"));
  EXPECT_THAT(broken("header_rows = 2", "delimiter = \";\""),
              HasSubstr("m.toml:5: input.delimiter: belongs to text"));
  EXPECT_THAT(broken("sheet = \"jail\"", "sheet = \"jal\""),
              HasSubstr("record[2].sheet: \"jal\" is no name of an [[input.sheet]]"));
  EXPECT_THAT(broken("sheet = \"jail\"", "file = \"jail\""),
              HasSubstr("record[2].file: is not how this input is divided: write sheet = …"));
  EXPECT_THAT(broken("format = \"xlsx\"", "format = \"csv\""), HasSubstr("belongs to format = \"xlsx\""));
  EXPECT_THAT(broken("format = \"xlsx\"", "format = \"ods\""),
              HasSubstr("expected \"csv\", \"json\", \"xlsx\", \"rest\" or \"sql\""));
}

const mizan_field* field(const mizan_record& record, std::uint16_t id) {
  for (std::uint32_t i = 0; i < record.field_count; ++i) {
    if (record.fields[i].id == id) return &record.fields[i];
  }
  return nullptr;
}

TEST(Digits, OfUrduAndArabicAreReadWhereANumberOrADayIs) {
  const auto mapping = Mapping::compile(kMapping, "m.toml");
  sdk::Batch batch;
  const auto read = [&](const char* age, const char* day) {
    batch.clear();
    mapping.apply(
        "jail", MapRow(mapping.places("jail"), {{"no", "۷"}, {"case", "۱"}, {"age", age}, {"arrested", day}}),
        batch);
    return batch.records()[0];
  };
  const auto record = read("۱۷", "\u200F۰۵.۰۳.۲۰۲۴");
  EXPECT_EQ(field(record, MIZAN_F_AGE)->value.integer, 17);
  EXPECT_EQ(field(record, MIZAN_F_ARRESTED_ON)->value.integer, *days_of(2024, 3, 5));
  EXPECT_EQ(std::string_view(record.key.data, record.key.size), "۷");  // texts stay as they are written
  EXPECT_EQ(field(read("٤٢", "x"), MIZAN_F_AGE)->value.integer, 42);
  EXPECT_EQ(field(read("42ب", "x"), MIZAN_F_AGE)->type, MIZAN_TEXT);
  // A day that the source itself holds as one needs no format.
  EXPECT_EQ(field(read("1", "2024-03-05"), MIZAN_F_ARRESTED_ON)->value.integer, *days_of(2024, 3, 5));
  EXPECT_EQ(field(read("1", "2024-03-05T09:30:00"), MIZAN_F_ARRESTED_ON)->value.integer,
            *days_of(2024, 3, 5));
  EXPECT_EQ(field(read("1", "2024-02-30"), MIZAN_F_ARRESTED_ON)->type, MIZAN_TEXT);
}

TEST(Digits, OfATextAreAsciiWhereTheMappingSaysSo) {
  std::string text = kMapping;
  text.replace(text.find("key = \"no\""), 10,
               "key = { from = [\"no\", \"age\"], join = \"/\", digits = \"ascii\" }");
  text.replace(text.find("case = \"case\""), 13,
               "case = { from = \"case\", digits = \"ascii\", match = '^(\\d+)' }");
  const auto mapping = Mapping::compile(text, "m.toml");
  sdk::Batch batch;
  mapping.apply("jail", MapRow(mapping.places("jail"), {{"no", "۷ب"}, {"age", "١٧"}, {"case", "۲۱۴؍۲۴"}}),
                batch);
  const auto record = batch.records()[0];
  EXPECT_EQ(std::string_view(record.key.data, record.key.size), "7ب/17");
  const auto& key = field(record, MIZAN_F_CASE)->value.text;
  EXPECT_EQ(std::string_view(key.data, key.size), "214");
  text.replace(text.find("digits = \"ascii\""), 16, "digits = \"urdu\"");
  EXPECT_THAT(Mapping::validate(text, "m.toml").front().text(),
              HasSubstr("record[2].key.digits: expected \"ascii\""));
}

TEST(Digits, OtherBytesAreKept) {
  std::string scratch;
  EXPECT_EQ(plain_digits("12/3", scratch), "12/3");
  EXPECT_EQ(plain_digits("۱۲ بجے ٣", scratch), "12 بجے 3");
  EXPECT_EQ(plain_digits("١؍٢", scratch), "1/2");
  EXPECT_EQ(plain_digits("\xD9", scratch), "\xD9");
  EXPECT_EQ(plain_digits("\xE2\x80", scratch), "\xE2\x80");
}

}  // namespace
}  // namespace mizan::mapping
