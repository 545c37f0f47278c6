// A province's hub as the source of a national one, over real processes: what the two say of the same cases
// is the same, at first and after corrections and deletions, a stop of either, and another epoch of the
// giver.
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <sstream>

#include "base/json.hpp"
#include "support/hub_folder.hpp"
#include "support/truth.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using nlohmann::json;

/// What `source list` says of one source's last run.
struct LastRun {
  std::string status;
  int received = 0;
  int accepted = 0;
};

class TwoHubs : public ::testing::Test {
 protected:
  void set_up(const std::string& defects) {
    giver_.configure("[publish]\nrecords = true\n[listen]\nport = " + port_ + "\n");
    giver_.mizan({"simulate", (giver_.path() / "data").string(), "--cases", "200", "--seed", "11",
                  "--defects", defects});
    giver_.mizan({"ingest"});
    serve();
    for (const std::string source : {"punjab", "kp"}) {
      auto file = std::regex_replace(get("/v1/records/source-file?source=" + source),
                                     std::regex("https://hub.example.pk"), address());
      file = std::regex_replace(file, std::regex("hub.example.pk"), "127.0.0.1:" + port_);
      std::ofstream(receiver_.path() / "sources" / (source + ".toml")) << file;
    }
  }

  std::string address() const { return "http://127.0.0.1:" + port_; }

  void serve() {
    service_.emplace(giver_.command({"run"}));
    ASSERT_NE(service_->err_line_with("serving on " + address()), "");
  }
  void stop_giver(int signal) {
    service_->signal(signal);
    service_->wait();
    service_.reset();
  }

  std::string get(const std::string& target) const {
    const auto ended = run({"/usr/bin/curl", "--silent", "--show-error", "--fail", address() + target});
    EXPECT_TRUE(ended.ok()) << target << ": " << ended.story();
    return ended.out;
  }

  /// The giver takes in what a change of its data makes, and serves again.
  void change_at_giver(const std::function<void(const fs::path& data)>& change) {
    stop_giver(SIGTERM);
    change(giver_.path() / "data");
    giver_.mizan({"ingest"});
    serve();
  }

