// What the API says of itself, and what every answer has: versions, tables, links to the next page.
#include <algorithm>
#include <set>

#include "access/endpoints.hpp"
#include "api/api_test_support.hpp"
#include "api/routes.hpp"
#include "describe/parts.hpp"

namespace mizan::api {
namespace {

// "kpis/{id}/values" is the pattern "kpis/*/values".
std::string pattern_of(std::string path) {
  for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
    path.replace(at, path.find('}') - at + 1, "*");
  return path;
}

TEST(Interface, EveryEndpointIsDescribedAndNothingElse) {
  std::set<std::string> described;
  const describe::Parts parts;
  for (const auto& page : parts.interface().at("pages"))
    if (!page.at("path").get<std::string>().starts_with('/'))  // nobody is asked who they are there
      described.insert(pattern_of(page.at("path").get<std::string>()));
  std::set<std::string> answered;
  for (const auto& endpoint : access::endpoints()) answered.insert(std::string(endpoint.pattern));
  EXPECT_EQ(described, answered);
}

// A parameter in a request that the page takes, or none: 400 of the second kind names it.
TEST_F(ApiTest, EveryDescribedParameterIsOneOfItsPage) {
  const describe::Parts parts;
  for (const auto& page : parts.interface().at("pages")) {
    const auto path = page.at("path").get<std::string>();
    if (path == "feed") continue;  // an answer without an end
    for (const auto& key : page.value("parameters", nlohmann::ordered_json::array())) {
      const auto parameter = parts.parameter(key.get<std::string>());
      if (parameter.at("in") != "query") continue;
      const auto name = parameter.at("name").get<std::string>();
      const auto answer = get("/v1/" + path + "?" + name + "=x");
      EXPECT_EQ(answer.body.find("there is no parameter"), std::string::npos) << path << " " << answer.body;
    }
  }
}

std::string header(const Answer& answer, const std::string& name) {
  const auto at = answer.head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto from = at + name.size() + 4;
  return answer.head.substr(from, answer.head.find("\r\n", from) - from);
}

class VersionTest : public ApiTest {
 protected:
  Answer get_holding(const std::string& target, const std::string& etag) {
    Wire wire(server_->port());
    wire.say("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: " + etag +
             "\r\nConnection: close\r\n\r\n");
    return wire.hear();
  }
};

// A clock that goes on changes the moment in the answer and nothing else; a case that comes changes the
// value.
TEST_F(VersionTest, AValueHasTheSameVersionUntilItIsAnother) {
  const std::string target = "/v1/kpis/pending/values?period=2025-02";
  const auto etag = header(get(target), "ETag");
  ASSERT_TRUE(etag.starts_with("W/\"")) << etag;
  clock_.set(kNow + 60'000'000);
  const auto same = get_holding(target, etag);
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(header(same, "ETag"), etag);
  EXPECT_NE(header(get(target + "&format=csv"), "ETag"), etag);
  take(court_case("c", "2025-01-10", ""));
  EXPECT_EQ(get_holding(target, etag).status, 200);
}

TEST_F(VersionTest, DefinitionsAndSourcesHaveVersions) {
  for (const auto* target : {"/v1/kpis", "/v1/kpis?format=csv", "/v1/sources", "/v1/coverage",
                             "/v1/openapi.json", "/v1/asyncapi.json", "/v1/reference"}) {
    const auto answer = get(target);
    EXPECT_EQ(answer.status, 200) << target;
    EXPECT_EQ(get_holding(target, header(answer, "ETag")).status, 304) << target;
  }
}

TEST_F(ApiTest, TablesHaveTheSameColumnsWithRowsAndWithout) {
  const auto definitions = get("/v1/kpis?format=csv");
  EXPECT_EQ(header(definitions, "Content-Type"), "text/csv; charset=utf-8");
  EXPECT_TRUE(
      definitions.body.starts_with("id,version,valid_from,title,question,formula,unit,source,caveats,by,"
                                   "numerator_by,in_force\r\npending,1,"))
      << definitions.body;
  const auto counts = get("/v1/reconciliation?period=2025&province=KP&format=csv");
  EXPECT_TRUE(
      counts.body.starts_with("period,province,district,station,stage,holder,count,status,whole,why,"
                              "signed.signature,signed.count,"))
      << counts.body;
  EXPECT_EQ(get("/v1/reconciliation/gaps?format=csv").body,
            "case,fir,province,district,station,gap,since,days\r\n");
  EXPECT_EQ(get("/v1/kpis?format=xml").status, 400);
}

TEST_F(ApiTest, WhatIsNoGetIsToldWhatIs) {
  Wire wire(server_->port());
  wire.say("DELETE /v1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto answer = wire.hear();
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(header(answer, "Allow"), "GET, HEAD");
}

TEST_F(ApiTest, ThePageToReadMayUseItsOwnStyleAlone) {
  const auto policy = header(get("/v1/reference"), "Content-Security-Policy");
  EXPECT_TRUE(policy.starts_with("default-src 'none'; ")) << policy;
  EXPECT_NE(policy.find("; style-src 'sha256-"), std::string::npos) << policy;
  EXPECT_EQ(header(get("/v1"), "Content-Security-Policy").find("style-src"), std::string::npos);
}

TEST(Interface, TheNextPageHasAllElseThatWasAskedFor) {
  const auto request = parse_target("/v1/due?after=old&kind=report%2Cbail&district=A%26B");
  ASSERT_TRUE(request);
  EXPECT_EQ(target_after(*request, "n/1"), "/v1/due?district=A%26B&kind=report,bail&after=n/1");
}

// A store that is gone: the answer says that the log has why, and it does.
TEST_F(ApiTest, WhatFailsHereIsInTheLog) {
  std::vector<std::string> log;
  HubView view{engine_, lock_, clock_, (folder_ / "none.db").string(), {}};
  view.policy = policy_;
  Routes routes(view, [&](std::string_view line) { log.emplace_back(line); });
  auto request = *parse_target("/v1/sources");
  request.from = from_this_machine();
  EXPECT_EQ(routes.handle(request).status, 500);
  ASSERT_EQ(log.size(), 1U);
  EXPECT_TRUE(log[0].starts_with("the API answered 500 to who asked for sources: ")) << log[0];
}

}  // namespace
}  // namespace mizan::api
