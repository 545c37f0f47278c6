// The connector against an API in memory: every way of paging, resumed everywhere, and what goes wrong.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <mizan/mapping/mapping.hpp>
#include <mizan/sdk/adapter.hpp>
#include <mizan/sdk/test/fake_host.hpp>
#include <set>

#include "scripted_api_test_support.hpp"

extern "C" const mizan_adapter_plugin mizan_adapter_v1;

namespace mizan::rest::test {
namespace {

constexpr std::int64_t kNow = 1'750'000'000;  // 2025-06-15 15:06:40 UTC

const std::map<std::string, std::string> kPagings = {
    {"page", "paging = { kind = \"page\", parameter = \"page\", size_parameter = \"size\", size = 3 }"},
    {"page and more", "paging = { kind = \"page\", parameter = \"page\", more = \"/meta/more\" }"},
    {"offset", "paging = { kind = \"offset\", parameter = \"offset\" }"},
    {"cursor", "paging = { kind = \"cursor\", parameter = \"cursor\", next = \"/meta/next\" }"},
    {"address in the body", "paging = { kind = \"cursor\", next = \"/meta/address\" }"},
    {"link", "paging = { kind = \"link\" }"}};

class Rest : public ::testing::Test {
 protected:
  Rest() {
    for (int id = 1; id <= 10; ++id)
      api.cases.push_back(
          {id, "2025-03-" + std::string(id < 10 ? "0" : "") + std::to_string(id) + "T10:00:00Z"});
    hub.now_us = kNow * 1'000'000;
    hub.http = [this](const sdk::HttpRequest& request) { return api(request); };
  }
  void open(const std::string& mapping) {
    ASSERT_EQ(hub.create(settings(mapping)), MIZAN_OK) << hub.error.message;
  }
  std::multiset<std::string> keys() const {
    std::multiset<std::string> out;
    for (const auto& record : hub.records) out.insert(record.key);
    return out;
  }

  ScriptedApi api;
  sdk::test::FakeHub hub{mizan_adapter_v1};
  const std::multiset<std::string> all = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};
};

TEST_F(Rest, EveryWayOfPagingGivesEachElementOnce) {
  for (const auto& [name, paging] : kPagings) {
    open(mapping_text(paging));
    hub.forget();
    ASSERT_EQ(hub.read(), MIZAN_OK) << name << hub.error.message;
    EXPECT_EQ(keys(), all) << name;
    EXPECT_EQ(hub.records[0].text(MIZAN_F_FIR_NO), "1");
    EXPECT_EQ(hub.tokens.back().second, 10U) << name;
  }
  for (const auto& credential : api.credentials) EXPECT_EQ(credential, "api");
}

TEST_F(Rest, ReadingGoesOnFromEveryCheckpoint) {
  for (const auto& [name, paging] : kPagings) {
    open(mapping_text(paging));
    hub.forget();
    ASSERT_EQ(hub.read(), MIZAN_OK);
    const auto tokens = hub.tokens;
    ASSERT_GE(tokens.size(), 4U) << name;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      hub.forget();
      ASSERT_EQ(hub.read(tokens[i].first), MIZAN_OK) << name << hub.error.message;
      EXPECT_EQ(hub.records.size(), 10 - tokens[i].second) << name << i;
    }
  }
}

TEST_F(Rest, AStopAtEveryEmitLosesNothing) {
  for (const auto& [name, paging] : kPagings) {
    for (int stop = 0; stop < 4; ++stop) {
      open(mapping_text(paging));
      hub.forget();
      hub.stop_at_emit = stop;
      EXPECT_EQ(hub.read(), MIZAN_E_CANCELLED) << name << stop;
      hub.stop_at_emit = -1;
      ASSERT_EQ(hub.read(hub.tokens.empty() ? "" : hub.tokens.back().first), MIZAN_OK);
      EXPECT_EQ(keys(), all) << name << stop;
    }
  }
  hub.cancelled = true;
  EXPECT_EQ(hub.read(), MIZAN_E_CANCELLED);
}

