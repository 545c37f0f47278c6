// Who is shown what, by hand: three roles, two provinces, three districts, a station and a court.
#include "access/decision.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mizan::access {
namespace {

constexpr const char* kMatrix = R"(format = 1
[monitor.values]
grains = ["nation", "province", "district", "group"]
fields = ["*"]
[coordinator.values]
grains = ["nation", "province"]
own_grains = ["district", "station", "court"]
fields = ["*"]
[coordinator.explain]
own_grains = ["district", "station"]
fields = ["*"]
[coordinator.case]
own_grains = ["case"]
fields = ["*"]
[monitor.case]
grains = ["case"]
fields = ["timeline"]
[hub.records]
grains = ["record"]
fields = ["*"]
[operator.values]
grains = ["*"]
fields = ["*"]
)";

class DecisionTest : public ::testing::Test {
 protected:
  Decision ask(Role role, const char* endpoint, Asked asked, Scope scope = {}) const {
    asked.endpoint = find_endpoint(endpoint);
    return decide(sharing_, district_of_, {"who", Proof::kToken, role, std::move(scope)}, asked);
  }
  Decision coordinator(const char* endpoint, Asked asked) const {
    return ask(Role::kCoordinator, endpoint, std::move(asked), {{"PB"}, {"PB-LAHORE"}});
  }
  static Asked by(const char* by, const char* province = "", const char* member = "") {
    return {nullptr, by, province, member};
  }

  const Sharing sharing_ = *Sharing::parse(kMatrix, "f");
  const DistrictOf district_of_ = [](std::string_view code) -> std::string {
    if (code == "PB-PS-GULBERG" || code == "PB-COURT-1") return "PB-LAHORE";
    return code == "PB-PS-SADAR" ? "PB-KASUR" : "";
  };
};

TEST_F(DecisionTest, WhatTheMatrixDoesNotNameIsRefused) {
  EXPECT_NE(ask(Role::kMonitor, "records", {}).refused, "");
  EXPECT_NE(ask(Role::kOperator, "records", {}).refused, "") << "not even to the operator";
  EXPECT_NE(ask(Role::kPublic, "values", {}).refused, "");
  EXPECT_NE(ask(Role::kMonitor, "values", by("court")).refused, "");
  EXPECT_NE(ask(Role::kMonitor, "values", by("prosecutor")).refused, "");
  EXPECT_NE(ask(Role::kMonitor, "values", by("a breakdown to come")).refused, "");
  EXPECT_EQ(ask(Role::kMonitor, "values", by("district")).refused, "");
  EXPECT_EQ(ask(Role::kMonitor, "values", by("sex")).refused, "");
  EXPECT_EQ(ask(Role::kOperator, "values", by("a breakdown to come")).refused, "");
}

TEST_F(DecisionTest, WhatIsShownWholeNeedsNoFilter) {
  EXPECT_TRUE(ask(Role::kMonitor, "values", {}).whole);
  EXPECT_TRUE(ask(Role::kMonitor, "values", by("district")).whole);
  EXPECT_FALSE(ask(Role::kMonitor, "values", {}, {{"PB"}}).whole) << "other provinces' rows are taken out";
  EXPECT_FALSE(ask(Role::kMonitor, "case", {}).whole) << "members are taken out";
  EXPECT_FALSE(coordinator("values", by("district")).whole);
  EXPECT_TRUE(coordinator("values", by("", "_T")).whole);
}

