#include "normalize/place_resolver.hpp"

#include <gtest/gtest.h>

#include "normalize/identity.hpp"

namespace mizan::normalize {
namespace {

namespace field = model::field;
using Findings = std::vector<model::Finding>;

// A valley that was divided on 2018-11-20, with stations that were there before; a town whose Levies station
// became a police station on 2025-01-11; two districts with a station of one name.
std::shared_ptr<const PlaceTable> table() {
  auto read = PlaceTable::parse_csv(
      "code,level,parent,name,aliases,valid_from,valid_to,successors,formerly_in\n"
      "KP,province,,Khyber Pakhtunkhwa,KPK,,,,\nKP-DIV,division,KP,Malakand,,,,,\n"
      "KP-CH,district,KP-DIV,Chitral,,,2018-11-20,KP-LC;KP-UC,\n"
      "KP-LC,district,KP-DIV,Lower Chitral,Chitral,2018-11-20,,,\nKP-UC,district,KP-DIV,Upper "
      "Chitral,,2018-11-20,,,\n"
      "KP-SW,district,KP-DIV,Swat,,,,,\nKP-DI,district,KP-DIV,Dir,,,,,\nKP-BU,district,KP-DIV,Buner,,,,,\n"
      "KP-PS-M,station,KP-CH,Mastuj,,,2018-11-20,,\nKP-PS-M,station,KP-UC,Mastuj,,2018-11-20,,,\n"
      "KP-PS-S,station,KP-SW,Saddar,,,,,\nKP-PS-D,station,KP-DI,Saddar,,,,,\n"
      "KP-LV,station,KP-SW,Levies Thana "
      "Matta,,,2025-01-11,KP-PS-MA,\nKP-PS-MA,station,KP-SW,Matta,,2025-01-11,,,\n"
      "KP-CT-1,court,KP-SW,Sessions Judge Swat,DSJ Swat,,,,\n",
      "p.csv");
  EXPECT_TRUE(read) << read.error().message;
  return std::make_shared<const PlaceTable>(std::move(*read));
}

model::Record a_case(const char* district, const char* station, const char* fir_on) {
  model::Record record(model::Kind::kCase, "1");
  if (*district != '\0') record.set_text(field::district_id, district);
  if (*station != '\0') record.set_text(field::police_station_id, station);
  if (*fir_on != '\0') record.set_date(field::fir_on_id, *base::parse_iso_day(fir_on));
  return record;
}

struct Resolved {
  model::Record record;
  Findings findings;

