// The whole path on simulated provinces: simulate, ingest, KPIs; every value of the truth file must come out,
// and stay true when the same data are delivered again. The truth is the simulator's own bookkeeping, not the
// engine's.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "support/hub_folder.hpp"
#include "support/truth.hpp"

namespace mizan::test {
namespace {

class TruthTest : public ::testing::Test {
 protected:
  // Fewer events; the truth's months are asked for by name.
  TruthTest() { hub_.configure("[publish]\nperiods = [\"year\"]\n"); }

  void simulate(const std::string& cases, const std::string& seed, const std::string& defects) const {
    hub_.mizan({"simulate", data().string(), "--cases", cases, "--seed", seed, "--defects", defects});
  }
  // Against the simulator's own books.
  void check_truth() const { EXPECT_EQ(wrong_values(hub_.config(), data() / "truth.json", 1000), ""); }
  // All the rest, against the second method.
  void verify() const { hub_.mizan({"kpi", "verify"}); }
  std::filesystem::path data() const { return hub_.path() / "data"; }

  const HubFolder hub_{"truth"};
};

TEST_F(TruthTest, EveryValueOfTheTruthComesOutWithDefectsOn) {
  simulate("1500", "11", "0.05");
  hub_.mizan({"ingest"});
  check_truth();
  if (HasFailure()) return;
  const auto again = base::parse_json(hub_.mizan({"--format", "json", "ingest"}));
  for (const auto& source : again) EXPECT_EQ(source["accepted"], 0) << source;
  check_truth();
  verify();
}

TEST_F(TruthTest, AnotherExportOfTheSameSystemMovesTheValuesToItsTruth) {
  simulate("900", "3", "0");
  hub_.mizan({"ingest"});
  check_truth();
  if (HasFailure()) return;
  // The next export has more cases on the same keys, with other contents: late, corrected and relinked
  // records at once.
  simulate("1000", "4", "0");
  hub_.mizan({"ingest"});
  check_truth();
  verify();
}

}  // namespace
}  // namespace mizan::test
