#include "normalize/offences.hpp"

#include <gtest/gtest.h>

namespace mizan::normalize {
namespace {

constexpr std::string_view kHeader =
    "law,section,clause,title,offence_group,iccs,rank,max_years,death,murder,sexual_violence,confidence\n";

OffenceTable table() {
  auto read = OffenceTable::parse_csv(std::string(kHeader) +
                                          "PPC,302,,Murder,homicide,0101,100,99,1,1,0,high\n"
                                          "PPC,376,,Rape,sexual_violence,03011,95,99,1,0,1,high\n"
                                          "PPC,392,,Robbery,robbery,0401,66,10,0,0,0,high\n"
                                          "PPC,380,,Theft in a house,theft,0502,66,7,0,0,0,high\n"
                                          "PPC,34,,Common intention,ancillary,,0,0,0,0,0,high\n"
                                          "CNSA,9,,Narcotics,narcotics,0601,50,99,0,0,0,high\n"
                                          "CNSA,9,C,Narcotics,narcotics,0601,87,99,1,0,0,high\n",
                                      "o.csv");
  EXPECT_TRUE(read) << read.error().message;
  return std::move(*read);
}

OffenceSummary of(std::string_view text, const OffenceTable& offences) {
  return summarise(parse_sections(text, LawTable("PPC")).sections, offences);
}

TEST(Offences, TheSectionOfHighestRankStandsForTheCase) {
  const auto offences = table();
  const auto summary = of("34/392/302/376 PPC", offences);
  EXPECT_EQ(summary.group(), "homicide");
  EXPECT_EQ(summary.flags(), "death;murder;sexual_violence");
  EXPECT_EQ(summary.max_years, 99);
}

TEST(Offences, OfEqualRankTheFirstWrittenCounts) {
  const auto offences = table();
  EXPECT_EQ(of("392/380", offences).group(), "robbery");
  EXPECT_EQ(of("380/392", offences).group(), "theft");
  EXPECT_EQ(of("380/392", offences).max_years, 10);
}

TEST(Offences, AClauseComesBeforeItsSection) {
  const auto offences = table();
  EXPECT_TRUE(offences.find("CNSA", "9", "c")->death);
  EXPECT_FALSE(offences.find("CNSA", "9", "a")->death);
  EXPECT_TRUE(offences.find("CNSA", "9", "c(2)")->death);
  EXPECT_EQ(offences.find("PPC", "9", "c"), nullptr);
}

TEST(Offences, UnknownAndAncillarySectionsStandForNoCase) {
  const auto offences = table();
  EXPECT_EQ(of("999 PPC", offences).group(), kNotElsewhereClassified);
  EXPECT_EQ(of("999 PPC", offences).unknown, 1U);
  EXPECT_EQ(of("34 PPC", offences).group(), kNotElsewhereClassified);
  EXPECT_EQ(of("", offences).flags(), "");
}

TEST(Offences, ErrorsNameFileLineAndColumn) {
  const auto bad = [](std::string_view row) {
    return OffenceTable::parse_csv(std::string(kHeader) + std::string(row), "o.csv").error().message;
  };
  EXPECT_EQ(bad("PPC,1,,x,g,01,1,100,0,0,0,\n"), "o.csv:2: max_years: '100' should be a number from 0 to 99");
  EXPECT_EQ(bad("PPC,1,,x,g,01,1,1,yes,0,0,\n"), "o.csv:2: death: 'yes' should be 0 or 1");
  EXPECT_EQ(bad("PPC,1,,x,g,A1,1,1,0,0,0,\n"), "o.csv:2: iccs: 'A1' should be 2 to 6 digits");
  EXPECT_EQ(bad("PPC,1,,x,Big Group,01,1,1,0,0,0,\n"),
            "o.csv:2: offence_group: 'Big Group' should be a lower-case code");
  EXPECT_EQ(bad("PPC,1,,x,g,01,1,1,0,0,0,\nPPC,1,,x,g,01,1,1,0,0,0,\n"),
            "o.csv:3: section: '1' should be in the table once");
}

}  // namespace
}  // namespace mizan::normalize
