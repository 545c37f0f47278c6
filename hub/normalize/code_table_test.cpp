#include "normalize/code_table.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "model/codes.hpp"
#include "normalize/csv.hpp"

namespace mizan::normalize {
namespace {

namespace field = model::field;
using model::Kind;

CodeTable disposals(std::string_view text) {
  auto table = CodeTable::parse_csv(text, "t.csv", field::disposal_id);
  EXPECT_TRUE(table) << table.error().message;
  return std::move(*table);
}

std::string error_of(std::string_view text, model::FieldId id = field::disposal_id) {
  const auto table = CodeTable::parse_csv(text, "t.csv", id);
  return table ? "no error" : table.error().message;
}

TEST(CodeTable, FindsExactThenAnyCaseThenTheLongestPrefix) {
  const auto table = disposals(
      "native,common,note\nC,convicted,\nc,compromised,\n\"Acquitted, 249-A\",acquitted_summary,x\n"
      "Acq*,acquitted,\nAcquitted hostile*,acquitted_hostile,\n");
  EXPECT_EQ(table.find("C"), "convicted");
  EXPECT_EQ(table.find("c"), "compromised");
  EXPECT_EQ(table.find("  acquitted,   249-a "), "acquitted_summary");
  EXPECT_EQ(table.find("ACQUITTED HOSTILE WITNESSES"), "acquitted_hostile");
  EXPECT_EQ(table.find("acq."), "acquitted");
  EXPECT_EQ(table.find("Unheard of"), std::nullopt);
  EXPECT_EQ(table.find(""), std::nullopt);
}

TEST(CodeTable, ErrorsNameFileLineAndField) {
  EXPECT_EQ(error_of("native,common\nA,convicted\n\nA,acquitted\n"),
            "t.csv:4: disposal: 'A' is already in the table");
  EXPECT_EQ(error_of("native,common\nA,convictd\n"),
            "t.csv:2: disposal: 'convictd' is no common code of this field");
  EXPECT_EQ(error_of("native,common\nA*,other\na*,other\n"),
            "t.csv:3: disposal: 'a*' is already in the table");
  EXPECT_EQ(error_of("native\nA\n"), "t.csv: the header has no column 'common'");
  EXPECT_EQ(error_of("native,common\n\"A,other\n"), "t.csv:2: a quote is not closed");
  EXPECT_EQ(error_of("native,common\nA,other,x\n"), "t.csv:2: 3 cells, the header has 2");
  EXPECT_EQ(error_of("native,common\n,other\n"), "t.csv:2: disposal: a native code is empty");
}

TEST(CodeTable, KnowsTheClosedSets) {
  const std::pair<model::FieldId, std::string_view> allowed[] = {
      {field::outcome_id, "vacated"},          {field::adjourn_side_id, "defence"},
      {field::sex_id, "transgender"},          {field::age_class_id, "juvenile"},
      {field::report_type_id, "cancellation"}, {field::decision_id, "granted"},
      {field::bail_kind_id, "statutory"},      {field::by_id, "state"},
      {field::sentence_kind_id, "life"},       {field::disposal_id, "stopped_249"},
      {field::purpose_id, "evidence"},         {field::sex_id, model::kUnmapped}};
  for (const auto& [id, code] : allowed) EXPECT_TRUE(is_common_code(id, code)) << code;
  EXPECT_FALSE(is_common_code(field::outcome_id, "heard"));
  EXPECT_FALSE(is_common_code(field::sex_id, "Male"));
  EXPECT_FALSE(is_common_code(field::purpose_id, "Evidence of PWs"));
  EXPECT_FALSE(is_closed_set(field::purpose_id));
}

TEST(CodeTable, ReadsSeveralFieldsFromToml) {
  const auto tables =
      parse_code_toml("[sex]\n\"M\" = \"male\"\n[outcome]\n\"Adj*\" = \"adjourned\"\n", "c.toml");
  ASSERT_TRUE(tables) << tables.error().message;
  EXPECT_EQ(tables->at(field::sex_id).find("m"), "male");
  EXPECT_EQ(tables->at(field::outcome_id).find("ADJOURNED sine die"), "adjourned");
}

TEST(CodeTable, TomlErrorsNameTheLine) {
  const auto bad = [](std::string_view text) { return parse_code_toml(text, "c.toml").error().message; };
  EXPECT_EQ(bad("[sex]\n\"M\" = \"man\"\n"), "c.toml:2: sex: 'man' is no common code of this field");
  EXPECT_EQ(bad("[sex]\n\"M\" = 1\n"), "c.toml:2: sex: '' is no common code of this field");
  EXPECT_EQ(bad("\n[nosuch]\nx = \"y\"\n"), "c.toml:2: 'nosuch' is no coded field");
  EXPECT_TRUE(bad("[sex\n").starts_with("c.toml:1: "));
}

TEST(CodeTables, TheTableOfAKindComesBeforeTheOneForAll) {
  CodeTables tables;
  tables.add(std::nullopt, field::decision_id,
             *CodeTable::parse_csv("native,common\nA,allowed\n", "t", field::decision_id));
  tables.add(Kind::kBail, field::decision_id,
             *CodeTable::parse_csv("native,common\nA,granted\n", "t", field::decision_id));
  EXPECT_EQ(tables.find(Kind::kBail, field::decision_id)->find("A"), "granted");
  EXPECT_EQ(tables.find(Kind::kAppeal, field::decision_id)->find("A"), "allowed");
  EXPECT_EQ(tables.find(Kind::kCase, field::disposal_id), nullptr);
}

// A court's own code book has the shape of a code table: what it writes, and one of its summary classes.
TEST(CodeTable, ExpressesTheCodeBookOfARealCourt) {
  std::ifstream in(MIZAN_SHARED_DATA "/haq-pocso-india/codebook_case_disposal.csv");
  if (!in) GTEST_SKIP() << "NO REAL RECORDS HERE: the code book of case disposals was not tried";
  std::stringstream text;
  text << in.rdbuf();
  const auto book = read_csv(text.str(), "codebook.csv", {"disp_name", "updated_disp_name"});
  ASSERT_TRUE(book) << book.error().message;
  const auto classes = disposals(
      "native,common\nAbated,abated\nSome Acquitted,convicted\nAcquitted*,acquitted\nConvicted*,convicted\n"
      "Compromised,compromised\nConcilliation,compromised\nCancelled,cancelled\nDischarged,discharged\n"
      "Quashed,quashed\nStayed,stayed\nUntraced,untraced\nTransferred*,transferred\n"
      "PO Consigned,consigned\nConsigned,consigned\nAdjourned Sine die,consigned\nProceeding*,other\n");
  std::string csv = "native,common\n";
  std::size_t entries = 0;
  std::set<std::string> seen;
  for (const auto& row : book->rows) {
    const auto native = base::collapse_spaces(book->cell(row, 0));
    if (native.find_first_of("\"*") != std::string::npos || !seen.insert(native).second) continue;
    csv +=
        "\"" + native + "\"," + std::string(classes.find(book->cell(row, 1)).value_or("unclassified")) + "\n";
    ++entries;
  }
  const auto table = disposals(csv);
  EXPECT_EQ(table.size(), entries);
  EXPECT_GT(entries, 50U);
  EXPECT_EQ(table.find("abated."), "abated");
  EXPECT_EQ(table.find("Acquitted on benefit of dought"), "acquitted");
  EXPECT_EQ(table.find("ALREADY UNDERGONE"), "convicted");
  EXPECT_EQ(table.find("Committed"), "transferred");
}

}  // namespace
}  // namespace mizan::normalize
