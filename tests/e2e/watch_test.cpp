// Watching over a hub that runs: metrics that Prometheus takes, a log for programs, a disk that is full, a
// stop that loses nobody's place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include "base/json.hpp"
#include "small_hub.hpp"
#include "support/hub_folder.hpp"

namespace mizan::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using Names = std::set<std::string>;

const char* kHeading = "no,district,instituted,fir_year\n";

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

Names names_in(const std::string& text, const std::string& pattern) {
  Names found;
  const std::regex wanted(pattern);
  for (std::sregex_iterator at(text.begin(), text.end(), wanted), end; at != end; ++at)
    found.insert((*at)[1]);
  return found;
}

class WatchedHubTest : public ::testing::Test {
 protected:
  WatchedHubTest() : port_(port_of_a_hub()) {
    configure("access = { mode = \"loopback-operator\" }\n[listen]\nport = " + port_ + "\n");
    hub_.put("data/1.csv", std::string(kHeading) + "1,Lahore,2025-01-10,2025\n2,Kasur,bad,2025\n3,Kasur\n");
  }

  void configure(const std::string& more) const { hub_.put("mizan.toml", hub_.config() + more); }
  void start(const std::vector<std::string>& words = {}) {
    std::vector<std::string> all = {mizan_program().string(), "--config",
                                    (hub_.path() / "mizan.toml").string()};
    all.insert(all.end(), words.begin(), words.end());
    all.emplace_back("run");
    service_.emplace(all);
    ASSERT_NE(service_->err_line_with("serving on http://127.0.0.1:" + port_), "");
  }
  std::string get(const std::string& target) const {
    const auto ended =
        run({"/usr/bin/curl", "--silent", "--show-error", "http://127.0.0.1:" + port_ + target});
    EXPECT_TRUE(ended.ok()) << ended.story();
    return ended.out;
  }
  Ended stop() {
    service_->signal(SIGTERM);
    return service_->wait();
  }
  // Until the hub says so, for as long as a program may take.
  void await(const std::string& target, const std::string& text) const {
    const auto waited = run({"/bin/sh", "-c",
                             "for i in $(seq 1 200); do curl --silent 'http://127.0.0.1:" + port_ + target +
                                 "' | grep -q '" + text + "' && exit 0; sleep 0.1; done; exit 1"});
    EXPECT_TRUE(waited.ok()) << target << " never says " << text;
  }

  const SmallHub hub_{"watch"};
  const std::string port_;
  std::optional<Program> service_;
};

TEST_F(WatchedHubTest, GivesTheMetricsThatAreListedAndPrometheusTakesThem) {
  start();
  await("/metrics", "mizan_source_records_total{source=\"court\",result=\"quarantined\"} 1");
  const auto text = get("/metrics");
  EXPECT_THAT(text, HasSubstr("mizan_source_records_total{source=\"court\",result=\"accepted\"} 2"));
  EXPECT_THAT(text, HasSubstr("mizan_quarantine_open{source=\"court\"} 1"));
  EXPECT_THAT(text, HasSubstr("mizan_kpi_changes_behind 0"));
  EXPECT_THAT(text, HasSubstr("mizan_ready 1"));
  EXPECT_EQ(get("/readyz"), "ready\n");
  const auto given = names_in(text, "# TYPE ([a-z_]+) ");
  auto listed = names_in(text_of(fs::path(MIZAN_SOURCE_DIR) / "docs/metrics.md"),
                         "\n\\| `([a-z_]+)` \\| [^|]*\\| (?:counter|gauge)");
  // Without receivers and TLS there is nothing to tell of these.
  for (const auto& name : Names(listed))
    if (name.starts_with("mizan_webhook_") || name.starts_with("mizan_certificate_")) listed.erase(name);
  EXPECT_EQ(given, listed);
  hub_.put("metrics.txt", text);
  const auto checked =
      run({"/bin/sh", "-c", "promtool check metrics < '" + (hub_.path() / "metrics.txt").string() + "'"});
  EXPECT_TRUE(checked.ok()) << checked.story();
  const auto rules = text_of(fs::path(MIZAN_SOURCE_DIR) / "config/alerts/mizan.yml");
  const auto all = text_of(fs::path(MIZAN_SOURCE_DIR) / "docs/metrics.md");
  for (const auto& name : names_in(rules, "(mizan_[a-z_]+)")) EXPECT_THAT(all, HasSubstr("`" + name + "`"));
}

