// A system read by an adapter of its own, without a mapping: the source file says what the hub must know of
// it.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "support/hub_folder.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;

class OwnAdapterTest : public ::testing::Test {
 protected:
  OwnAdapterTest() {
    for (const auto* other : {"punjab.toml", "kp.toml"}) fs::remove(hub_.path() / "sources" / other);
    put("outcome.csv", "native,common\nADJ,adjourned\n");
  }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(hub_.path() / "sources" / name) << text;
  }
  void source(const std::string& more) const {
    put("quetta.toml", "format = 1\nname = \"quetta\"\nadapter = \"hello\"\n[settings]\ncases = 3\n" + more);
  }
  nlohmann::json values(const std::string& kpi, const std::string& period) const {
    return base::parse_json(
        hub_.mizan({"--format", "json", "kpi", "values", kpi, "--period", period, "--by", "district"}));
  }

  const HubFolder hub_{"own"};
};

TEST_F(OwnAdapterTest, ItsRecordsAreCountedByWhatTheSourceFileSaysOfThem) {
  source(
      "[source]\npopulations = [\"cases\", \"hearings\"]\nprovince = \"BA\"\nplaces = \"pakistan\"\n"
      "observes = [\"case.district\", \"case.instituted_on\", \"hearing.held_on\", \"hearing.outcome\"]\n"
      "[codes]\noutcome = \"outcome.csv\"\n");
  hub_.mizan({"validate"});
  const auto ran = base::parse_json(hub_.mizan({"--format", "json", "ingest"}));
  EXPECT_EQ(ran[0]["accepted"], 6) << "three cases and their hearings";
  // Its cases begin on day 19,700 of the epoch, 9 December 2023, and are heard a month later.
  bool found = false;
  for (const auto& row : values("adjournment_rate", "2024-01")) {
    if (row["member"] != "BA-QUETTA") continue;
    found = true;
    EXPECT_EQ(row["value"], 100) << row;
    EXPECT_EQ(row["denominator"], 3) << row;
  }
  EXPECT_TRUE(found) << "Quetta has its code from the shared table";
  const auto gaps = values("next_date_gap_days", "2024-01");
  EXPECT_FALSE(gaps.empty());
  for (const auto& row : gaps) EXPECT_EQ(row["status"], "not_available") << "nobody sees next dates: " << row;
}

TEST_F(OwnAdapterTest, WithoutAWordOfWhatItGivesItIsRefused) {
  source("");
  EXPECT_NE(hub_.mizan({"validate"}, 2).find("quetta.toml: mapping: is missing"), std::string::npos);
}

}  // namespace
}  // namespace mizan::test
