#include "api/fair_values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "api/json_of.hpp"
#include "base/json.hpp"
#include "kpi/shipped_test_support.hpp"

namespace mizan::api {
namespace {
using model::Record;
using ::testing::EndsWith;
using ::testing::HasSubstr;

const base::Day kToday = *base::parse_iso_day("2026-01-01");

// Disposed in 2025: of prosecutor A 2 convicted of 3, of B 7 of 21; so 9 of 24 in the province.
class FairValues : public ::testing::Test {
 protected:
  FairValues() : engine_(kpi::shipped({"conviction_disposed", "clearance_rate", "pending"})) {
    kpi::SourceState source;
    source.declaration.id = {1};
    source.declaration.see_everything();
    engine_.set_sources({source});
    put("A", 2, 1);
    put("B", 7, 14);
    auto pending = record_of("P");
    engine_.add_case({{++cases_}, {{{1}, pending, {}}}}, kToday);
  }

  static Record record_of(const std::string& key) {
    Record record(model::Kind::kCase, key);
    record.set_text(model::field::province_id, "PB");
    record.set_text(model::field::district_id, "D");
    record.set_date(model::field::instituted_on_id, *base::parse_iso_day("2025-01-10"));
    return record;
  }

  void put(const std::string& prosecutor, int convicted, int acquitted) {
    for (int i = 0; i < convicted + acquitted; ++i) {
      auto record = record_of(prosecutor + std::to_string(i));
      record.set_text(model::field::prosecutor_id, prosecutor);
      record.set_date(model::field::disposed_on_id, *base::parse_iso_day("2025-06-01"));
      record.set_text(model::field::disposal_id, i < convicted ? "convicted" : "acquitted");
      engine_.add_case({{++cases_}, {{{1}, record, {}}}}, kToday);
    }
  }

  std::vector<FairValue> read(const std::string& kpi, const std::string& by,
                              const std::string& period = "2025") const {
    Selection selection;
    selection.kpi = kpi;
    selection.by = by;
    selection.period = period;
    selection.province = "PB";
    const auto values = fair_values_of(selection, engine_, kToday, 0);
    EXPECT_TRUE(values);
    return values ? *values : std::vector<FairValue>{};
  }

  kpi::Engine engine_;
  std::int64_t cases_ = 0;
};

// The limits by decimal arithmetic with 60 digits.
TEST_F(FairValues, APersonsShareCarriesIntervalAndFunnel) {
  const auto values = read("conviction_disposed", "prosecutor");
  ASSERT_EQ(values.size(), 2U);
  EXPECT_EQ(values[0].value.key.member, "A");
  EXPECT_EQ(json_of(values[0])["fairness"], base::parse_ordered_json(R"({
    "interval": {"low": 20.766, "high": 93.8508}, "small": true, "province_share": 37.5,
    "funnel_95": {"low": 0, "high": 92.2827}, "funnel_998": {"low": 0, "high": 100}})"));
  EXPECT_EQ(json_of(values[1])["fairness"], base::parse_ordered_json(R"({
    "interval": {"low": 17.1948, "high": 54.6265}, "small": false, "province_share": 37.5,
    "funnel_95": {"low": 16.7941, "high": 58.2059}, "funnel_998": {"low": 4.8535, "high": 70.1465}})"));
}

TEST_F(FairValues, CsvHasTheColumnsWhereThereIsSuchAShare) {
  const auto csv = to_csv(read("conviction_disposed", "prosecutor"));
  EXPECT_THAT(
      csv.substr(0, csv.find("\r\n")),
      EndsWith(",known_at,interval_low,interval_high,small,province_share,funnel_95_low,funnel_95_high,"
               "funnel_998_low,funnel_998_high"));
  EXPECT_THAT(csv, HasSubstr("Z,20.766,93.8508,true,37.5,0,92.2827,0,100\r\n"));
  const auto totals = to_csv(read("conviction_disposed", ""));
  EXPECT_THAT(totals.substr(0, totals.find("\r\n")), EndsWith(",known_at"));
}

TEST_F(FairValues, WhatIsNoShareOrNobodysCarriesNothing) {
  for (const auto& [kpi, by] : {std::pair("conviction_disposed", ""),
                                {"conviction_disposed", "offence_group"},
                                {"clearance_rate", "district"},
                                {"pending", "district"}}) {
    const auto values = read(kpi, by);
    ASSERT_FALSE(values.empty()) << kpi;
    for (const auto& each : values) {
      EXPECT_FALSE(each.fairness) << kpi << " " << by;
      EXPECT_FALSE(json_of(each).contains("fairness"));
    }
  }
}

TEST_F(FairValues, APlaceIsHeldAgainstItsOwnPeriodsProvince) {
  const auto values = read("conviction_disposed", "district", "2025-06");
  ASSERT_EQ(values.size(), 1U);
  ASSERT_TRUE(values[0].fairness);
  EXPECT_EQ(model::format_value(*values[0].fairness->province_share), "37.5");
}

}  // namespace
}  // namespace mizan::api