TEST_F(WatchedHubTest, TheLogIsJsonWithListedEventsAndNothingOfWhatRecordsSay) {
  hub_.put("data/2.csv", std::string(kHeading) + "SECRET-KEY-9,SECRET-DISTRICT,SECRET-DATE,2025\n");
  start({"--log-form", "json", "--log", "debug"});
  await("/metrics", "result=\"accepted\"} 3");
  const auto ended = stop();
  EXPECT_TRUE(ended.ok()) << ended.story();
  const auto listed =
      names_in(text_of(fs::path(MIZAN_SOURCE_DIR) / "docs/metrics.md"), "\n\\| `([a-z_]+\\.[a-z_]+)`");
  std::istringstream lines(ended.err);
  int entries = 0;
  for (std::string line; std::getline(lines, line); ++entries) {
    const auto entry = base::parse_json(line);
    ASSERT_TRUE(entry.is_object()) << line;
    EXPECT_TRUE(listed.contains(entry["event"])) << line;
  }
  EXPECT_GE(entries, 1);
  EXPECT_THAT(ended.err, ::testing::Not(HasSubstr("SECRET")));
  EXPECT_THAT(ended.err, HasSubstr("hub.stopped"));
}

TEST_F(WatchedHubTest, WithoutRoomNothingIsTakenInAndThenItGoesOn) {
  EXPECT_EQ(hub_.run("ingest").exit_code, 0);
  // More than any disk has.
  const auto before = hub_.config();
  configure("[disk]\nfree_mib = 900000000\n");
  hub_.put("data/2.csv", std::string(kHeading) + "7,Lahore,2025-01-10,2025\n");
  const auto refused = hub_.run("ingest");
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.err, HasSubstr("are to stay free"));
  start();
  await("/metrics", "mizan_disk_full 1");
  EXPECT_EQ(get("/readyz"), "ready\n") << "what is held is served";
  EXPECT_THAT(get("/metrics"), HasSubstr("result=\"accepted\"} 2\n")) << "the second file waits";
  EXPECT_THAT(stop().err, HasSubstr("nothing is taken in until there is room"));
  hub_.put("mizan.toml", before);
  start();
  await("/metrics", "result=\"accepted\"} 3");
  EXPECT_TRUE(stop().ok());
  EXPECT_TRUE(hub_.books_balance());
}

TEST_F(WatchedHubTest, AStopGivesSubscribersWhatThereIs) {
  hub_.run("ingest");
  start();
  Program curl(
      {"/usr/bin/curl", "--silent", "--no-buffer", "http://127.0.0.1:" + port_ + "/v1/feed?from=start"});
  EXPECT_NE(curl.out_line(), "") << "it is let in";
  const auto ended = stop();
  EXPECT_TRUE(ended.ok()) << ended.story();
  const auto told = curl.wait();
  EXPECT_EQ(told.exit_code, 0) << "the stream ended as one that is whole: " << told.story();
}

// What `mizan plan` has of each thing.
std::map<std::string, std::string> planned(const SmallHub& hub) {
  std::map<std::string, std::string> changes;
  const auto ran = hub.run("--format json plan");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  for (const auto& row : base::parse_json(ran.out))
    changes[row.value("what", "")] += row.value("change", "") + "; ";
  return changes;
}

TEST(Plan, SaysWhatWillBeAnother) {
  const SmallHub hub("plan");
  hub.put("data/1.csv", std::string(kHeading) + "1,Lahore,2025-01-10,2025\n");
  ASSERT_EQ(hub.run("ingest").exit_code, 0);
  EXPECT_TRUE(planned(hub).empty());
  hub.change_mapping("district = \"district\"\n", "district = \"district\"\ncourt = \"district\"\n");
  hub.put(
      "sources/police.toml",
      "format = 1\nname = \"police\"\nadapter = \"csv\"\nmapping = \"../mappings/court.toml\"\n[settings]\n"
      "folder = \"../data\"\n");
  EXPECT_EQ(planned(hub),
            (std::map<std::string, std::string>{{"source court", "other mapping; declares other things; "},
                                                {"source police", "new; "}}));
  EXPECT_EQ(hub.run("ingest").exit_code, 0);
  EXPECT_TRUE(planned(hub).empty()) << "what was planned has come";
  hub.remove("sources/court.toml");
  EXPECT_EQ(planned(hub), (std::map<std::string, std::string>{{"source court", "gone; "}}));
}

TEST(Alerts, SayWhatTheyAreMeantTo) {
  const auto folder = fs::path(MIZAN_SOURCE_DIR) / "config/alerts";
  const auto ended = run({"/bin/sh", "-c",
                          "cd '" + folder.string() +
                              "' && promtool check rules mizan.yml && promtool test rules mizan.test.yml"});
  EXPECT_TRUE(ended.ok()) << ended.story();
}

}  // namespace
}  // namespace mizan::test
