#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "sdmx/data_message.hpp"
#include "sdmx/identifier.hpp"
#include "sdmx/series.hpp"
#include "sdmx/structure_message.hpp"

namespace mizan::sdmx {
namespace {

using nlohmann::json;

model::KpiResult value(const std::string& period, const std::string& member, std::int64_t count) {
  model::KpiResult result;
  result.key = {"pending", 2, "value", "PB", "court", member};
  result.unit = "cases";
  result.period = *model::parse_period(period);
  result.value = model::Fraction{count, 1};
  return result;
}

std::string name_of(std::string_view component, std::string_view code) {
  const auto fixed = fixed_name(component, code);
  return fixed.empty() ? std::string(code) : fixed;
}

TEST(Sdmx, AnIdentifierSaysItsCodeAgain) {
  EXPECT_EQ(identifier_of("ASJ Kasur"), "ASJ$20Kasur");
  EXPECT_EQ(identifier_of("_T"), "_T");
  for (const auto* code : {"ASJ-I, Lahore", "$20", "لاہور", "a.b+c", ""})
    EXPECT_EQ(code_of(identifier_of(code)), code);
  for (const auto* bad : {"a b", "$2", "$zz", "$2d", "$41"}) EXPECT_FALSE(code_of(bad)) << bad;
}

TEST(Sdmx, AKeyHasSixPositions) {
  const auto wanted = parse_key("M+Q.PB.pending.*..ASJ$20Kasur");
  ASSERT_TRUE(wanted);
  EXPECT_TRUE(wanted->wants(0, "M") && wanted->wants(0, "Q") && !wanted->wants(0, "A"));
  EXPECT_TRUE(wanted->wants(3, "p90") && wanted->wants(4, "court"));
  EXPECT_TRUE(wanted->wants(5, "ASJ Kasur") && !wanted->wants(5, "ASJ"));
  for (const auto* all : {"", "*", "all"}) EXPECT_TRUE(parse_key(all)->wants(2, "anything"));
  for (const auto* bad : {"M.PB", "M.PB.x.*.*.*.2025", "D.*.*.*.*.*", "M.P B.*.*.*.*"})
    EXPECT_FALSE(parse_key(bad)) << bad;
}

TEST(Sdmx, WhatHasNoValueSaysWhy) {
  auto result = value("2025", "A", 7);
  EXPECT_EQ(status_of(result), "A");
  result.status = model::KpiStatus::kProvisional;
  EXPECT_EQ(status_of(result), "P");
  result.value.reset();
  EXPECT_EQ(status_of(result), "O");
  result.status = model::KpiStatus::kNotAvailable;
  EXPECT_EQ(status_of(result), "L");
  result.status = model::KpiStatus::kNotApplicable;
  EXPECT_EQ(status_of(result), "M");
  result.status = model::KpiStatus::kSuppressed;
  EXPECT_EQ(status_of(result), "Q");
}

// Two courts and two months: observations by the places where their codes stand.
TEST(Sdmx, ObservationsAreByThePlacesOfTheirCodes) {
  Observations told;
  told.values = {value("2025-01", "A", 7), value("2025-02", "A", 8), value("2025-01", "B C", 9),
                 value("FY2025-26", "A", 1)};
  told.gone = {value("2025-02", "B C", 1)};
  told.changes = true;
  const auto message = base::parse_json(data_message(told, name_of));
  const auto& sets = message["data"]["dataSets"];
  EXPECT_EQ(sets[0]["action"], "Merge");
  EXPECT_EQ(sets[0]["observations"].size(), 4U);
  EXPECT_EQ(sets[0]["observations"]["0:0:0:0:0:0:1"], base::parse_json("[8, 0, 0, 0, null, null, null]"));
  EXPECT_EQ(sets[0]["observations"]["0:0:0:0:0:1:0"][0], 9);
  EXPECT_EQ(sets[1]["action"], "Delete");
  EXPECT_TRUE(sets[1]["observations"].contains("0:0:0:0:0:1:1"));
  const auto& dimensions = message["data"]["structures"][0]["dimensions"]["observation"];
  EXPECT_EQ(dimensions[5]["values"][1]["id"], "B$20C");
  EXPECT_EQ(dimensions[5]["values"][1]["name"], "B C");
  EXPECT_EQ(dimensions[0]["values"][0]["name"], "Monthly");
}

// SDMX 2.1, section 6, 4.2.6.1: the reporting year 2025-A1 begins on the day that the attribute names.
TEST(Sdmx, AFiscalYearIsAReportingYearThatBeginsInJuly) {
  const auto year = value("FY2025-26", "A", 1);
  EXPECT_EQ(key_of(year)[0], "FY");
  EXPECT_EQ(key_of(year)[6], "2025-A1");
  EXPECT_EQ(reporting_year_start_day(year), "--07-01");
  EXPECT_EQ(reporting_year_start_day(value("2025", "A", 1)), "");
  Observations told;
  told.values = {year, value("2025", "A", 2)};
  EXPECT_EQ(data_csv(told),
            "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,KPI,STAT,BREAKDOWN,MEMBER,TIME_PERIOD,OBS_VALUE,OBS_"
            "STATUS,"
            "UNIT_MEASURE,KPI_VERSION,NUMERATOR,DENOMINATOR,REPORTING_YEAR_START_DAY\r\n"
            "dataflow,MIZAN:DF_KPI(1.0.0),R,FY,PB,pending,value,court,A,2025-A1,1,A,cases,2,,,--07-01\r\n"
            "dataflow,MIZAN:DF_KPI(1.0.0),R,A,PB,pending,value,court,A,2025,2,A,cases,2,,,\r\n");
}

TEST(Sdmx, TimeIsNarrowedByPeriodsAsSdmxWritesThem) {
  const auto narrowed = [](std::string_view text) {
    Wanted wanted;
    EXPECT_TRUE(narrow_time(wanted, text)) << text;
    return wanted.from + " " + wanted.to;
  };
  EXPECT_EQ(narrowed("ge:2025-01+le:2025-Q2"), "2025-01 2025-Q2");
  EXPECT_EQ(narrowed("eq:2025"), "2025 2025");
  EXPECT_EQ(narrowed("ge:2024-A1"), "FY2024-25 ");
  for (const auto* bad : {"FY2025-26", "2025-A2", "25-A1", "-A1", "2025-13", "gt:2025"}) {
    Wanted wanted;
    EXPECT_FALSE(narrow_time(wanted, bad)) << bad;
  }
}

TEST(Sdmx, EveryCodedComponentHasItsList) {
  const auto message = base::parse_json(structure_message({{"CL_AREA", "REF_AREA", {"PB"}},
                                                           {"CL_KPI", "KPI", {"pending"}},
                                                           {"CL_UNIT", "UNIT_MEASURE", {"cases"}},
                                                           {"CL_BREAKDOWN", "BREAKDOWN", {"total"}},
                                                           {"CL_MEMBER", "MEMBER", {"_T"}}},
                                                          name_of, 0));
  std::set<std::string> lists;
  for (const auto& list : message["data"]["codelists"])
    lists.insert("urn:sdmx:org.sdmx.infomodel.codelist.Codelist=MIZAN:" + list["id"].get<std::string>() +
                 "(1.0.0)");
  const auto& components = message["data"]["dataStructures"][0]["dataStructureComponents"];
  int coded = 0;
  for (const auto* part : {"dimensionList/dimensions", "attributeList/attributes"}) {
    for (const auto& component : components[json::json_pointer(std::string("/") + part)]) {
      const auto representation = component["localRepresentation"];
      if (!representation.contains("enumeration")) continue;
      ++coded;
      EXPECT_TRUE(lists.contains(representation["enumeration"].get<std::string>())) << representation;
    }
  }
  EXPECT_EQ(coded, 8);
}

}  // namespace
}  // namespace mizan::sdmx
