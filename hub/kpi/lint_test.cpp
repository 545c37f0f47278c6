#include "kpi/lint.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "kpi/derived_needs.hpp"
#include "kpi/schema.hpp"
#include "kpi/shipped_test_support.hpp"

namespace mizan::kpi {
namespace {
namespace fs = std::filesystem;

using Lines = std::vector<std::string>;

const fs::path kShipped = fs::path(MIZAN_SOURCE_DIR) / "config" / "kpis";

std::vector<FileText> texts_of(const fs::path& folder) {
  std::vector<FileText> texts;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".toml")
      texts.push_back({entry.path().string(), text_of_file(entry.path())});
  }
  return texts;
}

Lines lines_of(const std::vector<Mistake>& mistakes) {
  Lines lines;
  for (const auto& mistake : mistakes) lines.push_back(mistake.text());
  return lines;
}

std::string head(const std::string& id, const std::string& form) {
  return "format = 1\nid = \"" + id +
         "\"\nversion = 1\nvalid_from = \"2020-01-01\"\ntitle = \"t\"\nquestion = \"q\"\nformula = \"f\"\n"
         "unit = \"percent\"\nsource = \"s\"\nform = \"" +
         form + "\"\n";
}

const std::string kCounted =
    "needs = [\"firs\", \"case.fir_on\"]\n[count]\nunit = \"fir\"\non = \"fir_on\"\n";

FileText golden_of(const std::string& ids) {
  return {"d/golden/g.toml", ids};
}

std::string version_of(const std::string& text, const std::string& version, const std::string& valid_from) {
  auto other = text;
  other.replace(other.find("version = 1"), 11, "version = " + version);
  other.replace(other.find("2020-01-01"), 10, valid_from);
  return other;
}

TEST(Lint, VersionsOfOneKpiHaveFilesAndDaysOfTheirOwn) {
  const auto path = kShipped / "pending.toml";
  const auto first = text_of_file(path);
  const FileText golden{"d/golden/g.toml", "[[golden]]\nkpi = \"pending\"\n"};
  EXPECT_EQ(
      lines_of(lint({{{"d/pending.toml", first}, {"d/pending@2.toml", version_of(first, "2", "2026-07-01")}},
                     {golden}})),
      Lines{});
  EXPECT_EQ(
      lines_of(lint({{{"d/pending.toml", first},
                      {"d/pending2.toml", version_of(first, "2", "2019-07-01")},
                      {"d/pending@3.toml", version_of(first, "2", "2026-07-01")}},
                     {golden}})),
      (Lines{
          "d/pending2.toml:2: id: \"pending@2\" is not the file's name: write \"pending2\", or rename the "
          "file",
          "d/pending2.toml:4: valid_from: version 1 is valid from 2020-01-01 on: a later version begins "
          "later",
          "d/pending@3.toml:2: id: \"pending@2\" is that of d/pending2.toml already",
          "d/pending@3.toml:2: id: \"pending@2\" is not the file's name: write \"pending@3\", or rename the "
          "file"}));
}

TEST(Lint, WhatIsShippedIsClean) {
  const auto found = lint({texts_of(kShipped), texts_of(kShipped / "golden")});
  EXPECT_EQ(lines_of(found), Lines{});
}

TEST(Lint, EveryMistakeOfAFileIsFoundWithItsLine) {
  const std::string text =
      "format = 2\nid = \"x\"\nversion = 1\nvalid_from = \"1 May\"\nquestion = 3\nformula = \"f\"\n"
      "unit = \"percent\"\nsource = \"s\"\nform = \"ratio\"\nby = [\"total\", \"court\", \"court\", "
      "\"cuort\"]\n"
      "needs = [\"case.nothing\", \"cases\"]\nbands = [1]\n"
      "[numerator]\nunit = \"case\"\non = \"held_on\"\nwhere = { disposal = [\"convictd\"], outcome = "
      "[\"effective\"] }\n"
      "[denominator]\nunit = \"cas\"\non = \"disposed_on\"\ncolour = 1\n";
  const auto found = check_definition(text, "x.toml");
  EXPECT_FALSE(found.definition);
  EXPECT_EQ(found.id, "x");
  std::vector<std::pair<std::int64_t, std::string>> places;
  for (const auto& mistake : found.mistakes) places.emplace_back(mistake.line, mistake.key);
  std::sort(places.begin(), places.end());
  const std::vector<std::pair<std::int64_t, std::string>> expected = {
      {1, "format"},     {1, "title"},
      {4, "valid_from"}, {5, "question"},
      {10, "by"},        {10, "by"},
      {10, "by"},        {11, "needs"},
      {12, "bands"},     {15, "on"},
      {16, "where"},     {16, "where"},
      {18, "unit"},      {20, "denominator.colour"}};
  EXPECT_EQ(places, expected) << ::testing::PrintToString(lines_of(found.mistakes));
}

TEST(Lint, TheFirstMistakeIsTheOneThatReadingStopsAt) {
  const std::string text = head("x", "count") + "[count]\nunit = \"fir\"\non = \"held_on\"\nsum = \"none\"\n";
  const auto found = check_definition(text, "x.toml");
  const auto parsed = parse_definition(text, "x.toml");
  ASSERT_FALSE(parsed);
  ASSERT_EQ(found.mistakes.size(), 2U);
  EXPECT_EQ(parsed.error().message, found.mistakes[0].text());
  EXPECT_EQ(parsed.error().code, base::Code::kConfig);
}

