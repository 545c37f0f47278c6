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
            "p.csv:7: code: 'AA-X' is empty or there twice");
  EXPECT_EQ(bad("AA-X,district,AA-DIV,X,\nAA-Y,district,AA-DIV,Y,x\n"), "p.csv:7: 'x' already means AA-X");
}

}  // namespace
}  // namespace mizan::normalize
