// Values as SDMX messages over HTTP, and what has changed since a moment.
#include "api/api_test_support.hpp"
#include "api/sdmx_values.hpp"

namespace mizan::api {
namespace {

const std::string kData = "/v1/sdmx/data/dataflow/MIZAN/DF_KPI/1.0.0/";

// Two cases of Punjab are pending at the end of February, and one at the end of March; provisional (P), for
// nobody has said how far the source reaches.
TEST_F(ApiTest, AKeyNamesSeriesAndTimeNarrowsThem) {
  const auto csv =
      get(kData + "M.PB.pending.*.total.*?c[TIME_PERIOD]=ge:2025-02%2Ble:2025-03&format=csvdata");
  ASSERT_EQ(csv.status, 200) << csv.body;
  EXPECT_EQ(csv.body,
            "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,KPI,STAT,BREAKDOWN,MEMBER,TIME_PERIOD,OBS_VALUE,OBS_"
            "STATUS,"
            "UNIT_MEASURE,KPI_VERSION,NUMERATOR,DENOMINATOR,REPORTING_YEAR_START_DAY\r\n"
            "dataflow,MIZAN:DF_KPI(1.0.0),R,M,PB,pending,value,total,_T,2025-02,2,P,cases,1,,,\r\n"
            "dataflow,MIZAN:DF_KPI(1.0.0),R,M,PB,pending,value,total,_T,2025-03,1,P,cases,1,,,\r\n");
}

TEST_F(ApiTest, AcceptChoosesTheForm) {
  Wire wire(server_->port());
  wire.say("GET " + kData +
           "A.PB.pending.*.total.* HTTP/1.1\r\nHost: localhost\r\n"
           "Accept: application/vnd.sdmx.data+csv;version=2.1.0\r\nConnection: close\r\n\r\n");
  EXPECT_NE(wire.hear().head.find("Content-Type: application/vnd.sdmx.data+csv; version=2.1.0"),
            std::string::npos);
}

TEST_F(ApiTest, TheStructureHasTheCodesThatThereAre) {
  const auto message = get("/v1/sdmx/structure/dataflow/MIZAN/DF_KPI/1.0.0?references=all").parsed();
  std::map<std::string, std::set<std::string>> codes;
  for (const auto& list : message["data"]["codelists"]) {
    for (const auto& code : list["codes"]) codes[list["id"]].insert(code["id"].get<std::string>());
  }
  EXPECT_EQ(codes["CL_AREA"], (std::set<std::string>{"PB", "_T"}));
  EXPECT_EQ(codes["CL_KPI"], (std::set<std::string>{"conviction_disposed", "outcome_mix", "pending"}));
  EXPECT_TRUE(codes["CL_MEMBER_COURT"].contains("A"));
}

TEST_F(ApiTest, WhatIsNoKeyIsRefused) {
  for (const auto* target :
       {"M.PB.pending", "W.PB.pending.*.total.*", "M.P$ZZ.*.*.*.*", "M.PB.*.*.*.*?c[TIME_PERIOD]=lt:2025",
        "M.PB.*.*.*.*?format=xml", "M.PB.*.*.*.*?dimensionAtObservation=TIME_PERIOD"})
    EXPECT_EQ(get(kData + target).status, 400) << target;
  EXPECT_EQ(get("/v1/sdmx/data/dataflow/OTHER/DF_KPI/1.0.0/*").status, 404);
  EXPECT_EQ(get(kData + "M.PB.*.*.*.*?updatedAfter=2025-01-01").status, 501) << "this hub keeps no past";
}

// By hand: of three values one is as it was, one another, one gone, and one new.
TEST(Sdmx, ChangesAreWhatIsNewWhatIsOtherwiseAndWhatIsGone) {
  const auto value = [](const std::string& member, std::int64_t count) {
    model::KpiResult result;
    result.key = {"pending", 1, "value", "PB", "district", member};
    result.period = *model::parse_period("2025");
    result.value = model::Fraction{count, 1};
    return result;
  };
  const auto told = changes_between({value("A", 1), value("B", 2), value("C", 3)},
                                    {value("A", 1), value("B", 5), value("D", 4)});
  ASSERT_EQ(told.values.size(), 2U);
  EXPECT_EQ(told.values[0].key.member, "B");
  EXPECT_EQ(told.values[1].key.member, "D");
  ASSERT_EQ(told.gone.size(), 1U);
  EXPECT_EQ(told.gone[0].key.member, "C");
  EXPECT_TRUE(told.changes);
}

}  // namespace
}  // namespace mizan::api