TEST_F(Rest, EveryFaultEndsWithItsPolicyAndReadingGoesOnAfterIt) {
  const std::vector<std::pair<mizan_status, std::function<void(sdk::HttpResponse&)>>> faults = {
      {MIZAN_E_TRANSIENT, [](sdk::HttpResponse&) { throw sdk::Error(MIZAN_E_TRANSIENT, "broken"); }},
      {MIZAN_E_AUTH, [](sdk::HttpResponse&) { throw sdk::Error(MIZAN_E_AUTH, "refused"); }},
      {MIZAN_E_THROTTLED, [](sdk::HttpResponse&) { throw sdk::Error(MIZAN_E_THROTTLED, "later", 9000); }},
      {MIZAN_E_DATA, [](sdk::HttpResponse& response) { response.body.resize(response.body.size() / 2); }},
      {MIZAN_E_DATA, [](sdk::HttpResponse& response) { response.body = "<html>busy</html>"; }},
      {MIZAN_E_DATA, [](sdk::HttpResponse& response) { response.body = R"({"data": [], "data": []})"; }},
      {MIZAN_E_DATA, [](sdk::HttpResponse& response) { response.body = std::string(500, '['); }},
      {MIZAN_E_CONFIG, [](sdk::HttpResponse& response) { response.status = 404; }}};
  for (std::size_t kind = 0; kind < faults.size(); ++kind) {
    for (std::size_t at = 0; at < 4; ++at) {
      open(mapping_text(kPagings.at("cursor")));
      hub.forget();
      api.asked.clear();
      api.fault = [&](std::size_t n, sdk::HttpResponse& response) {
        if (n == at) faults[kind].second(response);
      };
      EXPECT_EQ(hub.read(), faults[kind].first) << kind << " " << at << hub.error.message;
      EXPECT_EQ(hub.error.retry_after_ms, kind == 2 ? 9000 : 0);
      api.fault = {};
      ASSERT_EQ(hub.read(hub.tokens.empty() ? "" : hub.tokens.back().first), MIZAN_OK);
      EXPECT_EQ(keys(), all) << kind << " " << at;
    }
  }
}

TEST_F(Rest, AListWithoutEndIsRefused) {
  for (const auto& [name, paging] : kPagings) {
    std::string first;
    api.fault = [&](std::size_t n, sdk::HttpResponse& response) {
      if (n == 0) first = response.body;
      response.body = first;
      if (!response.headers.empty() || n > 0)
        response.headers = {{"link", "</v1/cases?cursor=" + std::to_string(n) + ">; rel=next"}};
    };
    open(mapping_text(paging));
    hub.forget();
    api.asked.clear();
    EXPECT_EQ(hub.read(), MIZAN_E_DATA) << name;
    EXPECT_LE(api.asked.size(), 3U) << name;
  }
  // Pages that differ, for ever.
  api.fault = [&](std::size_t n, sdk::HttpResponse& response) {
    response.body = nlohmann::json{{"data", {{{"id", n}}}}, {"meta", {{"next", std::to_string(n)}}}}.dump();
  };
  open(mapping_text(
      "paging = { kind = \"cursor\", parameter = \"cursor\", next = \"/meta/next\", most_pages = 5 }"));
  api.asked.clear();
  EXPECT_EQ(hub.read(), MIZAN_E_DATA);
  EXPECT_EQ(api.asked.size(), 5U);
}

TEST_F(Rest, ANextPageAtAnotherHostIsNotFollowed) {
  api.fault = [](std::size_t, sdk::HttpResponse& response) {
    response.headers = {{"link", "<https://evil.example/>; rel=next"}};
  };
  open(mapping_text(kPagings.at("link")));
  EXPECT_EQ(hub.read(), MIZAN_E_DATA);
  EXPECT_EQ(api.asked.size(), 1U);
}

TEST_F(Rest, OnlyChangesAreAskedForAfterTheFirstRound) {
  open(mapping_text(kPagings.at("offset") +
                    "\nsince = { parameter = \"since\", field = \"/changed\", overlap_seconds = 3600 }"));
  ASSERT_EQ(hub.read(), MIZAN_OK) << hub.error.message;
  EXPECT_EQ(api.asked[0], "/cases?offset=0");
  api.cases.push_back({11, "2025-03-12T08:00:00Z"});
  hub.records.clear();
  api.asked.clear();
  ASSERT_EQ(hub.read(hub.tokens.back().first), MIZAN_OK);
  EXPECT_EQ(api.asked[0], "/cases?since=2025-03-10T09%3A00%3A00Z&offset=0");
  EXPECT_EQ(keys(), (std::multiset<std::string>{"10", "11"})) << "the last hour once more";
  api.asked.clear();
  ASSERT_EQ(hub.read(hub.tokens.back().first), MIZAN_OK);
  EXPECT_EQ(api.asked[0], "/cases?since=2025-03-12T07%3A00%3A00Z&offset=0");
}