TEST_F(DecisionTest, ACoordinatorHasDistrictsOfItsOwn) {
  const auto decision = coordinator("values", by("district"));
  ASSERT_EQ(decision.refused, "");
  const auto& grant = decision.grant;
  EXPECT_TRUE(grant.shows({"PB", "district", "PB-LAHORE"}));
  EXPECT_FALSE(grant.shows({"PB", "district", "PB-KASUR"}));
  EXPECT_FALSE(grant.shows({"KP", "district", "PB-LAHORE"})) << "a code of another province's source";
  EXPECT_FALSE(grant.shows({"PB", "district", ""}));
  EXPECT_TRUE(grant.shows({"PB", "police_station", "PB-PS-GULBERG"}));
  EXPECT_FALSE(grant.shows({"PB", "police_station", "PB-PS-SADAR"}));
  EXPECT_FALSE(grant.shows({"PB", "police_station", "Sadar"})) << "whose district nobody knows";
  EXPECT_TRUE(grant.shows({"PB", "court", "PB-COURT-1"}));
  EXPECT_FALSE(grant.shows({"PB", "prosecutor", "P-7"}));
  EXPECT_TRUE(grant.shows({"PB", "total", "_T"}));
  EXPECT_TRUE(grant.shows({"_T", "total", "_T"}));
  EXPECT_FALSE(grant.shows({"KP", "total", "_T"})) << "its province alone";
}

TEST_F(DecisionTest, AValueThatIsNamedAndNotTheirsIsRefusedAtOnce) {
  EXPECT_EQ(coordinator("explain", by("district", "PB", "PB-LAHORE")).refused, "");
  EXPECT_EQ(coordinator("explain", by("police_station", "PB", "PB-PS-GULBERG")).refused, "");
  EXPECT_NE(coordinator("explain", by("district", "PB", "PB-KASUR")).refused, "");
  EXPECT_NE(coordinator("explain", by("court", "PB", "PB-COURT-1")).refused, "") << "no court's explanation";
  EXPECT_NE(coordinator("explain", by("", "PB")).refused, "");
  EXPECT_NE(coordinator("explain", {}).refused, "") << "the nation";
  EXPECT_NE(coordinator("values", by("district", "PB", "PB-KASUR")).refused, "");
  EXPECT_EQ(coordinator("values", by("district", "PB", "PB-LAHORE")).refused, "");
}

TEST_F(DecisionTest, ACaseIsOfEveryPlaceThatARecordOfItNames) {
  const auto grant = coordinator("case", {}).grant;
  EXPECT_TRUE(grant.shows_case({{"PB", "PB-KASUR"}, {"PB", "PB-LAHORE"}}));
  EXPECT_FALSE(grant.shows_case({{"PB", "PB-KASUR"}}));
  EXPECT_FALSE(grant.shows_case({{"KP", "PB-LAHORE"}}));
  EXPECT_FALSE(grant.shows_case({}));
  const auto monitor = ask(Role::kMonitor, "case", {}).grant;
  EXPECT_TRUE(monitor.shows_case({})) << "everywhere is nowhere too";
  const auto of_punjab = ask(Role::kMonitor, "case", {}, {{"PB"}}).grant;
  EXPECT_TRUE(of_punjab.shows_case({{"PB", ""}}));
  EXPECT_FALSE(of_punjab.shows_case({{"KP", ""}}));
  EXPECT_FALSE(Grant().shows_case({{"PB", "PB-LAHORE"}}));
}

TEST_F(DecisionTest, AScopeNarrowsAndNeverWidens) {
  Scope scope;
  scope.endpoints = {"case"};
  EXPECT_NE(ask(Role::kMonitor, "values", {}, scope).refused, "");
  EXPECT_EQ(ask(Role::kMonitor, "case", {}, scope).refused, "");
  scope.endpoints = {"records"};
  EXPECT_NE(ask(Role::kMonitor, "records", {}, scope).refused, "") << "the role has none";
  Scope nation;
  nation.grains = {Grain::kNation, Grain::kPerson};
  EXPECT_EQ(ask(Role::kMonitor, "values", by("", "_T"), nation).refused, "");
  EXPECT_NE(ask(Role::kMonitor, "values", by("", "PB"), nation).refused, "");
  EXPECT_NE(ask(Role::kMonitor, "values", by("prosecutor"), nation).refused, "");
}

TEST_F(DecisionTest, RecordsAreGivenAsAWholeAndNotToWhoMaySeeAPart) {
  EXPECT_EQ(ask(Role::kHub, "records", {}).refused, "");
  EXPECT_NE(ask(Role::kHub, "records", {}, {{"PB"}}).refused, "");
}

}  // namespace
}  // namespace mizan::access
