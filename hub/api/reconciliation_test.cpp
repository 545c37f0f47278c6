// The reconciliation over a real socket: what it says of a hub whose source sees courts alone, paging, and
// what it makes of hostile parameters.
#include <gmock/gmock.h>

#include "api/api_test_support.hpp"

namespace mizan::api {
namespace {
using model::Kind;
using ::testing::AnyOf;
using ::testing::HasSubstr;

class ReconciliationPage : public ApiTest {
 protected:
  ReconciliationPage() {
    police_ = *store_->register_source("police", R"({"v":1,"holder":"police"})");
    police_run_ = *store_->begin_run({police_, 1, "csv", "1.0.0", "m1"});
    auto states = engine_.sources();
    kpi::SourceState state;
    state.declaration.id = police_;
    state.declaration.name = "police";
    state.declaration.holder = model::Holder::kPolice;
    state.declaration.province = "PB";
    state.declaration.observes[1].set(model::field::fir_on_id);
    states.push_back(state);
    engine_.set_sources(states);
  }

  // Of a FIR number: the police's record with a day, the court's without one.
  void take_fir(const std::string& number, bool in_court) {
    Record police(Kind::kCase, "F" + number);
    police.set_text(model::field::province_id, "PB");
    police.set_text(model::field::district_id, "KASUR");
    police.set_text(model::field::fir_no_id, number);
    police.set_date(model::field::fir_on_id, *base::parse_iso_day("2025-03-05"));
    std::vector<store::Item> items;
    items.push_back(store::Upsert{std::move(police), "fir-" + number, {}, "{}"});
    ASSERT_TRUE(store_->apply({police_, police_run_, kNow, std::move(items), {}, 1}));
    if (!in_court) return;
    auto court = court_case("C" + number, "2025-04-01", "");
    items.clear();
    items.push_back(store::Upsert{std::move(court), "fir-" + number, {}, "{}"});
    ASSERT_TRUE(store_->apply({source_, run_, kNow, std::move(items), {}, 1}));
  }

