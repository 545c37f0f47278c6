// Sections that the offence table lacks, and the shipped table held against the law's list and the
// statistical classification, where their copies are there.
#include "normalize/offence_review.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <regex>

#include "normalize/csv.hpp"

namespace mizan::normalize {
namespace {
namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kHead =
    "law,section,clause,title,offence_group,iccs,rank,max_years,death,murder,sexual_violence,confidence\n";

OffenceTable table_of(const std::string& rows) {
  auto table = OffenceTable::parse_csv(kHead + rows, "offences.csv");
  EXPECT_TRUE(table) << table.error().message;
  return std::move(*table);
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

OffenceTable shipped_table() {
  const auto file = fs::path(MIZAN_SOURCE_DIR) / "config" / "offences" / "pakistan.csv";
  auto table = OffenceTable::parse_csv(text_of(file), file.string());
  EXPECT_TRUE(table) << table.error().message;
  return std::move(*table);
}

std::vector<std::string> names(const std::vector<OffenceFinding>& found) {
  std::vector<std::string> all;
  for (const auto& each : found) all.push_back(each.row->section);
  return all;
}

TEST(OffenceReview, SectionsWithoutARowAreCountedOnceARecord) {
  const auto table = table_of(
      "PPC,302,,Murder,homicide,0101,90,99,1,1,0,high\nPPC,34,,Common intention,ancillary,,0,0,0,0,0,high\n");
  SectionReview review(table);
  const LawTable laws("PPC");
  review.add("302/34", laws, 5);
  review.add("302/109 PPC", laws, 3);
  review.add("109/34", laws, 2);
  review.add("9(c) CNSA", laws, 4);
  review.add("see file", laws, 1);
  std::vector<std::string> lines;
  for (const auto& each : review.unmapped())
    lines.push_back(
        fmt::format("{} {} {} {} {}", each.law, each.section, each.clause, each.records, each.example));
  EXPECT_THAT(lines, ElementsAre("PPC 109  5 302/109 PPC", "CNSA 9 c 4 9(c) CNSA"));
  EXPECT_EQ(review.known(), 5 + 5 + 3 + 2);
  EXPECT_EQ(review.unknown(), 3 + 2 + 4);
  EXPECT_EQ(review.unread(), 1);
}

TEST(OffenceReview, TheNearestRowsAreOfTheSameLawAndNumberFirst) {
  const auto table = table_of(
      "PPC,365,,Abduction,kidnapping,0201,50,7,0,0,0,high\nPPC,365-B,,Abduction for "
      "marriage,kidnapping,0201,60,99,0,0,0,high\n"
      "PPC,379,,Theft,theft,0502,10,3,0,0,0,high\nCNSA,365,,Another law,narcotics,0601,10,3,0,0,0,high\n");
  std::vector<std::string> near;
  for (const auto* row : nearest_rows(table, "PPC", "365-A", 3)) near.push_back(row->section);
  EXPECT_THAT(near, ElementsAre("365", "365-B", "379"));
  EXPECT_THAT(nearest_rows(table, "ATA", "7", 3), IsEmpty());
}

TEST(OffenceReview, WhatContradictsItselfIsFound) {
  const auto table = table_of(
      "PPC,1,,Death without life,homicide,0101,90,10,1,0,0,high\nPPC,2,,No class,homicide,,9,10,0,0,0,high\n"
      "PPC,3,,Unsure,homicide,0101,9,10,0,0,0,perhaps\nPPC,4,,Well,homicide,0101,9,10,0,0,0,low\n");
  EXPECT_THAT(names(contradictions(table)), ElementsAre("1", "2", "3"));
  EXPECT_THAT(contradictions(shipped_table()), IsEmpty());
}

TEST(OffenceReview, AListOfSectionsAndAListOfClassesAreHeldAgainstTheTable) {
  const auto table = table_of(
      "PPC,365-B,,Abduction,kidnapping,0201,60,99,0,0,0,high\nPPC,999,,None,theft,0502,9,3,0,0,0,high\n");
  EXPECT_THAT(names(sections_not_in(table, "PPC", {"365B", "302"})), ElementsAre("999"));
  EXPECT_THAT(names(classes_not_in(table, {"0201"})), ElementsAre("999"));
}

std::set<std::string> column_of(const fs::path& file, std::string_view column) {
  const auto csv = read_csv(text_of(file), file.string(), {column});
  EXPECT_TRUE(csv) << csv.error().message;
  std::set<std::string> cells;
  for (const auto& row : csv->rows) cells.insert(std::string(csv->cell(row, csv->column(column))));
  return cells;
}

TEST(OffenceReview, EveryClassOfTheShippedTableIsOneOfTheNationalClassification) {
  const auto file = fs::path(MIZAN_SHARED_DATA) / "reference" / "psccs_2018.csv";
  if (!fs::exists(file)) GTEST_SKIP() << file;
  EXPECT_THAT(names(classes_not_in(shipped_table(), column_of(file, "value"))), IsEmpty());
}

// The copy of the Code has lost the letter of many sections ("365-" for 365-A), and lacks those that are
// named here: 223 to 225, 297 and 375 to 377 of the Code itself, and what Acts of 2004 to 2018 put in or anew
// (acid, children, gas, women, trafficking). 506-B is how courts write the second part of 506.
TEST(OffenceReview, EverySectionOfTheShippedTableIsOneOfTheCodeButThoseThatTheCopyLacks) {
  const auto file = fs::path(MIZAN_SHARED_DATA) / "reference" / "ppc_sections.csv";
  if (!fs::exists(file)) GTEST_SKIP() << file;
  const auto listed = column_of(file, "section");
  const auto table = shipped_table();
  std::set<std::string> lacking;
  for (const auto& section : names(sections_not_in(table, "PPC", listed))) {
    const auto hyphen = section.find('-');
    if (hyphen == section.npos || !listed.contains(section.substr(0, hyphen + 1))) lacking.insert(section);
  }
  EXPECT_EQ(lacking,
            (std::set<std::string>{"223",   "224",   "225",   "297",   "328-A", "336-A", "336-B", "369-A",
                                   "371-A", "375",   "375-A", "376",   "376-A", "377",   "377-A", "377-B",
                                   "462-C", "462-I", "462-J", "498-A", "498-B", "498-C", "506-B"}));
}

}  // namespace
}  // namespace mizan::normalize
