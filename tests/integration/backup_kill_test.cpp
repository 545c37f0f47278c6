// Kill -9 at any moment of a backup and of a restore: at one call that changes a file after the other. A
// backup is whole or not there. A restore leaves the store of before or the restored one, and given again it
// ends as one that nobody disturbed.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>

#include "backup/make.hpp"
#include "backup/verify.hpp"
#include "store/announcements.hpp"
#include "store/epochs.hpp"
#include "store/sqlite.hpp"
#include "support/forked.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;

constexpr int kBefore = 40;  // events that the backup has
constexpr int kSince = 25;   // and those since

/// A hub's folder, with a store and one file of each kind beside it.
class Hub {
 public:
  Hub() : folder_(fs::path(::testing::TempDir()) / ("mizan_backup_kill_" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    write("mizan.toml", "format = 1\n");
    write("hub/links.csv", "a,b\n");
    write("hub/releases/log.jsonl", "one\n");
    write("hub/webhook-places/ministry.json", "{}");
    write("mizan.toml",
          "format = 1\nstore = \"hub/mizan.db\"\nlinks = \"hub/links.csv\"\nreleases = \"hub/releases\"\n"
          "webhook_places = \"hub/webhook-places\"\n");
  }
  ~Hub() { fs::remove_all(folder_); }

  fs::path path(const std::string& name) const { return folder_ / name; }
  std::string store() const { return path("hub/mizan.db").string(); }

  void write(const std::string& name, std::string_view text) const {
    fs::create_directories(path(name).parent_path());
    std::ofstream(path(name)) << text;
  }
  /// In the write-ahead log too, as a hub leaves it that was killed.
  void tell_and_be_killed(int events) const {
    const auto kept = path("kept");
    fs::remove_all(kept);
    {
      auto store = *store::Store::open(this->store(), store::OpenMode::kWrite);
      for (int i = 0; i < events; ++i)
        EXPECT_TRUE(store::put_events(store.database(), {{0, 1, "t", "s", "{}"}}));
      fs::copy(path("hub"), kept, fs::copy_options::recursive);
    }
    put_back("kept");
  }
  void put_back(const std::string& name) const {
    fs::remove_all(path("hub"));
    fs::copy(path(name), path("hub"), fs::copy_options::recursive);
  }
  ForkedEnd run(const std::string& words, long crash_at = 0) const {
    return run_forked(path("mizan.toml"), words, {crash_at, {}});
  }

 private:
  fs::path folder_;
};

std::int64_t events_of(const std::string& store) {
  auto opened = store::Store::open(store, store::OpenMode::kRead);
  EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
  return opened ? *opened->outbox_head() : -1;
}

TEST(BackupKill, ABackupIsWholeOrNotThere) {
  const Hub hub;
  hub.tell_and_be_killed(kBefore);
  const auto into = hub.path("backups").string();
  int kills = 0;
  for (long call = 1;; call += 1 + call / 6) {
    const auto end = hub.run("backup make " + into, call);
    for (const auto& made : backup::backups_in(into)) EXPECT_TRUE(backup::verify_backup(made)) << made;
    if (end.signal != SIGKILL) {
      EXPECT_EQ(end.exit_code, 0) << end.said;
      break;
    }
    ++kills;
    fs::remove_all(into + "/mizan-kept");
    // One that was whole before it was killed has the name of its second.
    for (const auto& made : backup::backups_in(into)) fs::remove_all(made);
  }
  EXPECT_GT(kills, 10);
  EXPECT_EQ(backup::backups_in(into).size(), 1U);
  for (const auto& entry : fs::directory_iterator(into))
    EXPECT_FALSE(entry.path().string().ends_with(".part")) << entry.path();
  EXPECT_EQ(events_of(hub.store()), kBefore);
}

TEST(BackupKill, ARestoreLeavesTheOneOrTheOtherAndCanBeGivenAgain) {
  const Hub hub;
  hub.tell_and_be_killed(kBefore);
  ASSERT_EQ(hub.run("backup make " + hub.path("backups").string()).exit_code, 0);
  const auto backup = backup::backups_in(hub.path("backups")).at(0).string();
  hub.tell_and_be_killed(kSince);
  fs::remove(hub.path("hub/links.csv"));
  fs::rename(hub.path("hub"), hub.path("before"));
  int kills = 0;
  int unopened = 0;
  for (long call = 1;; call += 1 + call / 8) {
    hub.put_back("before");
    const auto end = hub.run("restore --replace " + backup, call);
    if (end.signal == SIGKILL) {
      ++kills;
      auto opened = store::Store::open(hub.store(), store::OpenMode::kRead);
      if (opened) {
        const auto head = *opened->outbox_head();
        EXPECT_TRUE(head == kBefore + kSince || head == kBefore + 1) << head << " at call " << call;
      } else {
        ++unopened;
        EXPECT_NE(opened.error().message.find("give `mizan restore` again"), std::string::npos);
      }
    }
    const auto again = end.signal == SIGKILL ? hub.run("restore --replace " + backup) : end;
    ASSERT_EQ(again.exit_code, 0) << again.said << " after a kill at call " << call;
    EXPECT_EQ(events_of(hub.store()), kBefore + 1) << "killed at call " << call;
    const auto store = *store::Store::open(hub.store(), store::OpenMode::kRead);
    EXPECT_EQ(*store.database().query_integer("SELECT count(*) FROM earlier_epoch"), 1);
    EXPECT_TRUE(fs::exists(hub.path("hub/links.csv")));
    bool kept = false;
    for (const auto& entry : fs::directory_iterator(hub.path("hub"))) {
      const auto name = entry.path().string();
      EXPECT_EQ(name.find("restor"), std::string::npos) << name << " is left, killed at call " << call;
      const bool aside = name.find(".replaced-") != std::string::npos && !name.ends_with("-wal") &&
                         !name.ends_with("-shm") && !name.ends_with("-lock");
      kept = kept || (aside && events_of(name) == kBefore + kSince);
    }
    EXPECT_TRUE(kept) << "the store that was there is kept, killed at call " << call;
    if (end.signal != SIGKILL || ::testing::Test::HasFailure()) break;
  }
  EXPECT_GT(kills, 20);
  EXPECT_GT(unopened, 0);
}

}  // namespace
}  // namespace mizan::test
