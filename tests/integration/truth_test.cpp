// The whole path on simulated provinces: simulate, ingest, KPIs; every value of the truth file must come out,
// and stay true when the same data are delivered again. The truth is the simulator's own bookkeeping, not the
// engine's.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

namespace {
namespace fs = std::filesystem;

std::string run(const std::string& command) {
  std::string out;
  auto* pipe = popen(command.c_str(), "r");
  char buffer[4096];
  while (const auto size = fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, size);
  EXPECT_EQ(pclose(pipe), 0) << command << "\n" << out;
  return out;
}

class TruthTest : public ::testing::Test {
 protected:
  TruthTest() : folder_(fs::path(::testing::TempDir()) / "mizan_truth_test") {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::copy(fs::path(MIZAN_SOURCE_DIR) / "config" / "demo", folder_ / "hub", fs::copy_options::recursive);
    std::ofstream(folder_ / "hub" / "mizan.toml", std::ios::app)
        << "tables = \"" << MIZAN_SOURCE_DIR << "/config\"\nplugins = \"" << MIZAN_BINARY_DIR
        << "/plugins\"\n";
  }
  ~TruthTest() override { fs::remove_all(folder_); }

  std::string mizan(const std::string& words) const {
    return run(std::string(MIZAN_BINARY_DIR) + "/bin/mizan --config " +
               (folder_ / "hub" / "mizan.toml").string() + " " + words);
  }

  // kpi | stat | province | member | period → value as the hub prints it.
  std::map<std::string, double> hub_values() const {
    std::map<std::string, double> values;
    const auto definitions = nlohmann::json::parse(mizan("--format json kpi list"));
    for (const auto& definition : definitions) {
      const auto id = definition["id"].get<std::string>();
      for (const auto* by : {"", " --by prosecutor"}) {
        if (*by != '\0' && id != "caseload") continue;
        for (const auto* every : {"month", "year"}) {
          const auto rows =
              nlohmann::json::parse(mizan("--format json kpi values " + id + by + " --every " + every));
          for (const auto& row : rows) {
            if (row["value"].is_null()) continue;
            values[name(id, row["stat"], row["province"], row["member"], row["period"])] =
                row["value"].get<double>();
          }
        }
      }
    }
    return values;
  }

  static std::string name(const std::string& kpi, const std::string& stat, const std::string& province,
                          const std::string& member, const std::string& period) {
    return kpi + "|" + stat + "|" + province + "|" + member + "|" + period;
  }

  std::map<std::string, double> truth() const {
    std::ifstream in(folder_ / "hub" / "data" / "truth.json");
    const auto json = nlohmann::json::parse(in);
    std::map<std::string, double> values;
    for (const auto& row : json["kpis"]) {
      const auto kpi = row["kpi"].get<std::string>();
      const bool mix = kpi == "outcome_mix";
      // The hub names the class of an outcome as a statistic; the total over classes is not a value of its
      // own.
      if (mix && row["dimension"] != "class") continue;
      if (row["value"].is_null()) continue;
      values[mix ? name(kpi, row["member"], row["province"], "_T", row["period"])
                 : name(kpi, row["stat"], row["province"], row["member"], row["period"])] =
          row["value"].get<double>();
    }
    return values;
  }

  void check_every_value() {
    const auto hub = hub_values();
    const auto expected = truth();
    EXPECT_GT(expected.size(), 1000U);
    int wrong = 0;
    for (const auto& [key, value] : expected) {
      const auto found = hub.find(key);
      if (found != hub.end() && std::abs(found->second - value) < 0.00006) continue;
      if (++wrong <= 20) {
        ADD_FAILURE() << key << ": the truth is " << value << ", the hub says "
                      << (found == hub.end() ? "nothing" : std::to_string(found->second));
      }
    }
    EXPECT_EQ(wrong, 0) << "of " << expected.size();
  }

  fs::path folder_;
};

TEST_F(TruthTest, EveryValueOfTheTruthComesOutWithDefectsOn) {
  mizan("simulate " + (folder_ / "hub" / "data").string() + " --cases 1500 --seed 11 --defects 0.05");
  mizan("ingest");
  check_every_value();
  if (HasFailure()) return;
  const auto again = nlohmann::json::parse(mizan("--format json ingest"));
  for (const auto& source : again) EXPECT_EQ(source["accepted"], 0) << source;
  check_every_value();
}

TEST_F(TruthTest, AnotherExportOfTheSameSystemMovesTheValuesToItsTruth) {
  mizan("simulate " + (folder_ / "hub" / "data").string() + " --cases 900 --seed 3 --defects 0");
  mizan("ingest");
  check_every_value();
  if (HasFailure()) return;
  // The next export has more cases on the same keys, with other contents: late, corrected and relinked
  // records at once.
  mizan("simulate " + (folder_ / "hub" / "data").string() + " --cases 1000 --seed 4 --defects 0");
  mizan("ingest");
  check_every_value();
}

}  // namespace