TEST(Lint, TextThatIsNoTomlIsOneMistakeAndTheNextFileIsReadOn) {
  const auto found = lint({{{"d/a.toml", "id = \"a\"\n= 1\n"}, {"d/b.toml", head("b", "guess")}},
                           {golden_of("golden = [{ kpi = \"a\" }, { kpi = \"b\" }]\n")}});
  ASSERT_EQ(found.size(), 2U) << ::testing::PrintToString(lines_of(found));
  EXPECT_EQ(found[0].file, "d/a.toml");
  EXPECT_EQ(found[0].line, 2);
  EXPECT_EQ(found[1].text().substr(0, 43), "d/b.toml:10: form: \"guess\" is none of count");
}

TEST(Lint, AWrongFormIsNoReasonToJudgeTermsByIt) {
  const auto found = check_definition(
      head("b", "guess") + "[count]\nunit = \"fir\"\non = \"fri_on\"\n[due]\nunit = \"code\"\n", "b.toml");
  ASSERT_EQ(found.mistakes.size(), 2U) << ::testing::PrintToString(lines_of(found.mistakes));
  EXPECT_EQ(found.mistakes[0].key, "form");
  EXPECT_EQ(found.mistakes[1].line, 13);
}

TEST(Lint, WhatSeveralFilesShowTogether) {
  const auto found = lint({{{"d/a.toml", head("a", "count") + kCounted},
                            {"d/b.toml", head("a", "count") + kCounted},
                            {"d/c.toml", head("c", "count") + kCounted}},
                           {golden_of("[[golden]]\nkpi = \"a\"\n[[golden]]\nkpi = \"gone\"\n")}});
  EXPECT_EQ(lines_of(found),
            (Lines{"d/b.toml:2: id: \"a\" is that of d/a.toml already",
                   "d/b.toml:2: id: \"a\" is not the file's name: write \"b\", or rename the file",
                   "d/c.toml:2: id: \"c\" has no golden case: write one in golden/*.toml",
                   "d/golden/g.toml:3: kpi: \"gone\" is not defined in this folder"}));
}

TEST(Lint, NeedsThatDoNotCoverTheTermsAreNamed) {
  const auto missing = [](const std::string& form, const std::string& rest) {
    const auto read = check_definition(head("x", form) + rest, "x.toml");
    EXPECT_TRUE(read.definition) << ::testing::PrintToString(lines_of(read.mistakes));
    return read.definition ? missing_needs(*read.definition) : Lines{};
  };
  // By hand, from the terms alone.
  EXPECT_EQ(
      missing("count", "[count]\nunit = \"bail\"\non = \"decided_on\"\nwhere = { opposed = [\"yes\"] }\n"),
      (Lines{"bail", "bail.decided_on", "bail.opposed"}));
  // A report's decision is no bail application's.
  EXPECT_EQ(
      missing("count",
              "needs = [\"bail\", \"report.decided_on\"]\n[count]\nunit = \"bail\"\non = \"decided_on\"\n"),
      (Lines{"bail.decided_on"}));
  // Appeals are seen whole by nobody; what an accused is appealed against by is an appeal.
  EXPECT_EQ(
      missing("count", "[count]\nunit = \"appeal\"\non = \"decided_on\"\nwhere = { by = [\"state\"] }\n"),
      (Lines{"appeal.decided_on", "appeal.by"}));
  EXPECT_EQ(missing("due",
                    "needs = [\"report.filed_on\"]\n[due]\nunit = \"accused\"\nfrom = \"disposed_on\"\n"
                    "to = \"appealed_on\"\ncounts = \"met\"\n[[limit]]\ndays = 1\nlaw = \"l\"\n"),
            (Lines{"cases", "case|accused|charge.disposed_on", "appeal.filed_on", "appeal.by"}));
  EXPECT_EQ(missing("share", "state = \"undertrial\"\nof = \"in_custody\"\n"),
            (Lines{"custody", "accused.custody_from", "accused.custody_to", "cases",
                   "case|accused|charge.disposed_on"}));
  EXPECT_EQ(missing("stock",
                    "state = \"in_custody\"\n[[limit]]\ndays = 1\nlaw = \"l\"\ndeath = true\nwoman = true\n"),
            (Lines{"custody", "accused.custody_from", "accused.custody_to", "case|charge.sections",
                   "accused.sex"}));
  // One of the kinds that can have it is enough.
  EXPECT_EQ(
      missing("count",
              "needs = [\"cases\", \"charge.disposed_on\"]\n[count]\nunit = \"case\"\non = \"disposed_on\"\n"
              "where = { disposal = [\"convicted\"] }\n"),
      (Lines{"case|accused|charge.disposal"}));
  EXPECT_EQ(missing("stock", ""), (Lines{"cases", "case|accused|charge.disposed_on", "case.instituted_on"}));
  EXPECT_EQ(missing("receipts", ""), Lines{});
}

TEST(Lint, AFactThatTheUnitDoesNotHaveIsRefused) {
  const auto first = [](const std::string& rest) {
    const auto found = check_definition(head("x", "count") + rest, "x.toml");
    return found.mistakes.empty() ? "" : found.mistakes[0].text();
  };
  EXPECT_EQ(first("[count]\nunit = \"report\"\non = \"sent_on\"\n").substr(0, 58),
            "x.toml:13: on: a row of this unit has no such date: it has");
  EXPECT_EQ(first("by = [\"district\", \"district\"]\n" + kCounted),
            "x.toml:11: by: \"district\" stands there twice");
  EXPECT_EQ(first("by = [\"total\"]\n" + kCounted), "x.toml:11: by: \"total\" is always there");
}

// `mizan kpi schema > config/kpis/schema.json` puts it right.
TEST(Schema, TheFileBesideTheDefinitionsIsTheOneThatTheProgramPrints) {
  EXPECT_EQ(text_of_file(kShipped / "schema.json"), definition_schema());
}

}  // namespace
}  // namespace mizan::kpi
