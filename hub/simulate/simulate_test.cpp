#include "simulate/simulate.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/json.hpp"
#include "simulate/generator.hpp"
#include "simulate/random.hpp"
#include "simulate/recount_test_support.hpp"
#include "simulate/truth_file.hpp"

namespace mizan::simulate {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// A folder that is gone after the test.
class TempFolder {
 public:
  TempFolder() {
    auto name = (fs::temp_directory_path() / "mizan-simulate-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TempFolder() { fs::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Options small(const TempFolder& folder, std::uint64_t seed = 7) {
  Options options;
  options.seed = seed;
  options.cases = 1500;
  options.defect_rate = 0.2;
  options.provinces = 4;
  options.out = folder.path();
  return options;
}

Summary write_or_die(const Options& options) {
  const auto summary = write_dataset(options);
  EXPECT_TRUE(summary.has_value()) << summary.error().message;
  return *summary;
}

std::string all_bytes(const Options& options) {
  std::string bytes;
  for (const char* name : {"punjab/cases.csv", "punjab/hearings.csv", "kp/cases.ndjson", "sindh/cases.ndjson",
                           "balochistan/cases.csv", "balochistan/hearings.csv", "truth.json"})
    bytes += slurp(options.out / name);
  return bytes;
}

/// The truth's rows of the KPIs that the recount knows, in the recount's words.
test::Recount stated(const json& truth, const std::string& province) {
  test::Recount counts;
  for (const auto& row : truth["kpis"]) {
    const auto kpi = row["kpi"].get<std::string>();
    const bool whole = row["dimension"] == "total";
    if (row["province"] != province || row["period"].get<std::string>().size() != 7) continue;
    if ((kpi == "outcome_mix" || kpi == "caseload") == whole || row["stat"] != "value") continue;
    if (kpi == "clearance_rate" || kpi == "disposition_time") continue;
    auto key = kpi + " " + row["period"].get<std::string>();
    if (!whole) key += " " + row["member"].get<std::string>();
    const bool ratio = !row["denominator"].is_null();
    counts[key] =
        ratio ? std::pair{row["numerator"].get<std::int64_t>(), row["denominator"].get<std::int64_t>()}
              : std::pair{row["value"].get<std::int64_t>(), std::int64_t{0}};
  }
  return counts;
}

void drop_zeros(test::Recount& counts) {
  std::erase_if(counts,
                [](const auto& entry) { return entry.second.first == 0 && entry.second.second == 0; });
}

void expect_truth_holds(const Options& options, const Summary& summary) {
  const auto truth = base::parse_json(slurp(options.out / "truth.json"));
  for (const auto& province : summary.provinces) {
    SCOPED_TRACE(province.folder);
    const auto exports = test::read_exports(options.out / province.folder);
    auto found = test::recount(exports, "2022-12", "2025-12");
    drop_zeros(found);
    auto claimed = stated(truth, province.code);
    EXPECT_EQ(claimed, found);
    EXPECT_EQ(static_cast<std::int64_t>(exports.cases.size()), province.cases.accepted);
    EXPECT_EQ(exports.refused, province.cases.rejected + province.hearings.rejected);
    EXPECT_EQ(exports.repeated, province.cases.unchanged + province.hearings.unchanged);
  }
}

TEST(Random, FollowsThePublishedSplitMix64Sequence) {
  // First values of the reference implementation for seed 1234567.
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317ULL);
  EXPECT_EQ(random.next(), 3203168211198807973ULL);
}

TEST(Dataset, OneSeedGivesTheSameBytesAndAnotherSeedOthers) {
  const TempFolder a;
  const TempFolder b;
  const TempFolder c;
  write_or_die(small(a));
  write_or_die(small(b));
  write_or_die(small(c, 8));
  EXPECT_EQ(all_bytes(small(a)), all_bytes(small(b)));
  EXPECT_NE(all_bytes(small(a)), all_bytes(small(c)));
}

TEST(Dataset, GivesPunjabFourFifthsOfTheRecords) {
  const TempFolder folder;
  const auto summary = write_or_die(small(folder));
  ASSERT_EQ(summary.provinces.size(), 4U);
  EXPECT_EQ(summary.provinces[0].code, "PB");
  EXPECT_EQ(summary.provinces[0].cases.accepted, 1200);
  std::int64_t all = 0;
  for (const auto& province : summary.provinces) all += province.cases.accepted;
  EXPECT_EQ(all, 1500);
}

TEST(Dataset, StatesWhatAnIndependentReaderFindsInTheFiles) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const TempFolder folder;
    const auto options = small(folder, seed);
    expect_truth_holds(options, write_or_die(options));
  }
}