  model::SourceId police_;
  store::RunId police_run_;
};

TEST_F(ReconciliationPage, EachHolderIsCountedAndWhatItDoesNotSeeIsNotZero) {
  take_fir("1", true);
  take_fir("2", false);
  const auto answer = get("/v1/reconciliation?period=2025-03&province=PB&district=KASUR");
  ASSERT_EQ(answer.status, 200) << answer.body;
  std::map<std::string, json> by;
  const auto parsed = answer.parsed();
  for (const auto& each : parsed["counts"])
    by[each["stage"].get<std::string>() + " " + each["holder"].get<std::string>()] = each;
  EXPECT_EQ(by.size(), 12U) << "six stages of two holders";
  EXPECT_EQ(by["firs police"]["count"], 2);
  EXPECT_EQ(by["firs police"]["status"], "normal");
  EXPECT_EQ(by["firs police"]["whole"], false);
  EXPECT_EQ(by["firs court"]["count"], 0);
  EXPECT_EQ(by["disposed police"]["count"], nullptr);
  EXPECT_EQ(by["disposed police"]["status"], "not_observed");
  EXPECT_EQ(by["disposed police"]["why"], "no source of the police sees case.disposed_on and case.disposal");
}

TEST_F(ReconciliationPage, TheCasesOfADifferenceComePageByPage) {
  for (int i = 1; i <= 5; ++i) take_fir(std::to_string(i), i % 2 == 0);
  const std::string target = "/v1/reconciliation/differences?period=2025-03&stage=firs&limit=2";
  std::vector<std::string> seen;
  std::string after;
  for (int pages = 0; pages < 9; ++pages) {
    const auto page = get(target + after).parsed();
    EXPECT_EQ(page["part_count"], 5) << page;
    EXPECT_EQ(page["differences"][0]["first_count"], 5);
    EXPECT_EQ(page["differences"][0]["only_first"], (json{{"not_linked", 3}, {"empty", 2}}));
    for (const auto& part : page["parts"])
      seen.push_back(part["fir"].get<std::string>() + part["why"].get<std::string>());
    if (page["next"].is_null()) break;
    after = "&after=" + page["next"].get<std::string>();
  }
  EXPECT_THAT(seen, ::testing::ElementsAre("1not_linked", "2empty", "3not_linked", "4empty", "5not_linked"));
}

TEST_F(ReconciliationPage, StuckReportsAndFieldsComePageByPageToo) {
  auto states = engine_.sources();
  for (const auto field : {model::field::sent_on_id, model::field::received_on_id})
    states.back().declaration.observes[static_cast<std::size_t>(Kind::kReport)].set(field);
  engine_.set_sources(states);
  for (int i = 1; i <= 3; ++i) {
    take_fir(std::to_string(i), i > 1);
    Record report(Kind::kReport, "R" + std::to_string(i));
    report.set_text(model::field::case_id, "F" + std::to_string(i));
    report.set_date(model::field::sent_on_id, *base::parse_iso_day("2025-12-01"));
    std::vector<store::Item> items;
    items.push_back(store::Upsert{std::move(report), {}, {}, "{}"});
    ASSERT_TRUE(store_->apply({police_, police_run_, kNow, std::move(items), {}, 1}));
  }
  recount();
  const auto first = get("/v1/reconciliation/gaps?province=PB&limit=2").parsed();
  ASSERT_EQ(first["gaps"].size(), 2U) << first;
  EXPECT_EQ(first["gaps"][0]["gap"], "not_received");
  EXPECT_EQ(first["gaps"][0]["days"], 31) << "from 1 December 2025 to 1 January 2026";
  EXPECT_EQ(first["sums"][0]["count"], 3);
  const auto second =
      get("/v1/reconciliation/gaps?province=PB&limit=2&after=" + first["next"].get<std::string>()).parsed();
  EXPECT_EQ(second["gaps"].size(), 1U) << second;
  EXPECT_EQ(second["next"], nullptr);
  const auto fields = get("/v1/reconciliation/fields?period=2025-03").parsed();
  EXPECT_EQ(fields["case_count"], 0) << fields;
  ASSERT_EQ(fields["fields"].size(), 1U) << fields;
  EXPECT_EQ(fields["fields"][0], (json{{"field", "province"}, {"shared", 2}, {"differ", 0}}));
  EXPECT_EQ(get("/v1/reconciliation/gaps?gap=lost").status, 400);
  EXPECT_EQ(get("/v1/reconciliation/gaps?days=-1").status, 400);
}

TEST_F(ReconciliationPage, WrongParametersAreSaidInOneSentence) {
  const auto detail = [&](const std::string& query) {
    const auto answer = get("/v1/reconciliation" + query);
    EXPECT_EQ(answer.status, 400) << query << answer.body;
    return answer.parsed().value("detail", "");
  };
  EXPECT_THAT(detail(""), HasSubstr("say which period"));
  EXPECT_THAT(detail("?period=2025-13"), HasSubstr("the period is a month"));
  EXPECT_THAT(detail("?period=2025-03&district=KASUR"), HasSubstr("name the province"));
  EXPECT_THAT(detail("?period=2025-03&between=police,court"), HasSubstr("there is no parameter \"between\""));
  EXPECT_THAT(detail("/differences?period=2025-03&between=police"), HasSubstr("between is two of"));
  EXPECT_THAT(detail("/differences?period=2025-03&limit=0"), HasSubstr("limit is a number from 1 to 5000"));
  EXPECT_THAT(detail("/differences?period=2025-03&after=MZ-PB-0000001-00"),
              HasSubstr("after is the case id"));
  EXPECT_EQ(get("/v1/reconciliation/nothing?period=2025-03").status, 404);
}

// Whatever stands in the parameters, the answer is whole JSON and none of it is SQL.
TEST_F(ReconciliationPage, HostileParametersAreWordsAndNothingElse) {
  take_fir("1", false);
  const std::vector<std::string> hostile = {"%27%3B%20DROP%20TABLE%20rec_case%3B--",
                                            "%00",
                                            "%FF%FE",
                                            "KASUR%27%20OR%20%271%27%3D%271",
                                            "%3Cscript%3E",
                                            "..%2F..%2F",
                                            "%E2%80%AE",
                                            "-1",
                                            "99999999999999999999",
                                            "2025-03,2025-04",
                                            std::string(4'000, 'x'),
                                            "%25s%25n"};
  const std::vector<std::string> names = {"period",  "from", "to",    "province", "district",
                                          "station", "by",   "stage", "between",  "limit",
                                          "after",   "gap",  "days",  "holder"};
  for (const auto* page : {"", "/differences", "/gaps", "/fields", "/signatures"}) {
    for (const auto& name : names) {
      for (const auto& value : hostile) {
        std::string query = "?" + name + "=" + value;
        if (name != "period" && name != "from" && name != "to") query += "&period=2025-03";
        if (name == "district" || name == "station") query += "&province=PB";
        if (name == "station") query += "&district=KASUR";
        const auto answer = get("/v1/reconciliation" + std::string(page) + query);
        EXPECT_THAT(answer.status, AnyOf(200, 400)) << name << '=' << value << answer.body;
        EXPECT_TRUE(answer.parsed().is_object()) << name << '=' << value << answer.body;
      }
    }
  }
  const auto still = get("/v1/reconciliation?period=2025-03&province=PB&district=KASUR&stage=firs").parsed();
  EXPECT_EQ(still["counts"][0]["count"], 1) << still;
}

}  // namespace
}  // namespace mizan::api
