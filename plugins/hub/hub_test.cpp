// The connector against a hub in memory: pages and checkpoints, changes and deletions, another epoch, and
// replies that no hub would give.
#include <gtest/gtest.h>

#include <mizan/sdk/adapter.hpp>
#include <mizan/sdk/test/fake_host.hpp>

#include "page.hpp"
#include "progress.hpp"
#include "scripted_peer_test_support.hpp"

extern "C" const mizan_adapter_plugin mizan_adapter_v1;

namespace mizan::peer::test {
namespace {
using nlohmann::json;

/// The courts of the cases that a receiver holds, by key.
using Held = std::map<std::string, std::string>;

class Hub : public ::testing::Test {
 protected:
  Hub() {
    for (int i = 1; i <= 7; ++i) peer.add_case("k" + std::to_string(i), "A");
    hub.http = [this](const sdk::HttpRequest& request) { return peer(request); };
    open(3);
  }
  void open(int page) {
    ASSERT_EQ(
        hub.create(json{
            {"url", "https://hub.example/"}, {"source", "punjab"}, {"credential", "peer"}, {"page", page}}
                       .dump()),
        MIZAN_OK)
        << hub.error.message;
  }
  // What a hub holds that was given all of this.
  static void take(const std::vector<sdk::test::KeptRecord>& records, Held& held) {
    for (const auto& record : records) {
      if (record.op == MIZAN_DELETE) {
        held.erase(record.key);
      } else {
        held[record.key] = record.text(MIZAN_F_COURT);
      }
    }
  }
  mizan_status read(const std::string& token, Held& held) {
    hub.forget();
    const auto status = hub.read(token);
    take(hub.records, held);
    return status;
  }
  std::string last_token() const { return hub.tokens.empty() ? std::string() : hub.tokens.back().first; }
  bool warned(const std::string& of) const {
    return std::any_of(hub.logs.begin(), hub.logs.end(),
                       [&](const std::string& line) { return line.find(of) != std::string::npos; });
  }