TEST(Dataset, StatesTheSameKpisInEveryLayout) {
  const TempFolder csv;
  const TempFolder ndjson;
  auto options = small(csv);
  options.defect_rate = 0;  // CSV has one defect more
  options.layout = Layout::kCsv;
  expect_truth_holds(options, write_or_die(options));
  options.out = ndjson.path();
  options.layout = Layout::kNdjson;
  expect_truth_holds(options, write_or_die(options));
  EXPECT_EQ(base::parse_json(slurp(csv.path() / "truth.json"))["kpis"],
            base::parse_json(slurp(ndjson.path() / "truth.json"))["kpis"]);
}

TEST(Dataset, AccountsForEveryInstitutedCase) {
  const TempFolder folder;
  write_or_die(small(folder));
  const auto truth = base::parse_json(slurp(folder.path() / "truth.json"));
  EXPECT_EQ(truth["today"], "2026-01-01");
  for (const auto& province : truth["provinces"]) {
    const auto& b = province["balance"];
    const auto part = [&](const char* name) { return b[name].get<std::int64_t>(); };
    EXPECT_EQ(part("pending"),
              part("instituted") - part("disposed") - part("dormant") - part("moved_out") - part("undated"));
    EXPECT_GT(part("moved_out"), province["code"] == "PB" ? 0 : -1);
    const auto& rows = province["rows"]["hearing"];
    EXPECT_EQ(rows["written"].get<int>(),
              rows["accepted"].get<int>() + rows["unchanged"].get<int>() + rows["rejected"].get<int>());
  }
}

TEST(Dataset, MakesTheNationTheSumOfItsProvinces) {
  const TempFolder folder;
  write_or_die(small(folder));
  std::map<std::string, std::int64_t> sums;
  const auto truth = base::parse_json(slurp(folder.path() / "truth.json"));
  for (const auto& row : truth["kpis"]) {
    const auto kpi = row["kpi"].get<std::string>();
    if (kpi != "pending" && kpi != "firs_registered" && kpi != "hearings_listed") continue;
    const auto value = row["value"].get<std::int64_t>();
    sums[kpi + row["period"].get<std::string>()] += row["province"] == "_T" ? -value : value;
  }
  ASSERT_GT(sums.size(), 30U);
  for (const auto& [cell, difference] : sums) EXPECT_EQ(difference, 0) << cell;
}

TEST(Dataset, PutsInEveryKindOfDefectAndNoneWhenAskedForNone) {
  const TempFolder folder;
  auto options = small(folder);
  options.cases = 4000;
  options.defect_rate = 1;
  const auto spoilt = write_or_die(options);
  for (int i = 1; i < kDefectCount; ++i) {
    const auto name = std::string(defect_name(static_cast<Defect>(i)));
    EXPECT_GT(spoilt.provinces[0].defects.count(name), 0U) << name;
  }
  options.defect_rate = 0;
  const auto clean = write_or_die(options);
  for (const auto& province : clean.provinces) {
    EXPECT_TRUE(province.defects.empty());
    EXPECT_EQ(province.cases.written, province.cases.accepted);
    EXPECT_EQ(province.hearings.written, province.hearings.accepted);
  }
}

