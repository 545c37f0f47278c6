// Releases over HTTP and in the feed: published by one process while another serves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/json.hpp"
#include "small_hub.hpp"
#include "support/hub_folder.hpp"
#include "support/program.hpp"

namespace mizan::test {
namespace {
using nlohmann::json;
using ::testing::HasSubstr;

class ReleaseFeed : public ::testing::Test {
 protected:
  ReleaseFeed() : hub_(::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::ofstream(path("mizan.toml"), std::ios::app)
        << "access = { mode = \"loopback-operator\" }\n[listen]\nport = " << port_ << '\n';
    hub_.change_mapping("fir_year = \"fir_year\"", "fir_year = \"fir_year\"\ndisposed_on = \"disposed\"");
    hub_.put(
        "data/a.csv",
        "no,district,instituted,fir_year,disposed\n1,Lahore,2024-01-02,2023,\n2,Lahore,2024-01-20,2023,\n");
    mizan("ingest");
    mizan("adapter key " + path("office"));
  }

  std::string path(const std::string& name) const { return (hub_.path() / name).string(); }
  std::string url(const std::string& target) const { return "http://127.0.0.1:" + port_ + target; }

  void mizan(const std::string& words) const {
    const auto ran = hub_.run(words);
    EXPECT_EQ(ran.exit_code, 0) << words << ": " << ran.err << ran.out;
  }
  void publish(const std::string& id) const {
    mizan("release prepare 2024-01 --kpi pending");
    mizan("release sign " + id + " --key " + path("office.key"));
    mizan("release publish " + id + " --key " + path("office.key"));
  }
  void serve() {
    service_.emplace(
        std::vector<std::string>{mizan_program().string(), "--config", path("mizan.toml"), "run"});
    ASSERT_NE(service_->err_line_with("serving on"), "");
  }
  void kill() {
    service_->signal(SIGKILL);
    service_->wait();
  }

  std::unique_ptr<Program> follow(const std::string& query) const {
    return std::make_unique<Program>(
        std::vector<std::string>{"/usr/bin/curl", "--silent", "--no-buffer", url("/v1/feed?" + query)});
  }
  // The next event of a release.
  static json next_of(Program& curl) {
    return base::parse_json(curl.out_line_with("\"org.mizan.release.").substr(6));
  }
  std::string fetched(const std::string& target, const std::string& file) const {
    const auto ended = test::run({"/usr/bin/curl", "--silent", "--show-error", "--fail", "--output",
                                  path(file), "--dump-header", path("headers"), url(target)});
    EXPECT_TRUE(ended.ok()) << target << ended.story();
    return path(file);
  }

  const std::string port_ = port_of_a_hub();
  const SmallHub hub_;
  std::optional<Program> service_;
};

TEST_F(ReleaseFeed, APublishedReleaseIsAnEventThatStaysThereAndServesItsProof) {
  publish("2024-01.1");  // nobody serves
  serve();
  auto start = follow("from=start&kpi=none&releases=true");
  EXPECT_EQ(next_of(*start)["type"], "org.mizan.release.published.v1") << "told when it was published";
  hub_.put("data/b.csv", "no,district,instituted,fir_year,disposed\n3,Lahore,2024-01-25,2023,\n");
  kill();
  mizan("ingest");
  serve();
  start = follow("from=start&kpi=none&releases=true");
  const auto first = next_of(*start);
  publish("2024-01.2");  // while the hub serves
  const auto second = next_of(*start);
  const auto revised = next_of(*start);
  EXPECT_EQ(first["subject"], "release/2024-01.1");
  EXPECT_EQ(second["subject"], "release/2024-01.2") << second;
  EXPECT_EQ(second["data"]["revises"], "2024-01.1");
  EXPECT_EQ(revised["type"], "org.mizan.release.revised.v1");
  EXPECT_EQ(revised["subject"], "release/2024-01.1");
  bool nation = false;
  for (const auto& each : revised["data"]["changed"]) {
    if (each["province"] != "_T" || each["by"] != "total") continue;
    nation = true;
    EXPECT_EQ(each["was"], 2) << "two cases were pending at the end of January";
    EXPECT_EQ(each["now"], 3);
  }
  EXPECT_TRUE(nation) << revised;
  // What is served is checked with nothing but the public key.
  const auto document = fetched("/v1/releases/2024-01.2", "2.jws");
  const auto proof = fetched("/v1/releases/2024-01.2/proof?since=1", "2.proof");
  const auto head = fetched("/v1/release-log?size=1", "head.jws");
  mizan("release verify " + document + " --key " + path("office.pub") + " --proof " + proof + " --head " +
        head);
  // Once each, whatever was killed and whoever told.
  EXPECT_EQ(hub_.number("SELECT count(*) FROM outbox WHERE subject LIKE 'release/%'"), 3);
}

TEST_F(ReleaseFeed, WhatPublishingWasCutOffFromIsToldByTheHub) {
  publish("2024-01.1");
  // As it is where the program ended between the log and the feed.
  const auto forgotten =
      test::run({"/usr/bin/sqlite3", path("mizan.db"),
                 "DELETE FROM outbox WHERE subject LIKE 'release/%'; DELETE FROM meta WHERE name = "
                 "'told_releases';"});
  ASSERT_TRUE(forgotten.ok()) << forgotten.story();
  serve();
  EXPECT_EQ(next_of(*follow("from=start&kpi=none&releases=true"))["subject"], "release/2024-01.1");
  EXPECT_EQ(hub_.number("SELECT count(*) FROM outbox WHERE subject LIKE 'release/%'"), 1);
}

TEST_F(ReleaseFeed, WhoHoldsADocumentNeedNotTakeItAgain) {
  publish("2024-01.1");
  serve();
  fetched("/v1/releases/2024-01.1", "1.jws");
  const auto headers = test::run({"/usr/bin/curl", "--silent", "--head", url("/v1/releases/2024-01.1")}).out;
  EXPECT_THAT(headers, HasSubstr("Cache-Control: max-age=31536000, immutable"));
  EXPECT_THAT(headers, HasSubstr("Content-Type: application/jose+json"));
  const auto at = headers.find("ETag: ");
  ASSERT_NE(at, std::string::npos) << headers;
  const auto etag = headers.substr(at + 6, 66);
  const auto again = test::run({"/usr/bin/curl", "--silent", "--include", "--header",
                                "If-None-Match: " + etag, url("/v1/releases/2024-01.1")});
  EXPECT_THAT(again.out, HasSubstr("HTTP/1.1 304 Not Modified"));
  EXPECT_TRUE(again.out.ends_with("\r\n\r\n")) << "and no body";
}

}  // namespace
}  // namespace mizan::test