  ScriptedPeer peer;
  sdk::test::FakeHub hub{mizan_adapter_v1};
  const Held all = {{"k1", "A"}, {"k2", "A"}, {"k3", "A"}, {"k4", "A"},
                    {"k5", "A"}, {"k6", "A"}, {"k7", "A"}};
};

TEST_F(Hub, ReadsPageByPageWithACheckpointBehindEachAndNoSnapshot) {
  Held held;
  ASSERT_EQ(read("", held), MIZAN_OK) << hub.error.message;
  EXPECT_EQ(held, all);
  ASSERT_EQ(hub.tokens.size(), 3U);
  EXPECT_EQ(hub.tokens[0].second, 3U);
  EXPECT_EQ(hub.tokens[1].second, 6U);
  EXPECT_EQ(hub.tokens[2].second, 7U);
  EXPECT_TRUE(hub.phases.empty());
  EXPECT_EQ(peer.asked[0], "/v1/records?source=punjab&limit=3");
  EXPECT_EQ(peer.asked[1], "/v1/records?source=punjab&limit=3&after=e1.3");
  for (const auto& credential : peer.credentials) EXPECT_EQ(credential, "peer");
}

TEST_F(Hub, ReadingGoesOnFromEveryCheckpointAndAStopAtEveryEmitLosesNothing) {
  Held held;
  ASSERT_EQ(read("", held), MIZAN_OK);
  const auto tokens = hub.tokens;
  for (const auto& [token, covered] : tokens) {
    ASSERT_EQ(read(token, held), MIZAN_OK);
    EXPECT_EQ(hub.records.size(), 7 - covered);
  }
  for (int stop = 0; stop < 3; ++stop) {
    Held taken;
    hub.stop_at_emit = stop;
    EXPECT_EQ(read("", taken), MIZAN_E_CANCELLED);
    const auto token = last_token();
    hub.stop_at_emit = -1;
    EXPECT_EQ(read(token, taken), MIZAN_OK);
    EXPECT_EQ(taken, all) << stop;
  }
}

TEST_F(Hub, ChangesAndDeletionsArriveAndNothingNewIsNothing) {
  Held held;
  ASSERT_EQ(read("", held), MIZAN_OK);
  const auto token = last_token();
  ASSERT_EQ(read(token, held), MIZAN_OK);
  EXPECT_TRUE(hub.records.empty());
  EXPECT_TRUE(hub.tokens.empty()) << "an idle reading moves nothing";
  peer.add_case("k2", "B");
  peer.remove_case("k5");
  peer.add_case("k8", "C");
  ASSERT_EQ(read(token, held), MIZAN_OK);
  EXPECT_EQ(hub.records.size(), 3U);
  EXPECT_EQ(
      held,
      (Held{{"k1", "A"}, {"k2", "B"}, {"k3", "A"}, {"k4", "A"}, {"k6", "A"}, {"k7", "A"}, {"k8", "C"}}));
}

TEST_F(Hub, ChangesWhileItReadsAreNotLost) {
  Held held;
  hub.before_emit = [&](int emit) {
    if (emit != 0) return;
    peer.add_case("k1", "B");
    peer.remove_case("k7");
  };
  ASSERT_EQ(read("", held), MIZAN_OK);
  EXPECT_EQ(held, (Held{{"k1", "B"}, {"k2", "A"}, {"k3", "A"}, {"k4", "A"}, {"k5", "A"}, {"k6", "A"}}));
}

TEST_F(Hub, FieldsKeepTheirTypesAndTheRecordIsItsOwnRaw) {
  const auto record = json::parse(R"({"source": "punjab", "sequence": 8, "kind": "accused", "key": "a",
      "op": "upsert", "revision": 3, "native": {"sex": "F"},
      "fields": {"case": "k1", "sex": "female", "arrested_on": "2025-03-04", "absconding": true,
                 "sentence_months": 12, "person_name": "0123456789abcdef", "offence_group": "x",
                 "bench": 3, "disposal": null}})");
  peer.log = {record};
  Held held;
  ASSERT_EQ(read("", held), MIZAN_OK);
  ASSERT_EQ(hub.records.size(), 1U);
  const auto& got = hub.records[0];
  EXPECT_EQ(got.kind, MIZAN_KIND_ACCUSED);
  EXPECT_EQ(got.text(MIZAN_F_CASE), "k1");
  EXPECT_EQ(got.text(MIZAN_F_SEX), "female");
  EXPECT_EQ(got.integer(MIZAN_F_ARRESTED_ON), 20151);  // days from 1970-01-01 to 2025-03-04
  EXPECT_EQ(got.integer(MIZAN_F_ABSCONDING), 1);
  EXPECT_EQ(got.integer(MIZAN_F_SENTENCE_MONTHS), 12);
  EXPECT_EQ(got.fields.size(), 5U) << "no pseudonym, nothing derived, nothing unknown, nothing that is null";
  EXPECT_EQ(got.revision, 0) << "the order is that of the log";
  EXPECT_EQ(json::parse(got.raw), record);
  EXPECT_TRUE(warned("\"bench\" 1 times"));
  EXPECT_TRUE(warned("\"person_name\" 1 times"));
}

TEST_F(Hub, AnotherEpochIsReadAsAWholeSnapshotAndOnlyItsEndIsACheckpoint) {
  Held held;
  ASSERT_EQ(read("", held), MIZAN_OK);
  const auto token = last_token();
  peer.epoch = "e2";
  peer.log.erase(peer.log.begin(), peer.log.begin() + 2);
  ASSERT_EQ(read(token, held), MIZAN_E_CHECKPOINT);
  EXPECT_NE(std::string(hub.error.message).find("another store"), std::string::npos) << hub.error.message;
  EXPECT_TRUE(hub.records.empty());
  // The hub answers that by a reading from the beginning.
  hub.stop_at_emit = 1;
  EXPECT_EQ(read("", held), MIZAN_E_CANCELLED);
  EXPECT_EQ(hub.phases, std::vector<int>{MIZAN_SNAPSHOT_BEGIN});
  EXPECT_TRUE(hub.tokens.empty()) << "half a snapshot is not gone on from";
  hub.stop_at_emit = -1;
  EXPECT_EQ(read("", held), MIZAN_OK);
  EXPECT_EQ(hub.phases, (std::vector<int>{MIZAN_SNAPSHOT_BEGIN, MIZAN_SNAPSHOT_COMPLETE}));
  EXPECT_EQ(hub.records.size(), 5U);
  ASSERT_EQ(hub.tokens.size(), 1U);
  EXPECT_EQ(read(last_token(), held), MIZAN_OK);
  EXPECT_TRUE(hub.records.empty());
}

TEST_F(Hub, AHubThatWasStoppedInBetweenComesToTheSameSnapshot) {
  Held held;
  ASSERT_EQ(read("", held), MIZAN_OK);
  const auto token = last_token();
  peer.epoch = "e2";
  open(3);  // another instance, which was told nothing yet
  EXPECT_EQ(read(token, held), MIZAN_E_CHECKPOINT);
  EXPECT_EQ(read("", held), MIZAN_OK);
  EXPECT_EQ(hub.phases, (std::vector<int>{MIZAN_SNAPSHOT_BEGIN, MIZAN_SNAPSHOT_COMPLETE}));
}

TEST_F(Hub, CheckpointsThatItDidNotWriteAreRefused) {
  Held held;
  ASSERT_EQ(read("", held), MIZAN_OK);
  auto other = json::parse(last_token());
  for (const auto& [member, value] :
       std::vector<std::pair<std::string, json>>{{"v", 2},
                                                 {"v", "1"},
                                                 {"source", "kp"},
                                                 {"cursor", ""},
                                                 {"cursor", "a b"},
                                                 {"cursor", 7},
                                                 {"cursor", "a&source=kp"},
                                                 {"cursor", std::string(300, 'a')},
                                                 {"declaration", "xyz"},
                                                 {"declaration", ""}}) {
    auto wrong = other;
    wrong[member] = value;
    EXPECT_EQ(read(wrong.dump(), held), MIZAN_E_CHECKPOINT) << wrong;
  }
  for (const auto* token : {"x", "{}", "[]", "null", "\xff"})
    EXPECT_EQ(read(token, held), MIZAN_E_CHECKPOINT);
}

TEST_F(Hub, WhatThePeerAnswersDecidesWhatTheHubDoes) {
  Held held;
  ASSERT_EQ(read("", held), MIZAN_OK);
  const auto token = last_token();
  const auto answer = [&](int status) {
    peer.fault = [status](std::size_t, sdk::HttpResponse& response) {
      response.status = status;
      response.body = R"({"detail": "as \"config\" has it\n"})";
    };
  };
  answer(404);
  EXPECT_EQ(read(token, held), MIZAN_E_CONFIG);
  EXPECT_STREQ(hub.error.message, "the peer answered with status 404: as ?config? has it?");
  EXPECT_EQ(hub.check(), MIZAN_E_CONFIG);
  answer(400);
  EXPECT_EQ(read(token, held), MIZAN_E_CHECKPOINT) << "the cursor may be what is wrong";
  open(3);
  EXPECT_EQ(read("", held), MIZAN_E_CONFIG) << "without a cursor it is not";
  answer(302);
  EXPECT_EQ(read(token, held), MIZAN_E_CONFIG);
  for (const auto policy : {MIZAN_E_AUTH, MIZAN_E_TRANSIENT, MIZAN_E_THROTTLED}) {
    peer.fault = [policy](std::size_t, sdk::HttpResponse&) {
      throw sdk::Error(policy, "as the host says", 7);
    };
    EXPECT_EQ(read(token, held), policy);
    EXPECT_EQ(hub.error.retry_after_ms, 7);
    EXPECT_EQ(last_token(), "");
  }
}