TEST(Dataset, WritesDefectsAsOftenAsItCountsThem) {
  const TempFolder folder;
  auto options = small(folder);
  options.defect_rate = 1;
  const auto summary = write_or_die(options);
  const auto text = slurp(folder.path() / "punjab/cases.csv") + slurp(folder.path() / "punjab/hearings.csv");
  const auto times = [&](const std::string& part) {
    std::int64_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
  };
  const auto& defects = summary.provinces[0].defects;
  EXPECT_EQ(times(",DISP-99,"), defects.at("unknown_disposal"));
  EXPECT_EQ(times(",RES-77,"), defects.at("unknown_result"));
  EXPECT_EQ(times("31-02-"), defects.at("impossible_date"));
  EXPECT_EQ(times("01-01-1900"), defects.at("sentinel_date"));
  EXPECT_EQ(times("\nPB-T"), defects.at("torn_row"));
  EXPECT_EQ(times(",PB-X"), defects.at("orphan_hearing"));
  EXPECT_EQ(times("\n,PB-C"), defects.at("keyless_hearing"));
}

TEST(Dataset, HasSevenToEightHearingsACaseOrAsManyAsAskedFor) {
  const auto share = [](auto change) {
    const TempFolder folder;
    auto options = small(folder);
    options.cases = 20'000;
    change(options);
    const auto summary = write_or_die(options);
    const auto& punjab = summary.provinces[0];
    return static_cast<double>(punjab.hearings.accepted) / static_cast<double>(punjab.cases.accepted);
  };
  EXPECT_GT(share([](Options&) {}), 7.3);
  EXPECT_LT(share([](Options&) {}), 7.8);
  EXPECT_GT(share([](Options& o) { o.listing_days = 24; }), 9.5);
  EXPECT_LT(share([](Options& o) { o.listing_days = 24; }), 10.5);
}

TEST(Dataset, WritesJsonArraysThatParse) {
  const TempFolder folder;
  auto options = small(folder);
  options.json_array = true;
  options.defect_rate = 1;
  const auto summary = write_or_die(options);
  const auto documents = base::parse_json(slurp(folder.path() / "kp/cases.json"));
  EXPECT_EQ(static_cast<std::int64_t>(documents.size()), summary.provinces[1].cases.written);
}

TEST(Dataset, RefusesOptionsOutOfRangeByName) {
  const TempFolder folder;
  const auto message = [&](auto change) {
    auto options = small(folder);
    change(options);
    const auto result = write_dataset(options);
    return result ? std::string("accepted") : result.error().message;
  };
  EXPECT_EQ(message([](Options& o) { o.cases = 0; }), "simulate: cases must be 1 to 50 million");
  EXPECT_EQ(message([](Options& o) { o.defect_rate = 1.5; }), "simulate: defect rate must be 0 to 1");
  EXPECT_EQ(message([](Options& o) { o.defect_rate = std::nan(""); }),
            "simulate: defect rate must be 0 to 1");
  EXPECT_EQ(message([](Options& o) { o.provinces = 5; }), "simulate: provinces must be 1 to 4");
  EXPECT_EQ(message([](Options& o) { o.listing_days = 19; }), "simulate: listing-days must be 20 to 400");
  EXPECT_EQ(message([](Options& o) { o.to = o.from + -1; }), "simulate: window must be 1 day to 20 years");
  EXPECT_EQ(message([](Options& o) { o.out.clear(); }), "simulate: output folder is missing");
}

TEST(Dataset, ReportsAFolderThatCannotBeMade) {
  const TempFolder folder;
  auto options = small(folder);
  std::ofstream(folder.path() / "file") << "in the way";
  options.out = folder.path() / "file";
  const auto result = write_dataset(options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, base::Code::kConfig);
}

