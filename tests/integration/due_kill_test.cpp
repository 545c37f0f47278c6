// Kill -9 at any moment of a day's telling of what is due: at one call that changes a file after the other.
// Whoever takes the store up again tells what is left, and nothing twice.
#include <signal.h>
#include <sys/wait.h>

#include "pipeline/due_test_support.hpp"
#include "store/sqlite.hpp"
#include "support/crash_point.h"

namespace mizan::pipeline {
namespace {
namespace fs = std::filesystem;

constexpr int kCases = 40;

void copy_store(const std::string& from, const std::string& to) {
  for (const auto* tail : {"", "-wal", "-shm"}) {
    fs::remove(to + tail);
    if (fs::exists(from + tail)) fs::copy_file(from + tail, to + tail);
  }
}

// How it ended that was to end at that call: true if it came through.
bool told_until_killed(ToldHub& hub, long call) {
  const auto child = fork();
  if (child == 0) {
    crash_point_set(call);
    hub.restart();
    hub.on("2024-01-19");
    _exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
  return !WIFSIGNALED(status);
}

TEST(DueKill, AtWhateverCallOfADaysTellingEachIsToldOnce) {
  ToldHub hub("kill");
  hub.on("2024-01-02");
  for (int i = 1; i <= kCases; ++i) hub.take_fir(std::to_string(i), "2024-01-01");
  hub.on("2024-01-16");
  hub.leave();
  const auto saved = hub.path() + ".saved";
  copy_store(hub.path(), saved);
  long kills = 0;
  for (long call = 1; call < 500; call += 1 + call / 16) {
    copy_store(saved, hub.path());
    const bool through = told_until_killed(hub, call);
    hub.restart();
    hub.on("2024-01-19");
    const auto& db = hub.store().database();
    EXPECT_EQ(*db.query_integer("SELECT count(*) FROM outbox WHERE subject LIKE 'due/approaching/%'"),
              kCases);
    EXPECT_EQ(*db.query_integer("SELECT count(*) FROM outbox WHERE subject LIKE 'due/passed/%'"), kCases);
    EXPECT_EQ(*db.query_integer("SELECT count(DISTINCT subject) FROM outbox WHERE subject LIKE 'due/%'"),
              2 * kCases)
        << "killed at call " << call;
    hub.leave();
    if (through || ::testing::Test::HasFailure()) break;
    ++kills;
  }
  EXPECT_GT(kills, 5);
  for (const auto* tail : {"", "-wal", "-shm"}) fs::remove(saved + tail);
}

}  // namespace
}  // namespace mizan::pipeline