TEST_F(Hub, RepliesThatAreNoPagesEndTheReading) {
  const auto page = [](const json& change) {
    json body = {
        {"v", 1}, {"sources", json::array()}, {"records", json::array()}, {"next", "e1.1"}, {"end", true}};
    body.update(change);
    return body.dump();
  };
  std::string deep = "1";
  for (int i = 0; i < 40; ++i) deep = "[" + deep + "]";
  const auto one = R"({"source":"punjab","kind":"case","key":"k","op":"delete"})";
  const std::vector<std::string> wrong = {"",
                                          "{",
                                          "[]",
                                          "null",
                                          "\xff",
                                          page({{"v", nullptr}}),
                                          page({{"next", ""}}),
                                          page({{"next", "a&b=c"}}),
                                          page({{"next", 5}}),
                                          page({{"end", "yes"}}),
                                          page({{"records", json::object()}}),
                                          page({{"records", json::array({1, 2, 3, 4})}}),
                                          R"({"v":1,"v":1,"records":[],"next":"a","end":true})",
                                          R"({"v":1,"records":[],"next":"a","end":true,"x":)" + deep + "}",
                                          R"({"v":1,"records":[)" + std::string(one) + "," + one + "," + one +
                                              "," + one + R"(],"next":"a","end":true})"};
  for (const auto& body : wrong) {
    peer.fault = [&](std::size_t, sdk::HttpResponse& response) { response.body = body; };
    hub.forget();
    EXPECT_EQ(hub.read(), MIZAN_E_DATA) << body;
    EXPECT_TRUE(hub.records.empty() && hub.tokens.empty()) << body;
  }
  peer.fault = [&](std::size_t, sdk::HttpResponse& response) { response.body = page({{"v", 2}}); };
  EXPECT_EQ(hub.read(), MIZAN_E_UNSUPPORTED);
  peer.fault = [&](std::size_t, sdk::HttpResponse& response) { response.body = page({{"novelty", 1}}); };
  EXPECT_EQ(hub.read(), MIZAN_OK) << "what is new and unknown is no harm";
}

