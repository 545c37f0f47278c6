#include "normalize/places.hpp"

#include <gtest/gtest.h>

namespace mizan::normalize {
namespace {

constexpr std::string_view kTop =
    "code,level,parent,name,aliases\nAA,province,,North,\nBB,province,,South,\n"
    "AA-DIV,division,AA,N,\nBB-DIV,division,BB,S,\n";

base::Result<PlaceTable> with(std::string_view rows) {
  return PlaceTable::parse_csv(std::string(kTop) + std::string(rows), "p.csv");
}

TEST(Places, ADistrictOfTwoProvincesNeedsItsProvince) {
  const auto places = with("AA-MID,district,AA-DIV,Middle Town,M.T.\nBB-MID,district,BB-DIV,Middle-Town,\n");
  ASSERT_TRUE(places) << places.error().message;
  EXPECT_EQ(places->find_district("MIDDLE  TOWN", "AA"), "AA-MID");
  EXPECT_EQ(places->find_district("middle town", "BB"), "BB-MID");
  EXPECT_EQ(places->find_district("middle town", ""), std::nullopt);
  EXPECT_EQ(places->find_district("mt", ""), "AA-MID");
}

TEST(Places, ErrorsNameFileAndLine) {
  const auto bad = [](std::string_view rows) {
    const auto places = with(rows);
    return places ? std::string("no error") : places.error().message;
  };
  EXPECT_EQ(bad("AA-X,village,AA,X,\n"), "p.csv:6: level: 'village'");
  EXPECT_EQ(bad("AA-X,district,CC-DIV,X,\n"),
            "p.csv:6: parent: 'CC-DIV' is no place above, or of another province");
  EXPECT_EQ(bad("AA-X,district,BB-DIV,X,\n"),
            "p.csv:6: parent: 'BB-DIV' is no place above, or of another province");
  EXPECT_EQ(bad("AA-X,district,AA-DIV,X,\nAA-X,district,AA-DIV,Y,\n"),
            "p.csv:7: code: 'AA-X' is there twice for one day: p.csv:6");
  EXPECT_EQ(bad("AA-X,district,AA-DIV,X,\nAA-Y,district,AA-DIV,Y,x\n"), "p.csv:7: 'x' already means AA-X");
}

constexpr std::string_view kDated =
    "code,level,parent,name,aliases,valid_from,valid_to,successors,formerly_in\n";
constexpr std::string_view kDatedTop = "AA,province,,North,,,,,\nAA-DIV,division,AA,N,,,,,\n";

base::Result<PlaceTable> dated(std::string_view rows) {
  return PlaceTable::parse_csv(std::string(kDated) + std::string(kDatedTop) + std::string(rows), "p.csv");
}

std::string mistake(std::string_view rows) {
  const auto places = dated(rows);
  return places ? std::string("no error") : places.error().message;
}

base::Day day(int year, int month, int of_month) {
  return *base::make_day(year, month, of_month);
}

TEST(DatedPlaces, ASpellingMeansWhatItMeantOnTheDay) {
  const auto places = dated(
      "AA-OLD,district,AA-DIV,Valley,,,2018-11-20,AA-LOW;AA-UP,\n"
      "AA-LOW,district,AA-DIV,Lower Valley,Valley,2018-11-20,,,\nAA-UP,district,AA-DIV,Upper "
      "Valley,,2018-11-20,,,\n");
  ASSERT_TRUE(places) << places.error().message;
  EXPECT_EQ(places->find_district("Valley", "AA", day(2018, 11, 19)), "AA-OLD");
  EXPECT_EQ(places->find_district("Valley", "AA", day(2018, 11, 20)), "AA-LOW");
  EXPECT_EQ(places->find_district("VALLEY DISTRICT", "AA"), "AA-LOW") << "no day: as it is now";
  EXPECT_EQ(places->find_district("Upper Valley", "AA", day(2010, 1, 1)), "AA-OLD") << "what it was before";
}

TEST(DatedPlaces, APlaceThatBecameSeveralSaysNothingOfLaterDays) {
  const auto places = dated(
      "AA-OLD,district,AA-DIV,Big,,,2022-10-13,AA-LOW;AA-UP,\nAA-LOW,district,AA-DIV,Lower "
      "Big,,2022-10-13,,,\n"
      "AA-UP,district,AA-DIV,Upper Big,,2022-10-13,,,\n");
  ASSERT_TRUE(places) << places.error().message;
  const auto found = places->on_day(*places->meanings(PlaceLevel::kDistrict, "AA", "Big"), day(2023, 1, 1));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->code, "AA-OLD");
  EXPECT_FALSE(found->valid);
}

TEST(DatedPlaces, WhatWasCutOutOfAnotherWasThatOneBefore) {
  const auto places =
      dated("AA-BIG,district,AA-DIV,Big,,,,,\nAA-CUT,district,AA-DIV,Cut,,2020-09-04,,,AA-BIG\n");
  ASSERT_TRUE(places) << places.error().message;
  EXPECT_EQ(places->find_district("Cut", "AA", day(2020, 9, 3)), "AA-BIG");
  EXPECT_EQ(places->find_district("Cut", "AA", day(2020, 9, 4)), "AA-CUT");
  EXPECT_EQ(places->find_district("Big", "AA", day(2020, 9, 4)), "AA-BIG");
}

TEST(DatedPlaces, MistakesNameFileLineAndColumn) {
  EXPECT_EQ(mistake("AA-X,district,AA-DIV,X,,2020-13-01,,,\n"),
            "p.csv:4: valid_from: '2020-13-01' is no day, 2025-07-01");
  EXPECT_EQ(mistake("AA-X,district,AA-DIV,X,,2020-01-01,2020-01-01,,\n"),
            "p.csv:4: valid_to: is not after valid_from");
  EXPECT_EQ(mistake("AA-X,district,AA-DIV,X,,,,AA-Y,\n"),
            "p.csv:4: successors: of a place that has not ended: give valid_to");
  EXPECT_EQ(mistake("AA-X,district,AA-DIV,X,,,2020-01-01,AA-Y,\n"),
            "p.csv:4: successors: 'AA-Y' is no district of the province on 2020-01-01");
  EXPECT_EQ(mistake("AA-X,district,AA-DIV,X,,,,,AA-Y\n"),
            "p.csv:4: formerly_in: of a place that always was: give valid_from");
  EXPECT_EQ(mistake("AA-X,district,AA-DIV,X,,,2020-01-01,,\nAA-X,district,AA-DIV,X,,2019-12-31,,,\n"),
            "p.csv:5: code: 'AA-X' is there twice for one day: p.csv:4");
  EXPECT_EQ(mistake("AA-X,station,AA-DIV,X,,,,,\n"),
            "p.csv:4: parent: 'AA-DIV' is no place above, or of another province");
}

TEST(DatedPlaces, TheNearestSpellingsOfADistrictAreGivenAndOfNoOther) {
  const auto places = dated(
      "AA-D,district,AA-DIV,D,,,,,\nAA-E,district,AA-DIV,E,,,,,\nAA-PS-1,station,AA-D,Civil Lines,,,,,\n"
      "AA-PS-2,station,AA-D,Model Town,,,,,\nAA-PS-3,station,AA-E,Civil Line,,,,,\n");
  ASSERT_TRUE(places) << places.error().message;
  const auto near = places->nearest(PlaceLevel::kStation, "AA-D", "PS Civl Lines", 3);
  ASSERT_EQ(near.size(), 1U);
  EXPECT_EQ(near[0].code, "AA-PS-1");
  EXPECT_EQ(near[0].distance, 1U);
}

TEST(DatedPlaces, ReviewedSpellingsAreThoseOfAPlaceThatIsThere) {
  PlaceTableBuilder builder;
  ASSERT_TRUE(builder.add(
      std::string(kDated) + std::string(kDatedTop) +
          "AA-D,district,AA-DIV,D,,,,,\nAA-PS-1,station,AA-D,City,,,,,\nAA-PS-2,station,AA-D,Saddar,,,,,\n",
      "p.csv"));
  const std::string head = "spelling,code,by,on,why\n";
  EXPECT_EQ(builder.add_aliases(head + "Sadar,AA-PS-9,a,2026-01-01,b\n", "a.csv").error().message,
            "a.csv:2: code: 'AA-PS-9' is no place, or the spelling is empty");
  EXPECT_EQ(builder.add_aliases(head + "P.S. City,AA-PS-2,a,2026-01-01,b\n", "a.csv").error().message,
            "a.csv:2: 'P.S. City' already means AA-PS-1");
  ASSERT_TRUE(builder.add_aliases(head + "Sadar,AA-PS-2,a,2026-01-01,b\n", "a.csv"));
  const auto places = builder.finish();
  ASSERT_NE(places->meanings(PlaceLevel::kStation, "AA-D", "Thana Sadar"), nullptr);
}

}  // namespace
}  // namespace mizan::normalize
