// Real records read by workers that are killed again and again at random points: while they start, load the
// plugin, read, or wait for the hub. The store must say what one says whose workers lived.
// tests/support/runs.hpp says how many of each data set are killed; a thousand take a quarter of an hour.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <random>
#include <thread>

#include "app/connection.hpp"
#include "app/session.hpp"
#include "real_hub.hpp"
#include "support/runs.hpp"
#include "support/store_picture.hpp"

namespace mizan::real {
namespace {
namespace fs = std::filesystem;
using std::chrono::microseconds;
using std::chrono::steady_clock;

// The processes that any thread of this one has started.
std::vector<pid_t> children() {
  std::vector<pid_t> all;
  for (const auto& task : fs::directory_iterator("/proc/self/task")) {
    std::ifstream in(task.path() / "children");
    for (pid_t child = 0; in >> child;) all.push_back(child);
  }
  return all;
}

/// Kills the worker that appears next, so long after that it appeared.
class Killer {
 public:
  explicit Killer(microseconds after) : thread_([this, after] { kill_next(after); }) {}
  ~Killer() {
    over_ = true;
    thread_.join();
  }
  Killer(const Killer&) = delete;
  Killer& operator=(const Killer&) = delete;

 private:
  void kill_next(microseconds after) {
    while (!over_ && children().empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const auto end = steady_clock::now() + after;
    while (!over_ && steady_clock::now() < end) std::this_thread::sleep_for(microseconds(200));
    if (over_) return;
    for (const auto child : children()) kill(child, SIGKILL);
  }

  std::atomic<bool> over_ = false;
  std::thread thread_;
};

/// A hub that reads every source of a folder until each is read to its end.
class Reading {
 public:
  explicit Reading(const RealHub& hub) : config_(hub.own("sources.toml")) {
    std::ifstream in(config_);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    std::ofstream(config_) << "records_per_transaction = 64\n" << text;
  }

  fs::path store() const { return config_.parent_path() / "sources.db"; }

  /// Reads a source once. False: its worker was lost.
  bool read(app::Session& session, const app::SourceConfig& source) const {
    const auto report = session.ingest(source, {});
    // Lost while it was opened, or later.
    if (!report) {
      EXPECT_EQ(report.error().code, base::Code::kTransient) << report.error().message;
      return false;
    }
    const bool lost = report->lost_at.has_value();
    EXPECT_TRUE(lost || report->status == "ok") << report->status << ": " << report->message;
    return !lost;
  }

  app::Session open() const {
    auto session = app::Session::open(config_, store::OpenMode::kWrite, clock_);
    EXPECT_TRUE(session) << session.error().message;
    return std::move(*session);
  }

 private:
  fs::path config_;
  base::SystemClock clock_;
};

struct Undisturbed {
  test::Picture picture;
  std::map<std::string, microseconds> took;  ///< by source
};

Undisturbed undisturbed(const std::string& name, const std::string& data) {
  const RealHub hub(name, data);
  const Reading reading(hub);
  Undisturbed result;
  {
    auto session = reading.open();
    for (const auto& source : session.source_configs()) {
      const auto begin = steady_clock::now();
      EXPECT_TRUE(reading.read(session, source));
      result.took[source.name] = std::chrono::duration_cast<microseconds>(steady_clock::now() - begin);
    }
  }
  result.picture = test::picture_of(reading.store());
  return result;
}

/// One more load with kills; says how many there were.
unsigned disturb(const std::string& name, const std::string& data, const Undisturbed& expected,
                 std::mt19937& random, unsigned most) {
  const RealHub hub(name, data);
  const Reading reading(hub);
  unsigned kills = 0;
  {
    auto session = reading.open();
    for (const auto& source : session.source_configs()) {
      // Most ends come soon, or what was read would be read over and over.
      const auto took = static_cast<unsigned>(expected.took.at(source.name).count());
      bool whole = false;
      while (!whole) {
        const auto after = random() % (random() % 4 == 0 ? took : took / 4);
        const Killer killer{microseconds(kills < most ? after : std::int64_t{3600} * 1'000'000)};
        whole = reading.read(session, source);
        kills += whole ? 0 : 1;
      }
    }
  }
  const auto faults = test::difference(expected.picture, test::picture_of(reading.store()));
  EXPECT_TRUE(faults.empty()) << faults;
  const auto open = test::run_faults(reading.store());
  EXPECT_TRUE(open.empty()) << open;
  return kills;
}

class WorkerKills : public ::testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(WorkerKills, TheStoreSaysWhatOneSaysWhoseWorkersLived) {
  const auto& [name, data] = GetParam();
  if (!RealHub::present(data))
    GTEST_SKIP() << "the real records are not here: ../shared/data/" << data << " is absent";
  const auto expected = undisturbed(name, data);
  std::mt19937 random(test::first_seed());
  const auto wanted = test::runs(10, 30);
  unsigned kills = 0;
  while (kills < wanted && !HasFailure()) kills += disturb(name, data, expected, random, wanted - kills);
  RecordProperty("kills", static_cast<int>(kills));
  EXPECT_EQ(kills, wanted);
}

INSTANTIATE_TEST_SUITE_P(Each, WorkerKills,
                         ::testing::Values(std::pair<std::string, std::string>("wisconsin", "wisconsin-wcca"),
                                           std::pair<std::string, std::string>("assam", "haq-pocso-india")),
                         [](const auto& each) { return each.param.first; });

}  // namespace
}  // namespace mizan::real