TEST(Dataset, AFullDiskIsAnErrorAndLeavesNoFile) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  const TempFolder folder;
  auto options = small(folder);
  fs::create_directories(folder.path() / "punjab");
  fs::create_symlink("/dev/full", folder.path() / "punjab/hearings.csv.tmp");
  const auto result = write_dataset(options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, base::Code::kStore);
  EXPECT_FALSE(fs::exists(folder.path() / "punjab/hearings.csv"));
}

TEST(Dataset, WorksForTinySizesAndShortWindows) {
  const TempFolder folder;
  auto options = small(folder);
  options.cases = 1;
  EXPECT_TRUE(write_dataset(options));
  options.cases = 200;
  options.lead_days = 0;
  options.to = options.from;
  EXPECT_TRUE(write_dataset(options));
}

TEST(Dataset, ReportsProgressUpToTheEnd) {
  const TempFolder folder;
  auto options = small(folder);
  options.cases = 20'000;
  std::int64_t last = 0;
  int calls = 0;
  const auto result = write_dataset(options, [&](std::int64_t done, std::int64_t total) {
    EXPECT_GE(done, last);
    EXPECT_EQ(total, 20'000);
    last = done;
    ++calls;
  });
  EXPECT_TRUE(result);
  EXPECT_EQ(last, 20'000);
  EXPECT_GE(calls, 4);
}

TEST(Rounds, KeepTheTruthTrueAfterEveryRound) {
  const TempFolder folder;
  const auto options = small(folder);
  auto simulation = Simulation::create(options);
  ASSERT_TRUE(simulation);
  const auto first = simulation->write_initial();
  ASSERT_TRUE(first);
  expect_truth_holds(options, *first);
  for (int i = 1; i <= 6; ++i) {
    const auto before = all_bytes(options);
    const auto round = simulation->next_round();
    ASSERT_TRUE(round);
    EXPECT_EQ(round->number, i);
    EXPECT_NE(all_bytes(options), before);
    expect_truth_holds(options, round->summary);
  }
}

TEST(Rounds, BringEveryKindOfChangeAndAreTheSameForOneSeed) {
  const TempFolder a;
  const TempFolder b;
  std::set<RoundChange> kinds;
  std::string bytes[2];
  for (int run = 0; run < 2; ++run) {
    const auto options = small(run == 0 ? a : b);
    auto simulation = Simulation::create(options);
    ASSERT_TRUE(simulation);
    ASSERT_TRUE(simulation->write_initial());
    const auto round = simulation->next_round(5);
    ASSERT_TRUE(round);
    for (const auto& change : round->changes) kinds.insert(change.change);
    bytes[run] = all_bytes(options);
  }
  EXPECT_EQ(kinds.size(), 5U);
  EXPECT_EQ(bytes[0], bytes[1]);
}

TEST(Rounds, TakeOnlyDemonstrationSizes) {
  const TempFolder folder;
  auto options = small(folder);
  options.cases = Simulation::kMaxCases + 1;
  const auto simulation = Simulation::create(options);
  ASSERT_FALSE(simulation);
  EXPECT_EQ(simulation.error().code, base::Code::kConfig);
}

TEST(RoundValue, RoundsHalfUpToFourDecimals) {
  EXPECT_EQ(round_value(100, 3), "33.3333");
  EXPECT_EQ(round_value(200, 3), "66.6667");
  EXPECT_EQ(round_value(1, 20'000), "0.0001");  // 0.00005
  EXPECT_EQ(round_value(1, 20'001), "0");
  EXPECT_EQ(round_value(99'999'999, 1'000'000), "100");
  EXPECT_EQ(round_value(931, 10), "93.1");
  EXPECT_EQ(round_value(0, 7), "0");
}

TEST(DayCounts, GiveTheSmallestDayThatCoversTheShare) {
  DayCounts counts;
  for (const int days : {5, 1, 9, 3}) counts.add(days);
  counts.add(-4);
  EXPECT_EQ(counts.n(), 4);
  EXPECT_EQ(counts.quantile(5), 3);
  EXPECT_EQ(counts.quantile(9), 9);
}

}  // namespace
}  // namespace mizan::simulate
