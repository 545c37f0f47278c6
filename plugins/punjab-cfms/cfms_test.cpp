// The adapter against an API in memory: pages, checkpoints, changes, vanished sections, whole readings, and
// replies that no system should give.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mizan/sdk/adapter.hpp>
#include <mizan/sdk/test/fake_host.hpp>
#include <nlohmann/json.hpp>

#include "layout_test_support.hpp"

extern "C" const mizan_adapter_plugin mizan_adapter_v1;

namespace mizan::cfms::test {
namespace {
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t kNow = 1'767'247'200;  // 2026-01-01T06:00:00Z

class Cfms : public ::testing::Test {
 protected:
  Cfms() {
    for (int i = 1; i <= 7; ++i) put("C" + std::to_string(i), "2026-01-01T08:00:00+05:00");
    hub.now_us = kNow * 1'000'000;
    hub.http = [this](const sdk::HttpRequest& request) { return answer(request); };
    open();
  }
  void open(const json& more = json::object()) {
    json settings = {{"url", "https://cfms.example/"},
                     {"credential", "cfms"},
                     {"folder", kLayoutFolder},
                     {"layout", "layout.toml"},
                     {"page", 3}};
    settings.update(more);
    ASSERT_EQ(hub.create(settings.dump()), MIZAN_OK) << hub.error.message;
  }
  void put(const std::string& ref, const std::string& changed, const json& lists = json::object()) {
    documents[ref] = {{"case_ref", ref}, {"updated_at", changed}};
    documents[ref].update(lists);
  }
  static json ids(const std::vector<std::string>& all) {
    auto out = json::array();
    for (const auto& id : all) out.push_back({{"id", id}});
    return out;
  }

  static std::string parameter(const std::string& url, const std::string& name) {
    const auto at = url.find(name + "=");
    if (at == std::string::npos) return {};
    const auto begin = at + name.size() + 1;
    return url.substr(begin, url.find('&', begin) - begin);
  }
  sdk::HttpResponse answer(const sdk::HttpRequest& request) {
    asked.push_back(request.url);
    EXPECT_EQ(request.credential, "cfms");
    auto since = parameter(request.url, "updated_since");
    for (auto at = since.find("%3A"); at != std::string::npos; at = since.find("%3A"))
      since.replace(at, 3, ":");
    for (auto at = since.find("%2B"); at != std::string::npos; at = since.find("%2B"))
      since.replace(at, 3, "+");
    std::vector<json> found;
    for (const auto& [ref, one] : documents)
      if (one["updated_at"] >= since) found.push_back(one);
    const auto page = std::stoul(parameter(request.url, "page"));
    const auto size = std::stoul(parameter(request.url, "per_page"));
    auto data = json::array();
    for (auto i = (page - 1) * size; i < std::min(page * size, found.size()); ++i) data.push_back(found[i]);
    sdk::HttpResponse response{200, {}, {}, request.url};
    response.body =
        json{{"data", data}, {"meta", {{"page", page}, {"has_more", page * size < found.size()}}}}.dump();
    if (fault) fault(asked.size() - 1, response);
    return response;
  }

  // What a hub holds: it is told of removals and whole readings.
  mizan_status read(const std::string& token) {
    hub.forget();
    asked.clear();
    const auto status = hub.read(token);
    const bool whole = std::count(hub.phases.begin(), hub.phases.end(), MIZAN_SNAPSHOT_COMPLETE) > 0;
    if (whole) held.clear();
    for (const auto& record : hub.records) {
      const auto key = std::to_string(record.kind) + " " + record.key;
      if (record.op == MIZAN_DELETE) {
        held.erase(key);
      } else {
        held.insert(key);
      }
    }
    if (!hub.tokens.empty()) token_ = hub.tokens.back().first;
    return status;
  }
  const std::string& token() const { return token_; }
  std::string message() const { return hub.error.message; }

  std::map<std::string, json> documents;
  std::vector<std::string> asked;
  std::function<void(std::size_t, sdk::HttpResponse&)> fault;
  std::set<std::string> held;
  sdk::test::FakeHub hub{mizan_adapter_v1};
  const std::set<std::string> all = {"1 C1", "1 C2", "1 C3", "1 C4", "1 C5", "1 C6", "1 C7"};

