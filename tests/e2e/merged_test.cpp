// Two provinces' hubs give their cells to a third, which says what a hub of both would say.
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <optional>
#include <sstream>

#include "support/hub_folder.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;

void leave_out(const HubFolder& hub, const std::string& source) {
  fs::remove(hub.path() / "sources" / (source + ".toml"));
}

fs::path cells_of(const HubFolder& hub, const std::string& name) {
  const auto file = hub.path() / (name + ".cells");
  std::ofstream(file) << hub.mizan({"kpi", "cells", "--hub", name});
  return file;
}

std::string without(const std::string& csv, const std::vector<std::string>& words) {
  std::string kept;
  for (std::size_t at = 0; at < csv.size();) {
    const auto end = csv.find('\n', at);
    const auto line = csv.substr(at, end - at + 1);
    bool wanted = true;
    for (const auto& word : words) wanted = wanted && line.find(word) == std::string::npos;
    if (wanted) kept += line;
    at = end + 1;
  }
  return kept;
}

TEST(Merged, TwoHubsSayTogetherWhatOneOfBothSays) {
  const HubFolder both("merged-both");
  const HubFolder punjab("merged-punjab");
  const HubFolder kp("merged-kp");
  both.mizan({"simulate", (both.path() / "data").string(), "--cases", "400", "--seed", "11"});
  for (const auto* hub : {&punjab, &kp})
    fs::copy(both.path() / "data", hub->path() / "data", fs::copy_options::recursive);
  leave_out(punjab, "kp");
  leave_out(kp, "punjab");
  for (const auto* hub : {&both, &punjab, &kp}) hub->mizan({"ingest"});
  const auto one = cells_of(punjab, "punjab");
  const auto other = cells_of(kp, "kp");
  const std::vector<std::string> what = {"--by", "all", "--every", "month", "--every", "year"};
  std::vector<std::string> alone = {"--format", "csv", "kpi", "values"};
  std::vector<std::string> merged = {"--format", "csv", "kpi", "merged", one.string(), other.string()};
  for (auto* words : {&alone, &merged}) words->insert(words->end(), what.begin(), what.end());
  // Of persons there are no cells, and when something came last is of the moment of each reading.
  const std::vector<std::string> not_compared = {",prosecutor,", "freshness_hours"};
  const auto expected = without(both.mizan(alone), not_compared);
  EXPECT_GT(expected.size(), 100'000U);
  EXPECT_EQ(without(kp.mizan(merged), not_compared), expected);
}

/// A hub that serves.
class Serving {
 public:
  explicit Serving(const HubFolder& hub) : hub_(hub) {
    hub_.configure("[listen]\nport = " + port_ + "\n");
    start();
  }
  void start() {
    service_.emplace(hub_.command({"run"}));
    EXPECT_NE(service_->err_line_with("serving on " + address()), "");
  }
  void stop() {
    service_->signal(SIGTERM);
    service_->wait();
  }
  std::string address() const { return "http://127.0.0.1:" + port_; }
  std::string port() const { return port_; }

  Ended curl(const std::string& target, const std::string& header = "X-None: x") const {
    return run({"/usr/bin/curl", "--silent", "--include", "--header", header, address() + target});
  }
  /// The answer, without its header.
  std::string get(const std::string& target) const {
    const auto ended = run({"/usr/bin/curl", "--silent", "--show-error", "--fail", address() + target});
    EXPECT_TRUE(ended.ok()) << target << ": " << ended.story();
    return ended.out;
  }

 private:
  const HubFolder& hub_;
  const std::string port_ = port_of_a_hub();
  std::optional<Program> service_;
};

void take_cells_of(const HubFolder& federal, const std::string& name, const std::string& province,
                   const Serving& hub) {
  fs::create_directories(federal.path() / "hubs");
  std::ofstream(federal.path() / "hubs" / (name + ".toml"))
      << "format = 1\nname = \"" << name << "\"\nurl = \"" << hub.address() << "\"\nprovinces = [\""
      << province << "\"]\n[http]\nhosts = [\"127.0.0.1:" << hub.port() << "\"]\ntries = 1\n";
}

// The last column is the moment of each reading.
std::string without_moment(const std::string& csv) {
  std::istringstream in(csv);
  std::string rows;
  for (std::string row; std::getline(in, row);) rows += row.substr(0, row.rfind(',')) + "\n";
  return rows;
}

constexpr const char* kAsked[] = {"pending/?every=month", "pending/?every=year&by=court",
                                  "conviction_disposed/?every=year&by=offence_group",
                                  "institution_to_disposal_days/?every=quarter",
                                  "clearance_rate/?every=month&province=_T"};

std::string target_of(const std::string& asked, const std::string& what) {
  auto target = "/v1/kpis/" + asked + "&format=csv";
  return target.insert(target.find('?'), what);
}

TEST(Merged, OverHttpTheNationIsTheUnionAndNoCaseCrossesTheBorder) {
  const HubFolder both("cells-both");
  const HubFolder punjab("cells-punjab");
  const HubFolder kp("cells-kp");
  const HubFolder federal("cells-federal");
  both.mizan({"simulate", (both.path() / "data").string(), "--cases", "300", "--seed", "12"});
  for (const auto* hub : {&punjab, &kp})
    fs::copy(both.path() / "data", hub->path() / "data", fs::copy_options::recursive);
  leave_out(punjab, "kp");
  leave_out(kp, "punjab");
  leave_out(federal, "kp");
  leave_out(federal, "punjab");
  punjab.configure("[publish]\ncells = \"punjab\"\n");
  kp.configure("[publish]\ncells = \"kp\"\n");
  for (const auto* hub : {&both, &punjab, &kp}) hub->mizan({"ingest"});
  const Serving union_of_both(both);
  Serving punjab_hub(punjab);
  Serving kp_hub(kp);
  take_cells_of(federal, "punjab", "PB", punjab_hub);
  take_cells_of(federal, "kp", "KP", kp_hub);
  EXPECT_EQ(federal.mizan({"hubs", "fetch"}),
            "kp: its cells are others, and taken\npunjab: its cells are others, and taken\n");
  EXPECT_EQ(federal.mizan({"hubs", "fetch", "kp"}), "kp: its cells are as before\n");
  const Serving nation(federal);
  for (const auto* asked : kAsked) {
    const auto expected = without_moment(union_of_both.get(target_of(asked, "values")));
    EXPECT_GT(expected.size(), 500U) << asked;
    EXPECT_EQ(without_moment(nation.get(target_of(asked, "merged"))), expected) << asked;
  }
  // The federal hub has counts of provinces, and of no case.
  const auto answer = nation.curl("/v1/kpis/pending/merged?period=2025-06").out;
  EXPECT_NE(answer.find(R"("hub":"kp","used":true)"), std::string::npos) << answer;
  EXPECT_EQ(answer.find("KP-C0"), std::string::npos);
  EXPECT_EQ(punjab_hub.get("/v1/cells").find("PB-C0"), std::string::npos) << "no key of a case";
  // One hub falls silent: what was taken stays, and the sentence names it.
  kp_hub.stop();
  const auto silent = run(federal.command({"hubs", "fetch"}));
  EXPECT_EQ(silent.exit_code, 3);
  EXPECT_NE(silent.err.find("mizan: kp: "), std::string::npos) << silent.err;
  EXPECT_NE(silent.out.find("punjab: its cells are"), std::string::npos) << "and the others are asked";
  EXPECT_EQ(without_moment(nation.get(target_of(kAsked[0], "merged"))),
            without_moment(union_of_both.get(target_of(kAsked[0], "values"))));
}

}  // namespace
}  // namespace mizan::test