TEST_F(Rest, ATimeOfChangeInTheFutureHidesNothing) {
  api.cases.push_back({11, "2099-01-01T00:00:00Z"});
  open(mapping_text(kPagings.at("offset") +
                    "\nsince = { parameter = \"since\", field = \"/changed\", overlap_seconds = 0 }"));
  ASSERT_EQ(hub.read(), MIZAN_OK);
  api.asked.clear();
  ASSERT_EQ(hub.read(hub.tokens.back().first), MIZAN_OK);
  EXPECT_EQ(api.asked[0], "/cases?since=2025-06-15T15%3A06%3A40Z&offset=0");
}

TEST_F(Rest, WithoutAFieldTheRoundsBeginningCounts) {
  open(mapping_text(
      "since = { parameter = \"from\", format = \"epoch\", initial = \"0\", overlap_seconds = 10 }"));
  ASSERT_EQ(hub.read(), MIZAN_OK);
  EXPECT_EQ(api.asked[0], "/cases?from=0");
  ASSERT_EQ(hub.read(hub.tokens.back().first), MIZAN_OK);
  EXPECT_EQ(api.asked[1], "/cases?from=1749999990");
}

TEST_F(Rest, EachElementsOwnDocumentIsFetched) {
  api.fault = [&](std::size_t, sdk::HttpResponse& response) {
    if (response.url.ends_with("/2")) response.status = 410;
    if (response.url.ends_with("/3")) response.body = "no json";
  };
  api.cases.insert(api.cases.begin(), {0, "x"});
  open(mapping_text(kPagings.at("cursor") + "\ndetail = \"/cases/{/id}\"", ""));
  ASSERT_EQ(hub.read(), MIZAN_OK) << hub.error.message;
  EXPECT_EQ(hub.records.size(), 9U);
  ASSERT_EQ(hub.rejects.size(), 2U);
  EXPECT_EQ(hub.rejects[0].reason, "no_detail");
  EXPECT_NE(hub.rejects[0].detail.find("410"), std::string::npos);
  EXPECT_EQ(hub.rejects[1].reason, "unreadable_document");
  EXPECT_EQ(hub.rejects[1].where, "cases: page 2: /cases/3");
}

TEST_F(Rest, AnElementIsNamedByItsPageAndPassedOver) {
  open(mapping_text(kPagings.at("cursor")));
  ASSERT_EQ(hub.read(), MIZAN_OK) << hub.error.message;
  const auto whole = hub.records.size();
  const auto items = hub.items;
  ASSERT_EQ(items.size(), whole);
  EXPECT_EQ(items[0].substr(0, 15), "cases: page 1: ");
  EXPECT_EQ(std::set(items.begin(), items.end()).size(), whole) << "no two of one name";
  for (const auto& item : items) {
    hub.forget();
    hub.passed_over = {item};
    ASSERT_EQ(hub.read(), MIZAN_OK);
    EXPECT_EQ(hub.records.size(), whole - 1) << item;
  }
}

TEST_F(Rest, AKeyIsEscapedInAnAddress) {
  std::vector<std::string> asked;
  hub.http = [&](const sdk::HttpRequest& request) {
    asked.push_back(request.url);
    return sdk::HttpResponse{
        200,
        {},
        asked.size() == 1 ? R"({"data": [{"id": "1/2?x=é"}, {"id": ".."}, {"id": null}]})" : R"({"id": 1})",
        request.url};
  };
  open(mapping_text("detail = \"/cases/{/id}/full\"", ""));
  ASSERT_EQ(hub.read(), MIZAN_OK);
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[1], "https://api.example/v1/cases/1%2F2%3Fx%3D%C3%A9/full");
  EXPECT_EQ(hub.rejects.size(), 2U);
}