TEST_F(Hub, AListWithoutEndIsLeft) {
  std::size_t asked = 0;
  peer.fault = [&](std::size_t, sdk::HttpResponse& response) {
    const auto* next = ++asked % 2 == 0 ? "a" : "b";
    response.status = 200;
    response.body = json{{"v", 1}, {"records", json::array()}, {"next", next}, {"end", false}}.dump();
  };
  EXPECT_EQ(hub.read(), MIZAN_E_DATA);
  EXPECT_LE(asked, 3U);
}

TEST_F(Hub, ARecordThatIsNoneIsQuarantinedAndTheOthersGoOn) {
  peer.log.clear();
  peer.add_case("good", "A");
  const auto good = peer.log[0];
  const std::vector<std::pair<std::string, json>> wrong = {
      {"other_source", {{"source", "kp"}}},
      {"unknown_kind", {{"kind", "verdict"}}},
      {"unknown_kind", {{"kind", 1}}},
      {"no_key", {{"key", ""}}},
      {"no_key", {{"key", std::string(513, 'k')}}},
      {"wrong_value", {{"op", "merge"}}},
      {"no_fields", {{"fields", "court"}}},
      {"wrong_value", {{"fields", {{"court", 7}}}}},
      {"wrong_value", {{"fields", {{"fir_on", "2025-02-30"}}}}},
      {"wrong_value", {{"fields", {{"fir_year", "2025"}}}}},
      {"wrong_value", {{"fields", {{"sgbv", 1}}}}},
      {"wrong_value", {{"fields", {{"court", {{"a", 1}}}}}}}};
  for (const auto& [reason, change] : wrong) {
    auto record = good;
    record.update(change);
    peer.log.push_back(record);
  }
  auto records = std::exchange(peer.log, {});
  records.emplace_back("no record");
  peer.fault = [&](std::size_t, sdk::HttpResponse& response) {
    response.body = json{{"v", 1}, {"records", records}, {"next", "e1.1"}, {"end", true}}.dump();
  };
  open(50);
  hub.forget();
  ASSERT_EQ(hub.read(), MIZAN_OK) << hub.error.message;
  ASSERT_EQ(hub.records.size(), 1U);
  ASSERT_EQ(hub.rejects.size(), wrong.size() + 1);
  for (std::size_t i = 0; i < wrong.size(); ++i)
    EXPECT_EQ(hub.rejects[i].reason, wrong[i].first) << wrong[i].second;
  EXPECT_EQ(hub.rejects.back().reason, "no_record");
  EXPECT_EQ(hub.rejects[0].where, "record 2 after the beginning");
  ASSERT_EQ(hub.items.size(), records.size());
  EXPECT_EQ(hub.items[1], "record 2 after the beginning");
  hub.forget();
  hub.passed_over = {"record 1 after the beginning"};
  ASSERT_EQ(hub.read(), MIZAN_OK) << hub.error.message;
  EXPECT_EQ(hub.records.size(), 0U) << "the one that is good";
}

TEST_F(Hub, AChangedDeclarationIsTold) {
  Held held;
  ASSERT_EQ(read("", held), MIZAN_OK);
  const auto token = last_token();
  ASSERT_EQ(read(token, held), MIZAN_OK);
  EXPECT_FALSE(warned("declares"));
  peer.declaration["populations"] = {"cases"};
  ASSERT_EQ(read(token, held), MIZAN_OK);
  EXPECT_TRUE(warned("declares something else"));
}

TEST_F(Hub, SettingsAreJudged) {
  for (const auto* settings :
       {R"({"url": "https://h"})", R"({"source": "a"})", R"({"url": "ftp://h", "source": "a"})",
        R"({"url": "https://h?x", "source": "a"})", R"({"url": "https://", "source": "a"})",
        R"({"url": "https://h", "source": "A b"})", R"({"url": "https://h", "source": ""})",
        R"({"url": "https://h", "source": "a", "page": 0})",
        R"({"url": "https://h", "source": "a", "page": 5001})",
        R"({"url": "https://h", "source": "a", "pages": 1})"})
    EXPECT_EQ(hub.create(settings), MIZAN_E_CONFIG) << settings;
  hub.http = nullptr;
  EXPECT_EQ(hub.create(R"({"url": "https://h", "source": "a"})"), MIZAN_E_UNSUPPORTED);
}

}  // namespace
}  // namespace mizan::peer::test
