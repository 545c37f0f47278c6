// The sharing matrix that comes with the program, over HTTP: who gets what, cell by cell. What is expected is
// written here by hand and not read from the matrix.
#include <set>

#include "access/scope_text.hpp"
#include "access/token.hpp"
#include "api/api_test_support.hpp"
#include "model/case_id.hpp"
#include "store/access_tokens.hpp"

namespace mizan::api {
namespace {

using Names = std::set<std::string>;

const audit::Entry kTold{0, kNow, "os:root", "token add", "test", "done"};

// Every member's path; what is a list's is that of its entries.
void collect(const json& value, const std::string& path, Names& out) {
  if (value.is_array()) {
    for (const auto& each : value) collect(each, path, out);
  }
  if (!value.is_object()) return;
  for (const auto& [name, member] : value.items()) {
    const auto inner = path.empty() ? name : path + "." + name;
    out.insert(inner);
    collect(member, inner, out);
  }
}

class SharingTest : public ApiTest {
 protected:
  SharingTest() {
    auto policy = std::make_shared<access::Policy>();
    policy->sharing = shipped_sharing();
    policy->anonymous_public = true;
    policy->district_of = [](std::string_view code) -> std::string {
      if (code == "PB-PS-GULBERG" || code == "PB-COURT-1") return "PB-LAHORE";
      return code == "PB-PS-SADAR" || code == "PB-COURT-2" ? "PB-KASUR" : "";
    };
    policy_ = [policy] { return policy; };
    heartbeat_seconds_ = 1;
    take(placed("lahore", "PB-LAHORE", "PB-PS-GULBERG", "PB-COURT-1"));
    take(placed("kasur", "PB-KASUR", "PB-PS-SADAR", "PB-COURT-2"));
    start();
    give("monitor", {});
    give("coordinator", {{"PB"}, {"PB-LAHORE"}});
    give("operator", {});
    give("auditor", {});
    give("hub", {});
  }

  static Record placed(const std::string& key, const std::string& district, const std::string& station,
                       const std::string& court) {
    auto record = court_case(key, "2025-01-10", "2025-03-05");
    record.set_text(model::field::district_id, district);
    record.set_text(model::field::police_station_id, station);
    record.set_text(model::field::court_id, court);
    record.set_text(model::field::prosecutor_id, "P-7");
    return record;
  }

  void give(const std::string& role, const access::Scope& scope) {
    const auto token = *access::make_token();
    const std::string digest(reinterpret_cast<const char*>(token.digest.data()), token.digest.size());
    ASSERT_TRUE(store::add_token(
        *store_, {token.id, role, digest, role, access::scope_text(scope), kNow, "test", kNow + 1'000'000},
        kTold));
    tokens_[role] = token.text.reveal();
  }

  std::string header_of(const std::string& role) const {
    return role == "public" ? "" : "Authorization: Bearer " + tokens_.at(role) + "\r\n";
  }

  Answer ask(const std::string& role, const std::string& target) {
    Wire wire(server_->port());
    wire.say("GET " + target + " HTTP/1.1\r\nHost: x\r\n" + header_of(role) + "Connection: close\r\n\r\n");
    return wire.hear();
  }

  std::string case_of(const std::string& key) {
    return "/v1/cases/" + model::mint_case_id("PB", store_->find_case("court", key)->value().value);
  }

  Names rows(const std::string& role, const std::string& target) {
    Names found;
    const auto answer = ask(role, target).parsed();
    for (const auto& row : answer.value("values", json::array()))
      found.insert(row.value("province", "") + "/" + row.value("member", ""));
    return found;
  }

  Names members(const std::string& role, const std::string& target) {
    Names found;
    collect(ask(role, target).parsed(), "", found);
    return found;
  }

  std::unique_ptr<Wire> follow_from_now_as(const std::string& role) {
    auto wire = follow("/v1/feed?due=true", header_of(role));
    EXPECT_TRUE(wire->until("\n\n").starts_with("id: "));
    return wire;
  }