  std::string district() const { return std::string(record.text(field::district_id).value_or("-")); }
  std::string station() const { return std::string(record.text(field::police_station_id).value_or("-")); }
  std::string found() const {
    std::string all;
    for (const auto& finding : findings) all += finding.code + " " + finding.detail + ";";
    return all;
  }
};

Resolved resolved(model::Record record) {
  PlaceResolver resolver({table(), "KP"});
  Resolved out{std::move(record), {}};
  resolver.resolve(out.record, out.findings);
  return out;
}

TEST(PlaceResolver, TheDistrictIsTheStationsOnTheDayWhateverTheSourceCallsIt) {
  const auto before = resolved(a_case("Chitral", "PS Mastuj", "2018-11-19"));
  EXPECT_EQ(before.district(), "KP-CH");
  const auto after = resolved(a_case("Chitral", "P.S. MASTUJ", "2018-11-20"));
  EXPECT_EQ(after.district(), "KP-UC") << "the source still says Chitral";
  EXPECT_EQ(after.station(), "KP-PS-M");
  EXPECT_EQ(after.record.native(field::district_id), "Chitral");
  EXPECT_EQ(after.record.native(field::police_station_id), "P.S. MASTUJ");
  const auto early = resolved(a_case("Upper Chitral", "Mastuj", "2015-01-01"));
  EXPECT_EQ(early.district(), "KP-CH") << "the system was given the new names later";
  EXPECT_EQ(after.found() + before.found() + early.found(), "");
}

TEST(PlaceResolver, AStationIsNeverLookedForInAnotherDistrict) {
  EXPECT_EQ(resolved(a_case("Swat", "Saddar", "2024-01-01")).station(), "KP-PS-S");
  EXPECT_EQ(resolved(a_case("Dir", "Saddar", "2024-01-01")).station(), "KP-PS-D");
  const auto across = resolved(a_case("Dir", "Matta", "2026-01-01"));
  EXPECT_EQ(across.station(), "Matta");
  EXPECT_EQ(across.found(), "unmatched_place Matta;");
  EXPECT_EQ(resolved(a_case("Buner", "Saddar", "2024-01-01")).found(), "") << "no list, no finding";
  EXPECT_EQ(resolved(a_case("", "Saddar", "2024-01-01")).station(), "Saddar");
}

TEST(PlaceResolver, AStationIsTheOneThatItWasOrBecameByTheDay) {
  EXPECT_EQ(resolved(a_case("Swat", "Levies Thana Matta", "2026-03-01")).station(), "KP-PS-MA");
  EXPECT_EQ(resolved(a_case("Swat", "Matta", "2024-03-01")).station(), "KP-LV");
  auto by_year = a_case("Swat", "Matta", "");
  by_year.set_integer(field::fir_year_id, 2024);
  EXPECT_EQ(resolved(by_year).station(), "KP-LV");
}

TEST(PlaceResolver, TheCourtGivesTheDistrictWhereNothingElseDoes) {
  auto record = a_case("", "Saddar", "2024-01-01");
  record.set_text(field::court_id, "dsj swat");
  const auto out = resolved(record);
  EXPECT_EQ(out.district(), "KP-SW");
  EXPECT_EQ(out.station(), "KP-PS-S");
  EXPECT_EQ(out.record.text(field::court_id), "KP-CT-1");
  model::Record hearing(model::Kind::kHearing, "h");
  hearing.set_text(field::court_id, "Sessions Judge, Swat");
  EXPECT_EQ(resolved(hearing).record.text(field::court_id), "KP-CT-1")
      << "a leg and its hearings name one court";
}

TEST(PlaceResolver, WhatTheTablesDoNotHaveKeepsItsSpelling) {
  const auto out = resolved(a_case("Atlantis", "Saddar", "2024-01-01"));
  EXPECT_EQ(out.district(), "Atlantis");
  EXPECT_EQ(out.found(), "unmatched_place Atlantis;");
}

TEST(PlaceResolver, TakenBackARecordIsAsTheSourceGaveIt) {
  auto given = a_case("Chitral", "PS Mastuj", "2020-01-01");
  given.set_text(field::court_id, "DSJ Swat");
  auto without = a_case("", "Saddar", "2020-01-01");
  without.set_text(field::court_id, "DSJ Swat");
  for (const auto& record : {given, without, a_case("Atlantis", "X", "")}) {
    auto out = resolved(record);
    out.findings.push_back({"unreadable", 0, ""});
    PlaceResolver({table(), "KP"}).take_back(out.record, out.findings, true);
    EXPECT_TRUE(out.record == record);
    EXPECT_EQ(out.found(), "unreadable ;");
  }
  PlaceResolver none({nullptr, "KP"});
  auto plain = given;
  Findings findings;
  none.resolve(plain, findings);
  EXPECT_EQ(plain.text(field::district_id), "Chitral");
  none.take_back(plain, findings, false);
  EXPECT_TRUE(plain == given);
}

TEST(PlaceResolver, AKnownStationIsOneFirWhicheverDistrictIsNamed) {
  const auto key = [](model::Record record) {
    record.set_text(field::fir_no_id, "12/2019");
    record.set_integer(field::fir_year_id, 2019);
    return case_identity(resolved(std::move(record)).record)->fir_key;
  };
  EXPECT_EQ(key(a_case("Chitral", "PS Mastuj", "2019-02-01")), "KP|*|KP-PS-M|12|2019");
  EXPECT_EQ(key(a_case("Upper Chitral", "mastuj", "")), "KP|*|KP-PS-M|12|2019");
}

}  // namespace
}  // namespace mizan::normalize
