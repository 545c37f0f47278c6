#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "backup/backup_test_support.hpp"

namespace mizan::backup {
namespace {
namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(BackupTest, HasTheStoreAndWhatIsBesideIt) {
  tell(3);
  write("webhook-places/ministry.json", "{}");
  write("releases/log.jsonl", "one\n");
  write("releases/2026-Q1.1.jws", "signed");
  write("releases/2026-Q2.1.json.part", "half");
  write("links.csv", "a,b\n");
  const auto made = make();
  EXPECT_EQ(made.filename(), "mizan-20261126T224748Z");
  const auto manifest = verify_backup(made);
  ASSERT_TRUE(manifest) << manifest.error().message;
  std::vector<std::string> names;
  for (const auto& file : manifest->files) names.push_back(file.path);
  EXPECT_THAT(names, ElementsAre("webhook-places/ministry.json", "store.db", "releases/2026-Q1.1.jws",
                                 "releases/log.jsonl", "links.csv"));
  EXPECT_EQ(read(made / "links.csv"), "a,b\n");
  EXPECT_EQ(manifest->store.last_event, 3);
  EXPECT_EQ(fs::status(made).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(made / kStoreFile).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(BackupTest, EveryByteThatIsAnotherIsFound) {
  tell(3);
  write("links.csv", "a,b\n");
  const auto made = make();
  for (const auto* name : {"links.csv", kStoreFile}) {
    const auto before = read(made / name);
    auto changed = before;
    changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
    std::ofstream(made / name, std::ios::binary) << changed;
    const auto found = verify_backup(made);
    ASSERT_FALSE(found) << name;
    EXPECT_THAT(found.error().message, HasSubstr(std::string(name) + ": is not the file that was backed up"));
    std::ofstream(made / name, std::ios::binary) << before;
    EXPECT_TRUE(verify_backup(made));
  }
  fs::remove(made / "links.csv");
  EXPECT_THAT(verify_backup(made).error().message, HasSubstr("links.csv: is missing"));
}

TEST_F(BackupTest, WhatAStopLeftIsTakenAwayAndOldOnesGoWhenTold) {
  tell(1);
  fs::create_directories(path("backups/mizan-20260101T000000Z.part"));
  fs::create_directories(path("backups/other"));
  auto daily = job();
  daily.keep = 2;
  std::vector<fs::path> made;
  for (int day = 0; day < 3; ++day) {
    daily.now = kNow + day * 86'400 * kSecond;
    const auto one = make_backup(daily);
    ASSERT_TRUE(one) << one.error().message;
    made.push_back(*one);
  }
  EXPECT_THAT(backups_in(path("backups")), ElementsAre(made[1], made[2]));
  EXPECT_FALSE(fs::exists(path("backups/mizan-20260101T000000Z.part")));
  EXPECT_TRUE(fs::exists(path("backups/other"))) << "not ours";
  EXPECT_FALSE(fs::exists(made[0]));
}

TEST_F(BackupTest, TwoAtOnceAreRefused) {
  tell(1);
  fs::create_directories(path("backups"));
  const int lock = ::open(path("backups/.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_EQ(::flock(lock, LOCK_EX), 0);
  EXPECT_THAT(make_backup(job()).error().message, HasSubstr("another backup is being made"));
  ::close(lock);
  make();
  EXPECT_THAT(make_backup(job()).error().message, HasSubstr("is there already"));
}

}  // namespace
}  // namespace mizan::backup