  std::map<std::string, std::string> tokens_;
};

constexpr const char* kRoles[] = {"public", "monitor", "coordinator", "operator", "auditor", "hub"};

// '+' answered, '-' refused; 'x' as if it were not there.
struct Cell {
  std::string target;
  std::string expected;  // in the order of kRoles
};

TEST_F(SharingTest, EachRoleEachAnswerEachGrain) {
  const std::string values = "/v1/kpis/conviction_disposed/values?period=2025";
  const std::string explain = "/v1/kpis/conviction_disposed/explain?period=2025";
  const std::string merged = "/v1/kpis/conviction_disposed/merged?period=2025";
  const std::string places = "/v1/reconciliation?period=2025";
  const std::string differences = "/v1/reconciliation/differences?period=2025";
  const std::vector<Cell> cells = {
      //                                               pub mon coo ope aud hub
      {"/v1", "++++++"},
      {"/v1/openapi.json", "++++++"},
      {"/v1/asyncapi.json", "++++++"},
      {"/v1/reference", "++++++"},
      {"/v1/kpis", "++++++"},
      {"/v1/coverage", "+++++-"},
      {"/v1/sources", "-++++-"},
      {"/metrics", "---++-"},
      {"/v1/metrics", "---++-"},
      {"/healthz", "++++++"},
      {"/readyz", "++++++"},
      {"/v1/releases", "+++++-"},
      {"/v1/releases/2025.1", "-+-++-"},
      {"/v1/releases/2025.1/proof", "+++++-"},
      {"/v1/releases/2025.1/values", "+++++-"},
      {"/v1/release-log", "+++++-"},
      {"/v1/release-log/consistency?from=1&to=2", "+++++-"},
      {values, "-++++-"},
      {values + "&province=_T", "-++++-"},
      {values + "&province=PB", "-++++-"},
      {values + "&by=offence_group", "-++++-"},
      {values + "&by=district", "-++++-"},
      {values + "&by=district&province=PB&member=PB-LAHORE", "-++++-"},
      {values + "&by=district&province=PB&member=PB-KASUR", "-+-++-"},
      {values + "&by=police_station", "-+++--"},
      {values + "&by=police_station&province=PB&member=PB-PS-SADAR", "-+-+--"},
      {values + "&by=court", "-+++--"},
      {values + "&by=court&province=PB&member=PB-COURT-1", "-+++--"},
      {values + "&by=court&province=PB&member=PB-COURT-2", "-+-+--"},
      {values + "&by=prosecutor", "-+-+--"},
      {values + "&by=a_breakdown_to_come", "---+--"},
      {"/v1/sdmx/data/dataflow/MIZAN/DF_KPI/1.0.0/A.PB.*.*.total.*", "-++++-"},
      {"/v1/sdmx/structure/dataflow/MIZAN/DF_KPI/1.0.0", "-++++-"},
      {merged, "-++++-"},
      {merged + "&by=district", "-+-++-"},
      {merged + "&by=prosecutor", "-+-+--"},
      {explain, "-+-++-"},
      {explain + "&province=PB", "-+-++-"},
      {explain + "&province=PB&by=district&member=PB-LAHORE", "-++++-"},
      {explain + "&province=PB&by=district&member=PB-KASUR", "-+-++-"},
      {explain + "&province=PB&by=police_station&member=PB-PS-GULBERG", "-+++--"},
      {explain + "&province=PB&by=court&member=PB-COURT-2", "-+-+--"},
      {explain + "&province=PB&by=prosecutor&member=P-7", "-+-+--"},
      {explain + "&format=prov", "---+--"},
      {explain + "&format=prov&province=PB&by=district&member=PB-LAHORE", "---+--"},
      {places, "-+-++-"},
      {places + "&by=province", "-+-++-"},
      {places + "&by=province&province=PB", "-++++-"},
      {places + "&by=province&province=KP", "-+-++-"},
      {places + "&by=station", "-+-+--"},
      {places + "&province=PB&district=PB-LAHORE", "-++++-"},
      {places + "&province=PB&district=PB-LAHORE&by=station", "-+++--"},
      {places + "&province=PB&district=PB-KASUR", "-+-++-"},
      {places + "&province=KP&district=PB-LAHORE", "-+-++-"},
      {differences, "-+-++-"},
      {differences + "&province=PB&district=PB-LAHORE", "-++++-"},
      {differences + "&province=PB&district=PB-KASUR", "-+-++-"},
      {differences + "&by=province", "-+-++-"},
      {"/v1/reconciliation/gaps", "-+-++-"},
      {"/v1/reconciliation/gaps?province=PB&district=PB-LAHORE", "-++++-"},
      {"/v1/reconciliation/gaps?province=PB&district=PB-KASUR", "-+-++-"},
      {"/v1/reconciliation/fields?period=2025", "-+-++-"},
      {"/v1/reconciliation/fields?period=2025&province=PB&district=PB-LAHORE", "-++++-"},
      {"/v1/reconciliation/fields?period=2025&province=PB&district=PB-KASUR", "-+-++-"},
      {"/v1/reconciliation/signatures", "-+-++-"},
      {"/v1/reconciliation/signatures?province=PB&district=PB-LAHORE", "-++++-"},
      {"/v1/reconciliation/signatures?province=PB&district=PB-KASUR", "-+-++-"},
      {case_of("lahore"), "--++--"},
      {case_of("kasur"), "--x+--"},
      {"/v1/due", "--++--"},
      {"/v1/records", "---+-+"},
      {"/v1/records/source-file?source=court", "---+-+"},
      {"/v1/cells", "---+-+"},
      {"/v1/feed?from=nonsense", "-+++--"},
      {"/v1/feed/events?after=start", "-+++--"},
      {"/v1/nothing", "xxxxxx"},
      {"/", "xxxxxx"}};
  for (const auto& cell : cells) {
    std::string got;
    for (const auto* role : kRoles) {
      const auto answer = ask(role, cell.target);
      const bool absent = answer.status == 404 && (answer.body.find("no such page") != std::string::npos ||
                                                   answer.body.find("no such case") != std::string::npos);
      got += answer.status == 403 ? '-' : answer.status == 401 ? '!' : absent ? 'x' : '+';
    }
    EXPECT_EQ(got, cell.expected) << cell.target;
  }
}

TEST_F(SharingTest, RowsOfOtherDistrictsAreNotThere) {
  const std::string of = "/v1/kpis/conviction_disposed/values?period=2025&by=";
  EXPECT_EQ(rows("monitor", of + "district"), (Names{"PB/PB-LAHORE", "PB/PB-KASUR", "PB/_U"}));
  EXPECT_EQ(rows("coordinator", of + "district"), (Names{"PB/PB-LAHORE"}));
  EXPECT_EQ(rows("coordinator", of + "court"), (Names{"PB/PB-COURT-1"}));
  EXPECT_EQ(rows("coordinator", "/v1/kpis/conviction_disposed/values?period=2025"),
            (Names{"_T/_T", "PB/_T"}));
  const auto csv = ask("coordinator", of + "court&format=csv").body;
  EXPECT_NE(csv.find("PB-COURT-1"), std::string::npos) << csv;
  EXPECT_EQ(csv.find("PB-COURT-2"), std::string::npos) << csv;
}

TEST_F(SharingTest, MembersThatARoleIsNotShownAreNotThere) {
  const Names books = {"sources",
                       "sources.source",
                       "sources.declaration",
                       "sources.declaration.v",
                       "sources.read_at",
                       "sources.newest_change",
                       "sources.runs",
                       "sources.runs.started_at",
                       "sources.runs.ended_at",
                       "sources.runs.status",
                       "sources.runs.received",
                       "sources.runs.accepted",
                       "sources.runs.unchanged",
                       "sources.runs.quarantined",
                       "sources.runs.vanished"};
  EXPECT_EQ(members("monitor", "/v1/sources"), books);
  EXPECT_EQ(members("coordinator", "/v1/sources"), books);
  auto all = books;
  for (const auto* more : {"id", "message", "adapter", "adapter_version", "mapping"})
    all.insert(std::string("sources.runs.") + more);
  EXPECT_EQ(members("operator", "/v1/sources"), all);
  EXPECT_EQ(members("auditor", "/v1/sources"), all);

  const std::string why =
      "/v1/kpis/conviction_disposed/explain?period=2025&province=PB&by=district&member=PB-LAHORE";
  const Names said = {"cases.records.raw", "cases.records.raw_dropped", "cases.records.findings"};
  const auto whole = members("operator", why);
  EXPECT_TRUE(whole.contains("cases.records.raw"));
  EXPECT_TRUE(whole.contains("values.numerator"));
  auto without = whole;
  for (const auto& name : said) without.erase(name);
  EXPECT_EQ(members("monitor", why), without);
  EXPECT_EQ(members("auditor", why), without);
  EXPECT_EQ(members("coordinator", why), whole);
}

TEST_F(SharingTest, ACoordinatorsFeedHasItsDistrictsEventsAlone) {
  const auto coordinator = follow_from_now_as("coordinator");
  const auto monitor = follow_from_now_as("monitor");
  for (const auto* subject :
       {"pending/2025/_T/total/_T/value", "pending/2025/PB/district/PB-KASUR/value",
        "pending/2025/KP/district/PB-LAHORE/value", "pending/2025/PB/court/PB-COURT-2/value",
        "release/2025.1", "due/passed/PB/PB-KASUR/report/MZ-PB-1/2025-01-01/1", "due/loaded/PB/_T",
        "news/of/a/kind/to/come", "pending/2025/PB/district/a/PB-LAHORE/value",
        "pending/2025/PB/police_station/PB-PS-GULBERG/value",
        "due/passed/PB/PB-LAHORE/report/MZ-PB-2/2025-01-01/1", "pending/2025/PB/district/PB-LAHORE/value"})
    publish(subject);
  server_->wake();
  EXPECT_NE(coordinator->until("\n\n").find("PB-PS-GULBERG"), std::string::npos);
  EXPECT_NE(coordinator->until("\n\n").find("due/passed/PB/PB-LAHORE"), std::string::npos);
  EXPECT_NE(coordinator->until("\n\n").find("district/PB-LAHORE"), std::string::npos);
  EXPECT_NE(monitor->until("\n\n").find("_T/total"), std::string::npos);
  EXPECT_NE(monitor->until("\n\n").find("PB-KASUR"), std::string::npos);
}

TEST_F(SharingTest, AnAudiencesFeedHasWhatItIsGivenAndNothingElse) {
  const std::string all = "/v1/feed/events?due=true&after=start&format=batch";
  for (const auto* subject :
       {"pending/2025/_T/total/_T/value", "pending/2025/PB/district/PB-KASUR/value",
        "pending/2025/PB/district/PB-LAHORE/value", "due/passed/PB/PB-LAHORE/report/MZ-PB-2/2025-01-01/1"})
    publish(subject);
  const auto told = [&](const std::string& role, const std::string& more) {
    Names subjects;
    for (const auto& event : ask(role, all + more).parsed()) subjects.insert(event.value("subject", ""));
    return subjects;
  };
  const Names numbers = {"pending/2025/_T/total/_T/value", "pending/2025/PB/district/PB-KASUR/value",
                         "pending/2025/PB/district/PB-LAHORE/value"};
  EXPECT_EQ(told("operator", "").size(), 4U);
  EXPECT_EQ(told("operator", "&audience=monitor"), numbers) << "and no case";
  EXPECT_EQ(told("operator", "&audience=coordinator"), Names{});
  EXPECT_EQ(told("operator", "&audience=coordinator&district=PB-LAHORE"),
            (Names{"pending/2025/PB/district/PB-LAHORE/value",
                   "due/passed/PB/PB-LAHORE/report/MZ-PB-2/2025-01-01/1"}));
  EXPECT_EQ(told("monitor", "&audience=operator"), numbers) << "never more than one is given oneself";
  const auto refused = ask("operator", all + "&audience=public");
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("public is not given \\\"feed\\\" here"), std::string::npos) << refused.body;
  EXPECT_NE(ask("operator", all + "&audience=minister").body.find("there is no role"), std::string::npos);
}

TEST_F(SharingTest, WhoseTokenIsTakenBackIsSentAway) {
  const auto monitor = follow_from_now_as("monitor");
  Wire waiting(server_->port());
  waiting.say("GET /v1/feed/events?wait=60 HTTP/1.1\r\nHost: x\r\n" + header_of("monitor") + "\r\n");
  EXPECT_EQ(ask("monitor", "/v1/feed/events").status, 200) << "behind the one that waits";
  ASSERT_TRUE(store::revoke_token(*store_, "monitor", kNow, "test", kTold));
  EXPECT_EQ(ask("monitor", "/v1").status, 401);
  EXPECT_EQ(monitor->until("never").find("data:"), std::string::npos) << "and the feed ends";
  EXPECT_EQ(waiting.hear().status, 401);
}

TEST_F(SharingTest, WhoShowsNothingWrongIsToldHowToAsk) {
  Wire wire(server_->port());
  wire.say("GET /v1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer mzt_wrong\r\n\r\n");
  const auto answer = wire.hear();
  EXPECT_EQ(answer.status, 401);
  EXPECT_NE(answer.head.find("WWW-Authenticate: Bearer"), std::string::npos) << answer.head;
  EXPECT_EQ(answer.body.find("mzt_wrong"), std::string::npos);
}

TEST_F(SharingTest, AHubWithoutAPolicyAnswersNobody) {
  policy_ = {};
  start();
  EXPECT_EQ(ask("operator", "/v1").status, 403);
  EXPECT_EQ(ask("public", "/v1/feed").status, 403);
}

}  // namespace
}  // namespace mizan::api
