// Kill -9 at any moment of a load: a hub is killed, started again until it comes through, and its store must
// say what the store of an undisturbed hub says: nothing twice, nothing lost. Each seed kills a first load,
// or the load of the next export, or both one after the other, one to three times each: at a chosen call that
// changes a file, or after a chosen time. tests/support/runs.hpp says how many seeds, and how to choose
// others.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <random>

#include "kill_exports.hpp"
#include "support/forked.hpp"
#include "support/runs.hpp"
#include "support/store_picture.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;

const std::string kMode[] = {"snapshot", "incremental"};

void replace_all(const fs::path& file, const std::string& what, const std::string& with) {
  std::ifstream in(file);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  std::ofstream(file) << text;
}

std::int64_t today() {
  constexpr std::int64_t kKarachi = 5 * 3600;
  return (std::chrono::duration_cast<std::chrono::seconds>(
              std::chrono::system_clock::now().time_since_epoch())
              .count() +
          kKarachi) /
         86'400;
}

void expect_nothing(const std::string& faults) {
  EXPECT_TRUE(faults.empty()) << faults;
}

/// A hub that is given one export after the other.
class Hub {
 public:
  Hub(const std::string& name, Mode mode, const Exports& exports) : folder_(name), exports_(exports) {
    folder_.configure("records_per_transaction = 64\n[publish]\nperiods = [\"year\"]\n");
    if (mode == Mode::kSnapshot) return;
    for (const auto* mapping : {"punjab.toml", "kp.toml"})
      replace_all(folder_.path() / "mappings" / mapping, "\"snapshot\"", "\"incremental\"");
  }

  void give(const std::string& name) const {
    fs::remove(folder_.path() / "data");
    fs::create_directory_symlink(exports_.path(name), folder_.path() / "data");
  }

  /// Begins where another one ended.
  void take_over(const fs::path& store) const { fs::copy_file(store, folder_.store()); }
  void leave_to(const fs::path& store) const {
    EXPECT_FALSE(fs::exists(folder_.store().string() + "-wal")) << "a store that was left whole is one file";
    fs::copy_file(folder_.store(), store, fs::copy_options::overwrite_existing);
  }

  ForkedEnd load(const Disturbance& disturbance = {}) const {
    return run_forked(folder_.config(), "ingest", disturbance);
  }
  Picture picture() const { return picture_of(folder_.store()); }
  Values values() const { return values_of(folder_.config()); }
  void check_feed_and_runs(const Values& snapshot) const {
    expect_nothing(feed_faults(folder_.store(), snapshot, values()));
    expect_nothing(run_faults(folder_.store()));
  }

 private:
  HubFolder folder_;
  const Exports& exports_;
};

/// An undisturbed load of one export, and what it took.
struct Load {
  std::string name;
  Picture picture;
  long calls = 0;
  std::chrono::microseconds time{};
};

/// A hub that nothing disturbs, given both exports.
struct Reference {
  Exports exports;
  std::int64_t day = today();
  std::vector<Load> loads;
  fs::path between;  ///< its store after the first export
  Values snapshot;   ///< and its values

  explicit Reference(Mode mode) : exports(mode), between(exports.path("between.db")) {
    const Hub hub("kill_reference_" + kMode[static_cast<int>(mode)], mode, exports);
    for (const std::string name : {"first", "second"}) {
      hub.give(name);
      const auto from = std::chrono::steady_clock::now();
      const auto end = hub.load();
      EXPECT_EQ(end.exit_code, 0) << end.said;
      const auto time = std::chrono::steady_clock::now() - from;
      if (name == "first") hub.leave_to(between);
      loads.push_back(
          {name, hub.picture(), end.calls, std::chrono::duration_cast<std::chrono::microseconds>(time)});
      if (name == "first") snapshot = hub.values();
      hub.check_feed_and_runs(snapshot);
    }
    check_exports(mode);
  }

 private:
  // What is disturbed must have all that may go wrong.
  void check_exports(Mode mode) const {
    const auto& first = loads[0].picture;
    const auto& second = loads[1].picture;
    EXPECT_FALSE(first.at("quarantine").empty());
    EXPECT_GT(second.at("history").size(), first.at("history").size()) << "records changed";
    EXPECT_GT(second.at("events").size(), 1U);
    if (mode == Mode::kIncremental) {
      EXPECT_GT(second.at("quarantine").size(), first.at("quarantine").size());
    } else {
      for (const auto& line : second.at("changes"))
        EXPECT_FALSE(line.ends_with("|0")) << line << ": records vanished";
    }
  }
};

class KillTest : public ::testing::Test {
 protected:
  // What a store holds of the day of receipt is compared too, so a reference serves for its own day.
  static const Reference& reference(Mode mode) {
    static std::unique_ptr<Reference> references[2];
    auto& one = references[static_cast<int>(mode)];
    if (!one || one->day != today()) one = std::make_unique<Reference>(mode);
    return *one;
  }

  void kill_and_complete(const Hub& hub, const Load& undisturbed, std::mt19937& random) {
    for (auto kills = 1 + random() % 3; kills > 0; --kills) {
      const auto at = 1 + static_cast<long>(random() % static_cast<unsigned long>(undisturbed.calls));
      Disturbance disturbance{at, {}};
      if (random() % 5 == 0) disturbance = {0, undisturbed.time * at / undisturbed.calls};
      const auto end = hub.load(disturbance);
      EXPECT_TRUE(end.exit_code == 0 || end.signal == SIGKILL) << end.signal << " " << end.said;
      killed_ += end.signal == SIGKILL ? 1 : 0;
    }
    const auto end = hub.load();
    EXPECT_EQ(end.exit_code, 0) << end.said;
  }

  // What a seed disturbs: the first load, the second, or (every fifth) both.
  static std::vector<std::size_t> disturbed(unsigned seed) {
    if (seed % 5 == 4) return {0, 1};
    return {seed / 2 % 2};
  }

  void check_seed(unsigned seed) {
    const auto mode = static_cast<Mode>(seed % 2);
    const auto& undisturbed = reference(mode);
    if (HasFailure()) return;
    std::mt19937 random(seed);
    const Hub hub("kill_" + std::to_string(seed), mode, undisturbed.exports);
    const auto loads = disturbed(seed);
    if (loads.front() == 1) hub.take_over(undisturbed.between);
    for (const auto which : loads) {
      const auto& load = undisturbed.loads.at(which);
      SCOPED_TRACE("seed " + std::to_string(seed) + ", " + kMode[seed % 2] + ", " + load.name + " export");
      hub.give(load.name);
      kill_and_complete(hub, load, random);
      if (today() != undisturbed.day) return check_seed(seed);
      expect_nothing(difference(load.picture, hub.picture()));
      hub.check_feed_and_runs(undisturbed.snapshot);
    }
  }

  int killed_ = 0;
};

TEST_F(KillTest, AfterKillsAtAnyMomentTheStoreSaysWhatAnUndisturbedOneSays) {
  const auto first = first_seed();
  const auto seeds = runs(10, 50);
  for (auto seed = first; seed < first + seeds && !HasFailure(); ++seed) check_seed(seed);
  RecordProperty("killed", killed_);
  EXPECT_GE(killed_, static_cast<int>(seeds)) << "most disturbances end the load";
}

}  // namespace
}  // namespace mizan::test
