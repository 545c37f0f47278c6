// Releases over HTTP, by their routes, on a real folder.
#include "api/releases.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "release/proof.hpp"

namespace mizan::api {
namespace {
namespace fs = std::filesystem;
using nlohmann::json;
using release::Archive;

constexpr base::Micros kNow = 1'750'000'000'000'000;

class ReleasesTest : public ::testing::Test {
 protected:
  ReleasesTest() : key_(*registry::PrivateKey::make()) { fs::remove_all(folder_); }
  ~ReleasesTest() override { fs::remove_all(folder_); }

  void sign(const std::string& id) const {
    release::Draft draft;
    draft.id = id;
    draft.period = id.substr(0, id.rfind('.'));
    auto archive = *Archive::open(folder_);
    ASSERT_TRUE(archive.prepare(id, *release::document_text(draft, {})));
    ASSERT_TRUE(archive.sign(id, key_));
  }
  void publish(const std::string& id) const {
    sign(id);
    auto archive = *Archive::open(folder_);
    ASSERT_TRUE(archive.publish(id, key_, kNow));
  }

  Response get(const std::string& target, const std::string& held = "") {
    auto request = *parse_target(target);
    request.if_none_match = held;
    const auto response = shelf_.answer(request);
    return response ? *response : problem_of(response.error());
  }
  json page(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 200U) << target << response.body;
    return base::parse_json(response.body);
  }
  std::string refusal(const std::string& target, unsigned status) {
    const auto response = get(target);
    EXPECT_EQ(response.status, status) << target << response.body;
    return base::parse_json(response.body).value("detail", "");
  }

  const fs::path folder_ =
      fs::path(::testing::TempDir()) /
      ("mizan_shelf_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
  const registry::PrivateKey key_;
  ReleaseShelf shelf_{folder_};
};

TEST_F(ReleasesTest, AreListedWhenPublishedAndNotBefore) {
  EXPECT_EQ(page("/v1/releases")["releases"].size(), 0U);
  EXPECT_TRUE(page("/v1/releases")["log"]["root"].is_null());
  sign("2025-Q4.1");
  EXPECT_EQ(page("/v1/releases")["releases"].size(), 0U) << "it is only signed";
  EXPECT_NE(refusal("/v1/releases/2025-Q4.1", 404).find("2025-Q4.1"), std::string::npos);
  publish("2026-01.1");
  const auto list = page("/v1/releases");
  ASSERT_EQ(list["releases"].size(), 1U) << "what came meanwhile is seen";
  EXPECT_EQ(list["log"]["size"], 1);
  EXPECT_EQ(list["releases"][0]["release"], "2026-01.1");
  EXPECT_EQ(list["releases"][0]["place"], 1);
  EXPECT_EQ(list["releases"][0]["leaf"], list["log"]["root"])
      << "the root of one leaf is that leaf (RFC 6962)";
}

TEST_F(ReleasesTest, WhatIsServedProvesItself) {
  publish("2025-Q4.1");
  const auto first_head = get("/v1/release-log").body;
  publish("2026-01.1");
  publish("2026-02.1");
  const auto document = get("/v1/releases/2026-01.1");
  const auto proof = get("/v1/releases/2026-01.1/proof?since=1");
  ASSERT_EQ(proof.status, 200U) << proof.body;
  const auto summary = release::verify({document.body, proof.body, first_head, {key_.public_key()}});
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->id, "2026-01.1");
  EXPECT_EQ(get("/v1/release-log?size=1").body, first_head) << "heads that were signed stay";
}

TEST_F(ReleasesTest, TwoSizesOfTheLogAreConsistent) {
  for (const auto* id : {"2025-10.1", "2025-11.1", "2025-12.1"}) publish(id);
  const auto proof = page("/v1/release-log/consistency?from=2&to=3");
  const auto root_in_head = [&](const std::string& size) {
    const auto jws = release::parse_jws(get("/v1/release-log?size=" + size).body);
    return base::parse_json(jws->payload)["root"];
  };
  EXPECT_EQ(proof["from_root"], root_in_head("2"));
  EXPECT_EQ(proof["to_root"], root_in_head("3"));
  // RFC 6962 2.1.2: from 2 to 3 the third leaf alone is missing.
  ASSERT_EQ(proof["consistency"].size(), 1U);
  EXPECT_EQ(proof["consistency"][0], page("/v1/releases")["releases"][2]["leaf"]);
}

TEST_F(ReleasesTest, WhoHoldsItIsToldThatItIsUnchanged) {
  publish("2025-Q4.1");
  const auto document = get("/v1/releases/2025-Q4.1");
  EXPECT_EQ(document.cache, kForever);
  ASSERT_EQ(document.etag, page("/v1/releases")["releases"][0]["leaf"]);
  const auto again = get("/v1/releases/2025-Q4.1", "\"x\", W/\"" + document.etag + "\"");
  EXPECT_EQ(again.status, 304U);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(again.etag, document.etag);
  const auto list = get("/v1/releases");
  EXPECT_EQ(get("/v1/releases", "\"" + list.etag + "\"").status, 304U);
  const auto proof = get("/v1/releases/2025-Q4.1/proof");
  publish("2026-01.1");
  EXPECT_EQ(get("/v1/releases", "\"" + list.etag + "\"").status, 200U);
  EXPECT_EQ(get("/v1/releases/2025-Q4.1/proof", "\"" + proof.etag + "\"").status, 200U);
  EXPECT_EQ(get("/v1/releases/2025-Q4.1", "\"" + document.etag + "\"").status, 304U) << "a document stays";
}

TEST_F(ReleasesTest, AFileThatWasExchangedIsNotGivenAway) {
  publish("2025-Q4.1");
  page("/v1/releases");
  std::ofstream(folder_ / "2025-Q4.1.jws", std::ios::app) << " ";
  EXPECT_EQ(get("/v1/releases/2025-Q4.1").status, 500U);
  ReleaseShelf another{folder_};
  const auto list = another.answer(*parse_target("/v1/releases"));
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, base::Code::kStore) << "the hub's fault, whose words stay with it";
}

TEST_F(ReleasesTest, MistakesAreSaid) {
  EXPECT_EQ(refusal("/v1/release-log", 404), "nothing is published yet");
  publish("2025-Q4.1");
  EXPECT_NE(refusal("/v1/releases/2025-Q9.1", 404).find("2025-Q9.1"), std::string::npos);
  EXPECT_NE(refusal("/v1/releases/..%2Fmizan", 404).find("no release"), std::string::npos);
  EXPECT_NE(refusal("/v1/releases/2025-Q4.1/proof?since=2", 400).find("1 releases"), std::string::npos);
  EXPECT_NE(refusal("/v1/release-log?size=-1", 400).find("size"), std::string::npos);
  EXPECT_NE(refusal("/v1/release-log?size=9", 404).find("9"), std::string::npos);
  EXPECT_NE(refusal("/v1/release-log/consistency?from=1", 400).find("1 to 1"), std::string::npos);
  EXPECT_NE(refusal("/v1/release-log/consistency?from=2&to=1", 400).find("in this order"), std::string::npos);
  EXPECT_NE(refusal("/v1/releases?page=2", 400).find("page"), std::string::npos);
  EXPECT_NE(refusal("/v1/releases/2025-Q4.1/cases", 404).find("no such page"), std::string::npos);
  ReleaseShelf none{fs::path()};
  EXPECT_EQ(none.answer(*parse_target("/v1/releases")).error().code, base::Code::kNotFound);
}

}  // namespace
}  // namespace mizan::api
