#include "mizan/parts/layout_file.hpp"

#include <gtest/gtest.h>
#include <mizan/abi/mizan_adapter.h>

#include <functional>
#include <mizan/sdk/error.hpp>

namespace mizan::parts {
namespace {

std::string mistake(const std::string& text, const std::function<void(const LayoutFile&)>& read) {
  try {
    read(LayoutFile(text, "layout.toml"));
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), MIZAN_E_CONFIG);
    return error.what();
  }
  return "none";
}

const auto kNothing = [](const LayoutFile&) {};

TEST(LayoutFile, MistakesNameFileLineAndKey) {
  EXPECT_EQ(mistake("", kNothing), "layout.toml:1: format: expected 1");
  EXPECT_EQ(mistake("\nformat = 2", kNothing), "layout.toml:2: format: expected 1");
  EXPECT_TRUE(mistake("format = 1\nx = [", kNothing).starts_with("layout.toml:2: "));
  const auto report = [](const LayoutFile& file) {
    const auto& table = file.table(file.root(), "report");
    file.allow(table, "report", {"list", "fields"});
    file.text(table, "list", "report");
    file.fields(table, "report", MIZAN_KIND_REPORT);
  };
  EXPECT_EQ(mistake("format = 1", report), "layout.toml:1: report: expected a table");
  EXPECT_EQ(mistake("format = 1\n[report]\nlits = 1", report),
            "layout.toml:3: report.lits: is not known here");
  EXPECT_EQ(mistake("format = 1\n[report]\nlist = 3", report), "layout.toml:3: report.list: expected a text");
  EXPECT_EQ(mistake("format = 1\n[report]\nlist = ''", report),
            "layout.toml:3: report.list: expected a text");
  EXPECT_EQ(mistake("format = 1\n[report]\nlist = 'a'\n[report.fields]\n", report),
            "layout.toml:4: report.fields: names no field");
  EXPECT_EQ(
      mistake("format = 1\n[report]\nlist = 'a'\n[report.fields]\ndecision = 'x'\nfir_no = 'y'", report),
      "layout.toml:6: report.fields.fir_no: is no field that such a record has");
  EXPECT_EQ(mistake("format = 1\n[report]\nlist = 'a'\n[report.fields]\ncase = 'x'", report),
            "layout.toml:5: report.fields.case: is no field that such a record has");
}

TEST(LayoutFile, FieldsStandInTheOrderOfTheFile) {
  const LayoutFile file("format = 1\n[report.fields]\nreceived_on = '/r'\ndecision = '/d'\n", "layout.toml");
  const auto fields = file.fields(file.table(file.root(), "report"), "report", MIZAN_KIND_REPORT);
  ASSERT_EQ(fields.size(), 2U);
  EXPECT_EQ(fields[0].field->name, "received_on");
  EXPECT_EQ(fields[1].place, "/d");
}

TEST(LayoutFile, NumbersDaysAndLists) {
  const LayoutFile file("format = 1\nn = 5\nday = 2025-01-01\nlist = ['a', 'b']\n", "layout.toml");
  EXPECT_EQ(file.integer(file.root(), "n", "", 1, 0, 9), 5);
  EXPECT_EQ(file.integer(file.root(), "m", "", 1, 0, 9), 1);
  EXPECT_EQ(file.day(file.root(), "day", "", 0), 20'089);  // 55 years and 14 leap days
  EXPECT_EQ(file.texts(file.root(), "list", ""), (std::vector<std::string>{"a", "b"}));
  const auto wrong = [](const char* text, auto read) {
    return mistake(std::string("format = 1\n") + text, read);
  };
  EXPECT_EQ(wrong("n = 12", [](const LayoutFile& f) { f.integer(f.root(), "n", "", 1, 0, 9); }),
            "layout.toml:2: n: expected a number from 0 to 9");
  EXPECT_EQ(wrong("day = '2025-01-01'", [](const LayoutFile& f) { f.day(f.root(), "day", "", 0); }),
            "layout.toml:2: day: expected a day such as 2025-01-01, without quotes");
  EXPECT_EQ(wrong("list = ['a', 1]", [](const LayoutFile& f) { f.texts(f.root(), "list", ""); }),
            "layout.toml:2: list: expected a list of texts");
}

TEST(LayoutText, IsAFileOfTheFolderAlone) {
  for (const auto* name : {"", "../secret", "/etc/passwd", ".hidden", "a/b"}) {
    try {
      read_layout_text("/tmp", name);
      ADD_FAILURE() << name;
    } catch (const sdk::Error& error) {
      EXPECT_EQ(error.code(), MIZAN_E_CONFIG);
    }
  }
  EXPECT_THROW(read_layout_text("/no/such/folder", "layout.toml"), sdk::Error);
}

}  // namespace
}  // namespace mizan::parts
