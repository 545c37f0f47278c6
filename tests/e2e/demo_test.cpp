// What a newcomer sees: the first table with coverage and freshness, the API open beside it, then
// restatements of every kind arriving, until Ctrl-C.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "base/json.hpp"
#include "support/hub_folder.hpp"
#include "support/truth.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using nlohmann::json;

using Row = std::vector<std::string>;

// Columns of a printed table stand at least two spaces apart.
Row cells_of(const std::string& line) {
  static const std::regex kGap("  +");
  return {std::sregex_token_iterator(line.begin(), line.end(), kGap, -1), {}};
}

std::set<std::string> shipped_kpis() {
  std::set<std::string> ids;
  for (const auto& entry : fs::directory_iterator(fs::path(MIZAN_SOURCE_DIR) / "config" / "kpis")) {
    if (entry.path().extension() == ".toml") ids.insert(entry.path().stem().string());
  }
  return ids;
}

class DemoTest : public ::testing::Test {
 protected:
  DemoTest() : folder_(fs::path(::testing::TempDir()) / ("mizan_demo_" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
  }
  ~DemoTest() override { fs::remove_all(folder_); }

  Row demo(const Row& more) const {
    Row words = {mizan_program().string(), "demo", "--folder", folder_.string(), "--cases", "300"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  // The rows of the next table, from its heading to the empty line after it.
  static std::vector<Row> next_table(Program& program, const std::string& first_column) {
    std::vector<Row> rows;
    program.out_line_with(first_column + "  ");
    program.out_line_with("--");
    for (auto line = program.out_line(); !line.empty(); line = program.out_line())
      rows.push_back(cells_of(line));
    return rows;
  }

  static json get(const std::string& url) {
    const auto ended = run({"/usr/bin/curl", "--silent", "--show-error", "--fail", url});
    EXPECT_TRUE(ended.ok()) << url << ": " << ended.story();
    return base::parse_json(ended.out);
  }

  void expect_truth() const {
    EXPECT_EQ(wrong_values(folder_ / "mizan.toml", folder_ / "data" / "truth.json", 500), "");
  }

  const fs::path folder_;
};

TEST_F(DemoTest, OnceEndsAfterATableOfEveryKpiWithCoverageAndFreshness) {
  Program program(demo({"--once"}));
  std::set<std::string> kpis;
  std::set<std::string> provinces;
  for (const auto& row : next_table(program, "kpi")) {
    ASSERT_EQ(row.size(), 8U) << ::testing::PrintToString(row);
    kpis.insert(row[0]);
    provinces.insert(row[2]);
    const std::string districts = row[2] == "KP" ? "8" : row[2] == "PB" ? "12" : "20";
    EXPECT_EQ(row[6], districts + "/" + districts) << row[0];
    EXPECT_EQ(row[7], "2026-01-01") << "the day after the two years that are simulated";
  }
  EXPECT_TRUE(kpis.contains("pending") && kpis.contains("conviction_contested"));
  // What the simulated courts do not keep is named, and never zero.
  const std::string without = program.out_line_with("No value here, for no source sees");
  std::istringstream names(without.substr(without.find(':') + 1));
  for (std::string name; std::getline(names >> std::ws, name, ',');) kpis.insert(name);
  EXPECT_EQ(kpis, shipped_kpis());
  EXPECT_EQ(provinces, (std::set<std::string>{"PB", "KP", "_T"}));
  const auto ended = program.wait();
  EXPECT_TRUE(ended.ok()) << ended.story();
  EXPECT_EQ(ended.out.find("Round"), std::string::npos) << ended.out;
  EXPECT_EQ(ended.out.find("curl"), std::string::npos) << ended.out;
}

TEST_F(DemoTest, RestatementsOfEveryKindArriveBesideAnOpenApiUntilCtrlC) {
  Program program(demo({"--rounds", "1000000"}));
  const auto line = program.out_line_with("curl 'http://127.0.0.1:");
  const auto from = line.find("http");
  ASSERT_NE(from, std::string::npos) << program.wait_or_kill(std::chrono::seconds(1)).story();
  const auto hub = line.substr(from, line.find("/v1") - from);

  std::set<std::string> reasons;
  for (int round = 1; round <= 2; ++round) {
    ASSERT_NE(program.out_line_with("Round " + std::to_string(round) + ": "), "");
    for (const auto& row : next_table(program, "restated")) {
      ASSERT_EQ(row.size(), 6U) << ::testing::PrintToString(row);
      EXPECT_TRUE(shipped_kpis().contains(row[0].substr(0, row[0].find(' ')))) << row[0];
      EXPECT_NE(row[3], row[4]) << row[0];
      const auto why = row[5].substr(row[5].find(' ') + 1);
      reasons.insert(why);
    }
  }
  for (const auto* reason : {"late", "corrected", "deleted", "reopened"})
    EXPECT_TRUE(reasons.contains(reason))
        << reason << " alone is not among " << ::testing::PrintToString(reasons);
  EXPECT_EQ(get(hub + "/v1/kpis")["kpis"].size(), shipped_kpis().size());
  EXPECT_EQ(get(hub + "/v1/sources")["sources"].size(), 2U);

  program.signal(SIGINT);
  const auto ended = program.wait();
  EXPECT_TRUE(ended.ok()) << ended.story();
  EXPECT_NE(ended.out.find("Look further: "), std::string::npos) << ended.story();
  expect_truth();
}

}  // namespace
}  // namespace mizan::test