  /// Every value of every KPI, by each of its breakdowns, but of the two that are about the hub itself.
  static std::string values(const HubFolder& hub) {
    std::istringstream rows(hub.mizan(
        {"--format", "csv", "kpi", "values", "--by", "all", "--every", "month", "--every", "year"}));
    std::string text;
    int count = 0;
    for (std::string row; std::getline(rows, row); ++count)
      if (!row.starts_with("quarantine_rate,") && !row.starts_with("freshness_hours,")) text += row + "\n";
    EXPECT_GT(count, 1'000);
    return text;
  }

  void expect_both_the_same() const {
    const auto given = values(giver_);
    const auto received = values(receiver_);
    const auto [a, b] = std::mismatch(given.begin(), given.end(), received.begin(), received.end());
    if (a == given.end() && b == received.end()) return;
    const auto at = given.rfind('\n', static_cast<std::size_t>(a - given.begin()));
    const auto line = at == std::string::npos ? 0 : at + 1;
    ADD_FAILURE() << "giver:    " << given.substr(line, given.find('\n', line) - line)
                  << "\nreceiver: " << received.substr(line, received.find('\n', line) - line);
  }

  LastRun last_run(const std::string& source) const {
    for (const auto& row : base::parse_json(receiver_.mizan({"--format", "json", "source", "list"})))
      if (row["source"] == source) return {row["status"], row["received"], row["accepted"]};
    ADD_FAILURE() << "no source " << source;
    return {};
  }

  int count_at(const HubFolder& hub, const std::string& sql) const {
    const auto ended = run({"/usr/bin/sqlite3", "-readonly", hub.store().string(), sql});
    EXPECT_TRUE(ended.ok()) << ended.story();
    return std::stoi(ended.out);
  }

  // Rewrites a file line by line; an empty line goes.
  static void edit(const fs::path& file, const std::function<std::string(std::string)>& of) {
    std::ifstream in(file);
    std::string out;
    for (std::string line; std::getline(in, line);) {
      const auto changed = of(line);
      if (!changed.empty()) out += changed + "\n";
    }
    std::ofstream(file) << out;
  }

  const std::string port_ = port_of_a_hub();
  const HubFolder giver_{"giver"};
  const HubFolder receiver_{"receiver"};
  std::optional<Program> service_;
};

TEST_F(TwoHubs, SayTheSameAndTheTruth) {
  set_up("0");
  receiver_.mizan({"ingest"});
  expect_both_the_same();
  EXPECT_EQ(wrong_values(receiver_.config(), giver_.path() / "data" / "truth.json", 500), "");
}

TEST_F(TwoHubs, SayTheSameOfDirtyDataButForWhatOneCouldNotRead) {
  set_up("0.2");
  receiver_.mizan({"ingest"});
  expect_both_the_same();
  EXPECT_GT(count_at(giver_, "SELECT count(*) FROM quarantine"), 0);
  EXPECT_EQ(count_at(receiver_, "SELECT count(*) FROM quarantine"), 0) << "so the quarantine rates differ";
}

TEST_F(TwoHubs, CorrectionsNewRecordsAndDeletionsArriveAsTheFewThatTheyAre) {
  set_up("0");
  receiver_.mizan({"ingest"});
  const auto before = values(receiver_);
  change_at_giver([](const fs::path& data) {
    bool acquitted = false;
    edit(data / "punjab" / "cases.csv", [&](std::string line) {
      const auto at = acquitted ? std::string::npos : line.find(",CONV,");
      if (at == std::string::npos) return line;
      acquitted = true;
      line.replace(at, 6, ",ACQ-M,");
      const auto revision = line.rfind(",1,20");
      EXPECT_NE(revision, std::string::npos) << line;
      return line.replace(revision, 3, ",2,");
    });
    int number = 0;
    edit(data / "punjab" / "hearings.csv", [&](const std::string& line) {
      ++number;
      if (number == 3 || number == 40) return std::string();  // gone from the export
      if (number != 60) return line;
      return line + "\nPB-H99999999" + line.substr(line.find(','));  // held twice that day
    });
  });
  receiver_.mizan({"ingest"});
  const auto run = last_run("punjab");
  EXPECT_EQ(run.status, "ok");
  EXPECT_EQ(run.received, 4)
      << "a correction, a new hearing, two that are gone; nothing else is asked for again";
  EXPECT_EQ(run.accepted, 4);
  EXPECT_NE(values(receiver_), before);
  expect_both_the_same();
}

// The network that goes after five pages is a recording that has no more.
TEST_F(TwoHubs, AReadingThatIsCutOffGoesOnFromItsPage) {
  set_up("0");
  const auto source = receiver_.path() / "sources" / "punjab.toml";
  const auto exchanges = receiver_.path() / "exchanges";
  const auto with = [&](const std::string& line) {
    edit(source, [&](const std::string& old) {
      return old.starts_with("record =") || old.starts_with("replay =") ? std::string()
             : old.starts_with("hosts =")                               ? old + "\n" + line
                                                                        : old;
    });
  };
  edit(source,
       [](const std::string& line) { return line == "source = \"punjab\"" ? line + "\npage = 100" : line; });
  with("record = \"../exchanges\"");
  receiver_.mizan({"ingest", "punjab"});
  const auto all = last_run("punjab").received;

  for (const auto* part : {"", "-wal", "-shm"}) fs::remove(receiver_.store().string() + part);
  for (const auto& exchange : fs::directory_iterator(exchanges))
    if (exchange.path().stem() > "000005") fs::remove(exchange.path());
  with("replay = \"../exchanges\"");
  receiver_.mizan({"ingest", "punjab"}, 3);
  EXPECT_EQ(last_run("punjab").status, "partial");
  EXPECT_EQ(last_run("punjab").received, 500);

  with("# the network is back");
  receiver_.mizan({"ingest"});
  EXPECT_EQ(last_run("punjab").received, all - 500) << "what was stored is not asked for again";
  expect_both_the_same();
}

TEST_F(TwoHubs, AGiverWithAnotherEpochIsReadAnewAndWhatItLostIsGone) {
  set_up("0");
  receiver_.mizan({"ingest"});
  const auto all = last_run("punjab").received;

  stop_giver(SIGKILL);
  giver_.mizan({"feed", "new-epoch"});
  serve();
  receiver_.mizan({"ingest"});
  EXPECT_EQ(last_run("punjab").received, all);
  EXPECT_EQ(last_run("punjab").accepted, 0) << "all of it was held";
  expect_both_the_same();

  // Its store is lost and loaded anew, from data that have changed meanwhile.
  change_at_giver([&](const fs::path& data) {
    for (const auto* part : {"", "-wal", "-shm"}) fs::remove(giver_.store().string() + part);
    int number = 0;
    edit(data / "punjab" / "hearings.csv",
         [&](const std::string& line) { return ++number == 5 ? std::string() : line; });
  });
  receiver_.mizan({"ingest"});
  EXPECT_EQ(last_run("punjab").received, all - 1);
  EXPECT_EQ(count_at(receiver_, "SELECT sum(vanished) FROM run"), 1);
  expect_both_the_same();
}

TEST_F(TwoHubs, InTheProgramItselfTheStreamIsThatOfAWorkerToTheByte) {
  set_up("0.2");
  const auto held = [&] {
    const auto ended = run(
        {"/usr/bin/sqlite3", "-readonly", receiver_.store().string(),
         "SELECT * FROM case_record ORDER BY source, key; SELECT * FROM hearing_record ORDER BY source, key;"
         "SELECT hex(token) FROM checkpoint ORDER BY source; SELECT hex(data) FROM raw_block ORDER BY id"});
    EXPECT_TRUE(ended.ok()) << ended.story();
    return ended.out;
  };
  receiver_.mizan({"ingest"});
  const auto by_worker = held();
  EXPECT_GT(by_worker.size(), 100'000U);
  for (const auto* part : {"", "-wal", "-shm"}) fs::remove(receiver_.store().string() + part);
  for (const auto* source : {"punjab.toml", "kp.toml"}) {
    edit(receiver_.path() / "sources" / source, [](const std::string& line) {
      return line == "adapter = \"hub\"" ? line + "\nisolation = \"in-process\"" : line;
    });
  }
  receiver_.mizan({"ingest"});
  EXPECT_TRUE(held() == by_worker);
}

TEST_F(TwoHubs, AGiverThatDoesNotGiveItsRecordsAwayIsAMatterOfItsConfig) {
  set_up("0");
  stop_giver(SIGTERM);
  edit(giver_.config(),
       [](const std::string& line) { return line == "records = true" ? "records = false" : line; });
  serve();
  const auto ended = run(receiver_.command({"ingest"}));
  EXPECT_EQ(ended.exit_code, 3) << ended.story();
  EXPECT_NE(ended.err.find("[publish] records = true"), std::string::npos) << ended.story();
}

}  // namespace
}  // namespace mizan::test