 private:
  std::string token_;
};

TEST_F(Cfms, ReadsPageByPageWithACheckpointBehindEach) {
  ASSERT_EQ(hub.check(), MIZAN_OK) << message();
  ASSERT_EQ(read(""), MIZAN_OK) << message();
  EXPECT_EQ(held, all);
  ASSERT_EQ(hub.tokens.size(), 3U);
  EXPECT_EQ(hub.tokens[0].second, 3U);
  EXPECT_EQ(hub.tokens[1].second, 6U);
  EXPECT_EQ(hub.tokens[2].second, 7U);
  EXPECT_TRUE(hub.phases.empty());
  EXPECT_EQ(asked[1], "https://cfms.example/cases?page=2&per_page=3");
  EXPECT_EQ(hub.items.front(), "page 1: document 1");
}

TEST_F(Cfms, GoesOnFromEveryCheckpointAndAfterAStopAtEveryEmit) {
  ASSERT_EQ(read(""), MIZAN_OK);
  const auto tokens = hub.tokens;
  for (const auto& [token, covered] : tokens) {
    ASSERT_EQ(read(token), MIZAN_OK);
    EXPECT_EQ(hub.records.size(), 7 - covered);
  }
  for (int stop = 0; stop < 3; ++stop) {
    held.clear();
    hub.stop_at_emit = stop;
    EXPECT_EQ(read(""), MIZAN_E_CANCELLED);
    const auto from = hub.tokens.empty() ? "" : hub.tokens.back().first;
    hub.stop_at_emit = -1;
    EXPECT_EQ(read(from), MIZAN_OK);
    EXPECT_EQ(held, all) << stop;
  }
  hub.cancelled = true;
  EXPECT_EQ(read(""), MIZAN_E_CANCELLED);
}

TEST_F(Cfms, AsksForWhatChangedAndKnowsAgainWhatTheOverlapBrings) {
  ASSERT_EQ(read(""), MIZAN_OK);
  ASSERT_EQ(read(token()), MIZAN_OK);
  EXPECT_THAT(hub.records, IsEmpty());
  EXPECT_THAT(hub.tokens, IsEmpty()) << "an idle reading moves nothing";
  // The latest change, 08:00:00+05:00, less 300 seconds.
  EXPECT_EQ(asked[0],
            "https://cfms.example/cases?page=1&per_page=3&updated_since=2026-01-01T07%3A55%3A00%2B05%3A00");
  put("C3", "2026-01-01T08:30:00+05:00", {{"prosecutor", "P9"}});
  put("C8", "2026-01-01T08:31:00+05:00");
  ASSERT_EQ(read(token()), MIZAN_OK);
  std::set<std::string> cases;
  for (const auto& record : hub.records)
    if (record.op == MIZAN_UPSERT) cases.insert(record.key);
  EXPECT_EQ(cases, (std::set<std::string>{"C3", "C8"}));
}

TEST_F(Cfms, WhatADocumentListsNoMoreIsRemoved) {
  put("C1", "2026-01-01T08:00:00+05:00",
      {{"reports", ids({"C1-R1", "C1-R2"})},
       {"bail", ids({"C1-B1"})},
       {"appeals", ids({"C1-A1"})},
       {"appearances", {{{"date", "01-02-2025"}}}}});
  ASSERT_EQ(read(""), MIZAN_OK);
  EXPECT_TRUE(held.contains("3 C1-R1") && held.contains("5 C1-B1") && held.contains("6 C1-A1") &&
              held.contains("4 C1-H1"));
  put("C1", "2026-01-01T09:00:00+05:00", {{"reports", ids({"C1-R2"})}, {"bail", json::array()}});
  ASSERT_EQ(read(token()), MIZAN_OK);
  auto wanted = all;
  wanted.insert("3 C1-R2");
  EXPECT_EQ(held, wanted);
  EXPECT_TRUE(hub.phases.empty());
}

TEST_F(Cfms, AWholeReadingADayFindsWhatElseVanished) {
  put("C1", "2026-01-01T08:00:00+05:00", {{"reports", ids({"elsewhere/88123"})}});
  ASSERT_EQ(read(""), MIZAN_OK);
  EXPECT_TRUE(held.contains("3 elsewhere/88123"));
  put("C1", "2026-01-01T09:00:00+05:00");
  documents.erase("C7");
  ASSERT_EQ(read(token()), MIZAN_OK);
  EXPECT_TRUE(held.contains("3 elsewhere/88123")) << "an id that does not count";
  EXPECT_TRUE(held.contains("1 C7"));
  hub.now_us += std::int64_t{86'400} * 1'000'000;
  ASSERT_EQ(read(token()), MIZAN_OK);
  EXPECT_EQ(hub.phases, (std::vector<int>{MIZAN_SNAPSHOT_BEGIN, MIZAN_SNAPSHOT_COMPLETE}));
  auto wanted = all;
  wanted.erase("1 C7");
  EXPECT_EQ(held, wanted);
  ASSERT_EQ(read(token()), MIZAN_OK);
  EXPECT_TRUE(hub.phases.empty()) << "the next one is due tomorrow";
}

TEST_F(Cfms, AWholeReadingThatFailsProvesNothingAndLosesNoChange) {
  ASSERT_EQ(read(""), MIZAN_OK);
  const auto first = token();
  put("C8", "2026-01-01T09:00:00+05:00");
  hub.now_us += std::int64_t{86'400} * 1'000'000;
  fault = [&](std::size_t n, sdk::HttpResponse&) {
    if (asked[n].find("since") == std::string::npos && asked[n].find("page=2") != std::string::npos)
      throw sdk::Error(MIZAN_E_TRANSIENT, "reset");
  };
  EXPECT_EQ(read(first), MIZAN_E_TRANSIENT);
  EXPECT_EQ(hub.phases, std::vector<int>{MIZAN_SNAPSHOT_BEGIN});
  EXPECT_TRUE(held.contains("1 C8"));
  ASSERT_FALSE(hub.tokens.empty()) << "what changed is covered";
  fault = nullptr;
  ASSERT_EQ(read(token()), MIZAN_OK);
  EXPECT_EQ(hub.phases.back(), MIZAN_SNAPSHOT_COMPLETE) << "and is still due";
}

TEST_F(Cfms, WholeReadingsMayBeSwitchedOff) {
  open({{"whole_every_hours", 0}});
  ASSERT_EQ(read(""), MIZAN_OK);
  hub.now_us += std::int64_t{86'400} * 365 * 1'000'000;
  ASSERT_EQ(read(token()), MIZAN_OK);
  EXPECT_TRUE(hub.phases.empty());
}

TEST_F(Cfms, AnotherAddressIsReadAsAWholeAtOnce) {
  ASSERT_EQ(read(""), MIZAN_OK);
  open({{"url", "https://cfms.example/v2"}});
  ASSERT_EQ(read(token()), MIZAN_OK) << message();
  EXPECT_EQ(hub.phases, (std::vector<int>{MIZAN_SNAPSHOT_BEGIN, MIZAN_SNAPSHOT_COMPLETE}));
  EXPECT_EQ(held, all);
  ASSERT_EQ(read(token()), MIZAN_OK);
  EXPECT_TRUE(hub.phases.empty());
}

TEST_F(Cfms, ADateInTheFutureHidesNothing) {
  put("C7", "2030-01-01T08:00:00+05:00");
  ASSERT_EQ(read(""), MIZAN_OK);
  put("C8", "2026-01-01T11:00:01+05:00");  // a second behind the hub's clock
  ASSERT_EQ(read(token()), MIZAN_OK);
  EXPECT_TRUE(held.contains("1 C8"));
}

TEST_F(Cfms, RefusalsOfTheSystemArePassedOn) {
  for (const auto& [error, wanted] : std::vector<std::pair<sdk::Error, mizan_status>>{
           {{MIZAN_E_AUTH, "401"}, MIZAN_E_AUTH},
           {{MIZAN_E_THROTTLED, "429", 7'000}, MIZAN_E_THROTTLED},
           {{MIZAN_E_TRANSIENT, "torn"}, MIZAN_E_TRANSIENT}}) {
    fault = [&, &error = error](std::size_t n, sdk::HttpResponse&) {
      if (n == 1) throw sdk::Error(error);
    };
    EXPECT_EQ(read(""), wanted);
    EXPECT_EQ(hub.error.retry_after_ms, error.retry_after_ms());
    EXPECT_EQ(hub.tokens.size(), 1U) << "the first page is kept";
  }
  fault = [](std::size_t, sdk::HttpResponse& response) { response.status = 404; };
  EXPECT_EQ(read(""), MIZAN_E_CONFIG);
  EXPECT_EQ(message(), "the system answered with status 404");
}

TEST_F(Cfms, RepliesThatAreNoneEndTheReading) {
  for (const auto& body :
       {std::string("<html>"), std::string(), std::string("[]"), std::string(R"({"data": {}})"),
        std::string(R"({"data": []})"), std::string(R"({"data": [], "meta": {"has_more": 1}})"),
        std::string(R"({"data": [], "data": [], "meta": {"has_more": true}})"), std::string("\0", 1),
        std::string(200, '[')}) {
    fault = [&](std::size_t n, sdk::HttpResponse& response) {
      if (n == 1) response.body = body;
    };
    EXPECT_EQ(read(""), MIZAN_E_DATA) << body;
    EXPECT_EQ(hub.tokens.size(), 1U);
  }
}

TEST_F(Cfms, AListWithoutEndIsGivenUp) {
  fault = [](std::size_t, sdk::HttpResponse& response) {
    response.body = R"({"data": [{"case_ref": "C"}], "meta": {"has_more": true}})";
  };
  EXPECT_EQ(read(""), MIZAN_E_DATA);
  EXPECT_THAT(message(), HasSubstr("no end"));
}

TEST_F(Cfms, WhatIsNoDocumentIsRejectedAndReadingGoesOn) {
  fault = [](std::size_t n, sdk::HttpResponse& response) {
    if (n == 0) response.body = R"({"data": [3, {"case_ref": "C1", "bail": 3}], "meta": {"has_more": true}})";
  };
  ASSERT_EQ(read(""), MIZAN_OK);
  ASSERT_EQ(hub.rejects.size(), 2U);
  EXPECT_EQ(hub.rejects[0].where, "page 1: document 1: a document");
  EXPECT_EQ(hub.rejects[1].where, "page 1: document 2: case C1, bail");
  EXPECT_TRUE(held.contains("1 C1"));
}

TEST_F(Cfms, OnePassedOverLeavesTheRest) {
  hub.passed_over = {"page 1: document 2"};
  ASSERT_EQ(read(""), MIZAN_OK);
  EXPECT_EQ(held.size(), 6U);
}

TEST_F(Cfms, UnknownObjectionsAreToldOnceByNumber) {
  put("C1", "2026-01-01T08:00:00+05:00",
      {{"reports", {{{"id", "C1-R1"}, {"scrutiny", {{"objections", "۱۔ کچھ ۲۔ اور"}}}}}}});
  ASSERT_EQ(read(""), MIZAN_OK);
  EXPECT_THAT(hub.logs, ::testing::ElementsAre(HasSubstr("2 parts of objections")));
}

TEST_F(Cfms, CheckpointsThatItDidNotWriteAreRefused) {
  hub.stop_at_emit = 2;
  EXPECT_EQ(read(""), MIZAN_E_CANCELLED);
  hub.stop_at_emit = -1;
  const auto good = json::parse(token());
  ASSERT_TRUE(good.contains("at"));
  const auto refused = [&](const json& token) {
    EXPECT_EQ(hub.read(token.dump()), MIZAN_E_CHECKPOINT) << token;
  };
  for (const auto& [member, value] : std::vector<std::pair<std::string, json>>{{"v", 2},
                                                                               {"v", "1"},
                                                                               {"of", 3},
                                                                               {"read", "x"},
                                                                               {"read", -1},
                                                                               {"whole", json()},
                                                                               {"seen", "x"},
                                                                               {"seen", 3},
                                                                               {"at", 3},
                                                                               {"at", json::object()}}) {
    auto token = good;
    token[member] = value;
    refused(token);
  }
  for (const auto& [member, value] :
       std::vector<std::pair<std::string, json>>{{"page", -1},
                                                 {"page", 1e300},
                                                 {"page", 18'446'744'073'709'551'615U},
                                                 {"pages", 0},
                                                 {"started", "x"},
                                                 {"newest", 1.5}}) {
    auto token = good;
    token["at"][member] = value;
    refused(token);
  }
  for (const auto* token : {"x", "{}", "[]", "null", "\xff"})
    EXPECT_EQ(hub.read(token), MIZAN_E_CHECKPOINT) << token;
}

TEST_F(Cfms, SettingsAreChecked) {
  const json good = {{"url", "https://cfms.example"}, {"folder", kLayoutFolder}, {"layout", "layout.toml"}};
  const auto refused = [&](const char* key, const json& value) {
    auto settings = good;
    settings[key] = value;
    EXPECT_EQ(hub.create(settings.dump()), MIZAN_E_CONFIG) << settings;
    return message();
  };
  EXPECT_THAT(refused("url", "ftp://x"), HasSubstr("\"url\""));
  EXPECT_THAT(refused("url", "https://user:word@x"), HasSubstr("\"url\""));
  EXPECT_THAT(refused("page", 0), HasSubstr("\"page\": expected a number from 1 to 1000"));
  EXPECT_THAT(refused("layout", "../layout.toml"), HasSubstr("\"layout\""));
  EXPECT_THAT(refused("layout", "absent.toml"), HasSubstr("absent.toml: cannot be read"));
  EXPECT_THAT(refused("token", "secret"), HasSubstr("\"token\" is not a setting"));
  EXPECT_EQ(hub.create("{}"), MIZAN_E_CONFIG);
}

}  // namespace
}  // namespace mizan::cfms::test
