// Two provinces' hubs give their cells to a third, which says what a hub of both would say.
#include <gtest/gtest.h>

#include <fstream>

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

}  // namespace
}  // namespace mizan::test