TEST_F(Rest, ASnapshotIsCompleteOrNone) {
  const auto mapping = mapping_text(kPagings.at("page"), "/data", "[source]\nmode = \"snapshot\"\n");
  open(mapping);
  ASSERT_EQ(hub.read(), MIZAN_OK);
  EXPECT_EQ(hub.phases, (std::vector<int>{MIZAN_SNAPSHOT_BEGIN, MIZAN_SNAPSHOT_COMPLETE}));
  ASSERT_EQ(hub.tokens.size(), 1U);
  const auto token = hub.tokens[0].first;
  api.asked.clear();
  hub.forget();
  api.fault = [](std::size_t n, sdk::HttpResponse&) {
    if (n == 2) throw sdk::Error(MIZAN_E_TRANSIENT, "broken");
  };
  EXPECT_EQ(hub.read(token), MIZAN_E_TRANSIENT);
  EXPECT_EQ(hub.phases, (std::vector<int>{MIZAN_SNAPSHOT_BEGIN}));
  EXPECT_TRUE(hub.tokens.empty());
}

TEST_F(Rest, SeveralListsAreReadInTurn) {
  const std::string two = R"(format = 1
[input]
format = "rest"
[[input.request]]
name = "cases"
path = "/cases"
items = "/data"
paging = { kind = "offset", parameter = "offset" }
[[input.request]]
name = "closed"
path = "/cases"
query = { state = "closed & old" }
headers = { "X-Version" = "2" }
[[record]]
kind = "case"
request = "cases"
each = "/data"
key = "/id"
[record.fields]
fir_no = "/fir/no"
[[record]]
kind = "case"
request = "closed"
each = "/data"
key = { from = "/id", match = '(\d+)' }
[record.fields]
fir_no = "/fir/no"
)";
  open(two);
  ASSERT_EQ(hub.read(), MIZAN_OK) << hub.error.message;
  EXPECT_EQ(hub.records.size(), 13U) << "ten of the first list, one page of the second";
  EXPECT_EQ(api.asked.back(), "/cases?state=closed%20%26%20old");
  const auto before = hub.tokens[hub.tokens.size() - 2].first;
  hub.forget();
  api.asked.clear();
  ASSERT_EQ(hub.read(before), MIZAN_OK);
  EXPECT_EQ(api.asked.size(), 1U) << "the second list alone";
}

TEST(RestExample, IsWholeAndStandsInTheDocumentation) {
  const auto text_of = [](const std::string& file) {
    std::ifstream in(std::string(MIZAN_SOURCE_DIR) + file);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  const auto example = text_of("/plugins/rest/example/province.toml");
  ASSERT_FALSE(example.empty());
  for (const auto& problem : mapping::Mapping::validate(example, "province.toml"))
    ADD_FAILURE() << problem.text();
  EXPECT_NE(text_of("/docs/rest-connector.md").find(example), std::string::npos);
}

TEST_F(Rest, HostileCheckpointsAreRefused) {
  open(mapping_text(kPagings.at("cursor")));
  for (const auto* token : {"x", "{}", "[1,2]", "{\"v\":1,\"of\":1}", "{\"v\":9}"})
    EXPECT_EQ(hub.read(token), MIZAN_E_CHECKPOINT) << token;
  EXPECT_TRUE(api.asked.empty());
}

TEST_F(Rest, SettingsAreChecked) {
  const auto mapping = mapping_text("");
  EXPECT_EQ(hub.create(settings(mapping, "ftp://x")), MIZAN_E_CONFIG);
  EXPECT_EQ(hub.create("{}"), MIZAN_E_CONFIG);
  EXPECT_EQ(hub.create(settings("format = 1\n[input]\nformat = \"json\"\nfiles = \"*\"\n[[record]]\nkind = "
                                "\"case\"\nkey = \"/a\"\n[record.fields]\n")),
            MIZAN_E_CONFIG);
  hub.http = {};
  EXPECT_EQ(hub.create(settings(mapping)), MIZAN_E_UNSUPPORTED);
}

TEST_F(Rest, ACheckAsksForOnePageAndChangesNothing) {
  open(mapping_text(kPagings.at("cursor")));
  EXPECT_EQ(hub.check(), MIZAN_OK);
  EXPECT_EQ(api.asked.size(), 1U);
  EXPECT_TRUE(hub.records.empty());
  api.fault = [](std::size_t, sdk::HttpResponse& response) { response.body = "x"; };
  EXPECT_EQ(hub.check(), MIZAN_E_DATA);
}

}  // namespace
}  // namespace mizan::rest::test
