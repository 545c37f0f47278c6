// The tables that are shipped in config/ are read, and say what the law says.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "model/codes.hpp"
#include "normalize/code_table.hpp"
#include "normalize/offences.hpp"
#include "normalize/places.hpp"

namespace mizan::normalize {
namespace {

namespace field = model::field;

std::string file(const std::string& name) {
  std::ifstream in(MIZAN_SOURCE_DIR "/config/" + name);
  EXPECT_TRUE(in) << name;
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(ShippedOffences, ClassifyWhatCourtsMeetMost) {
  const auto table = OffenceTable::parse_csv(file("offences/pakistan.csv"), "pakistan.csv");
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_GE(table->size(), 80U);
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"302/324/109/148/149", "homicide", "death;murder"},
      {"365-B & 376 PPC", "sexual_violence", "death;sexual_violence"},
      {"9(c) CNSA", "narcotics", "death"},
      {"13 AO", "arms", ""},
      {"379/411", "theft", ""},
      {"420/468/471", "forgery", ""},
      {"337-A(i), F(i)", "hurt", ""},
      {"6/7 ATA", "terrorism", "death"},
      {"506-B PPC", "intimidation", ""},
      {"489-F", "cheque_dishonour", ""},
      {"34", "not_elsewhere_classified", ""},
  };
  for (const auto& [text, group, flags] : cases) {
    const auto summary = summarise(parse_sections(text, LawTable("PPC")).sections, *table);
    EXPECT_EQ(summary.group(), group) << text;
    EXPECT_EQ(summary.flags(), flags) << text;
    EXPECT_EQ(summary.unknown, 0U) << text;
  }
}

TEST(ShippedCodes, AreReadAndMeanWhatTheySay) {
  const auto tables = parse_code_toml(file("code-tables/pakistan.toml"), "pakistan.toml");
  ASSERT_TRUE(tables) << tables.error().message;
  const auto& disposals = tables->at(field::disposal_id);
  EXPECT_EQ(disposals.find("ACQUITTED U/S 265-K CR.P.C"), "acquitted_summary");
  EXPECT_EQ(disposals.find("Convicted and sentenced"), "convicted");
  EXPECT_EQ(disposals.find("Acquitted due to compromise"), "compromised");
  EXPECT_EQ(tables->at(field::opinion_id).find("not fit for trial"), "not_fit");
}

TEST(ShippedPlaces, AreReadAndFoundByTheirSpellings) {
  const auto places = PlaceTable::parse_csv(file("places/pakistan.csv"), "pakistan.csv");
  ASSERT_TRUE(places) << places.error().message;
  EXPECT_EQ(places->find_province("punjab"), "PB");
  EXPECT_EQ(places->find_province("NWFP"), "KP");
  EXPECT_EQ(places->find_province("PK-SD"), "SD");
  EXPECT_EQ(places->find_district("D.G. Khan", "PB"), "PB-DERA-GHAZI-KHAN");
  EXPECT_EQ(places->find_district("لاہور", ""), "PB-LAHORE");
  EXPECT_EQ(places->find_district("Lahore", "SD"), std::nullopt);
  EXPECT_EQ(places->find(places->find("PB-LAHORE")->parent)->name, "Lahore");
}

// The days of the notifications, and OCHA's codes, as the comments of the file give their sources.
TEST(ShippedPlaces, KnowWhatWasDividedAndWhen) {
  const auto places = PlaceTable::parse_csv(file("places/pakistan.csv"), "pakistan.csv");
  ASSERT_TRUE(places) << places.error().message;
  const auto on = [&](const char* name, const char* province, const char* day) {
    return std::string(places->find_district(name, province, *base::parse_iso_day(day)).value_or("-"));
  };
  EXPECT_EQ(on("Chitral", "KP", "2018-11-19"), "KP-CHITRAL");
  EXPECT_EQ(on("Chitral", "KP", "2018-11-20"), "KP-LOWER-CHITRAL");
  EXPECT_EQ(on("Keamari", "SD", "2020-09-03"), "SD-KARACHI-WEST");
  EXPECT_EQ(on("Keamari", "SD", "2020-09-04"), "SD-KEAMARI");
  EXPECT_EQ(on("Upper South Waziristan", "KP", "2021-01-01"), "KP-SOUTH-WAZIRISTAN");
  EXPECT_EQ(on("Chaman", "BA", "2020-01-01"), "BA-KILLA-ABDULLAH");
  EXPECT_EQ(on("Murree", "PB", "2022-01-01"), "PB-RAWALPINDI");
  EXPECT_EQ(on("Khyber Agency", "KP", "2017-01-01"), "KP-KHYBER");
  const auto division = [&](const char* code, const char* day) {
    return places->find(code, *base::parse_iso_day(day))->parent;
  };
  EXPECT_EQ(division("BA-BARKHAN", "2021-06-28"), "BA-DIV-ZHOB");
  EXPECT_EQ(division("BA-BARKHAN", "2021-06-29"), "BA-DIV-LORALAI");
  EXPECT_EQ(places->find("PB-LAHORE")->pcode, "PK617");
  EXPECT_EQ(places->find("KP-PESHAWAR")->pcode, "PK528");
  EXPECT_EQ(places->find("JK")->pcode, "PK1");
}

TEST(ShippedPlaces, TheExamplesOfOfficesFilesCanBeRead) {
  PlaceTableBuilder builder;
  ASSERT_TRUE(builder.add(file("places/pakistan.csv"), "pakistan.csv"));
  for (const auto* name : {"punjab-lahore.csv", "kp-chitral.csv", "balochistan-quetta.csv"}) {
    const auto added = builder.add(file(std::string("places/examples/") + name), name);
    EXPECT_TRUE(added) << added.error().message;
  }
  const auto places = builder.finish();
  ASSERT_TRUE(places) << places.error().message;
  EXPECT_TRUE(places->has_any(PlaceLevel::kStation, "PB-LAHORE"));
  EXPECT_TRUE(places->has_any(PlaceLevel::kCourt, "PB"));
}

}  // namespace
}  // namespace mizan::normalize
