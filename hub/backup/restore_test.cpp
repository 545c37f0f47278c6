#include "backup/backup_test_support.hpp"
#include "publish/cloud_event.hpp"
#include "publish/cursor.hpp"
#include "store/access_tokens.hpp"
#include "store/audit_trail.hpp"
#include "store/copy.hpp"

namespace mizan::backup {
namespace {
namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RestoreTest : public BackupTest {
 protected:
  Restored restore(const RestoreJob& wanted) const {
    auto restored = restore_backup(wanted);
    EXPECT_TRUE(restored) << (restored ? "" : restored.error().message);
    return restored ? std::move(*restored) : Restored();
  }
  void expect_refused(const RestoreJob& wanted, const std::string& why) const {
    const auto restored = restore_backup(wanted);
    ASSERT_FALSE(restored);
    EXPECT_THAT(restored.error().message, HasSubstr(why));
  }
};

TEST_F(RestoreTest, OnAnEmptyMachineEverythingIsThereAgain) {
  tell(3);
  write("webhook-places/ministry.json", "{\"cursor\":\"x\"}");
  write("releases/log.jsonl", "one\n");
  write("links.csv", "a,b\n");
  const auto made = make();
  fs::rename(made, path("away"));
  const auto first = open().epoch();
  for (const auto* name : {"mizan.db", "mizan.db-lock", "webhook-places", "releases", "links.csv"})
    fs::remove_all(path(name));
  const auto restored = restore(restore_job(path("away")));
  EXPECT_EQ(restored.put.size(), 3U);
  EXPECT_TRUE(restored.moved_aside.empty());
  EXPECT_EQ(read(path("releases/log.jsonl")), "one\n");
  EXPECT_EQ(read(path("webhook-places/ministry.json")), "{\"cursor\":\"x\"}");
  auto store = open();
  const auto epochs = *store::Epochs::of(store.database());
  EXPECT_EQ(epochs.last_event_of(first), 3);
  const auto events = *store.outbox_after(3, 9);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].type, publish::kRestoredType);
  EXPECT_THAT(events[0].body, HasSubstr("\"holds_until\":\"" + publish::encode_cursor({first, 3}) + "\""));
  EXPECT_THAT(events[0].body, HasSubstr("\"state_of\":\"2026-11-26T22:47:48"));
  EXPECT_TRUE(store::verify_audit(store, {}));
}

TEST_F(RestoreTest, NothingThatIsThereIsOverwritten) {
  tell(2);
  write("links.csv", "old\n");
  write("releases/log.jsonl", "one\n");
  write("webhook-places/a.json", "early");
  const auto made = make();
  tell(2);
  const auto newer = read(path("mizan.db"));
  write("links.csv", "new\n");
  write("releases/log.jsonl", "one\ntwo\n");
  write("webhook-places/a.json", "late");
  expect_refused(restore_job(made), "there is a store already; --replace");
  EXPECT_EQ(read(path("mizan.db")), newer);
  auto job = restore_job(made);
  job.replace = true;
  const auto restored = restore(job);
  EXPECT_EQ(read(restored.moved_aside), newer);
  EXPECT_EQ(read(path("links.csv")), "new\n");
  EXPECT_EQ(read(path("releases/log.jsonl")), "one\ntwo\n");
  EXPECT_EQ(read(path("webhook-places/a.json")), "late");
  EXPECT_EQ(restored.kept.size(), 3U);
  EXPECT_EQ(*open().outbox_head(), 3) << "two, and the word that it goes on";
}

TEST_F(RestoreTest, WhatIsReplacedHasANameOfItsOwnInTheSameSecondToo) {
  tell(1);
  const auto made = make();
  auto job = restore_job(made);
  job.replace = true;
  tell(1);
  const auto first = read(path("mizan.db"));
  const auto aside = restore(job).moved_aside;
  const auto second = read(path("mizan.db"));
  // One that was cut off here had given this store its name already.
  fs::create_hard_link(path("mizan.db"), aside.string() + "-2");
  EXPECT_EQ(restore(job).moved_aside, aside.string() + "-2");
  EXPECT_EQ(read(aside), first);
  EXPECT_EQ(read(aside.string() + "-2"), second);
  EXPECT_FALSE(fs::exists(aside.string() + "-3"));
}

TEST_F(RestoreTest, ALogThatIsNotTheSameOneIsRefusedBeforeAnythingChanges) {
  tell(1);
  write("releases/log.jsonl", "one\ntwo\n");
  const auto made = make();
  write("releases/log.jsonl", "one\nanother\n");
  auto job = restore_job(made);
  job.replace = true;
  const auto before = read(path("mizan.db"));
  expect_refused(job, "is not what the backup's releases/log.jsonl went on to");
  EXPECT_EQ(read(path("mizan.db")), before);
}

TEST_F(RestoreTest, WhatWasRevokedSinceStaysRevokedAndTheTrailSaysWhatItLacks) {
  {
    auto store = open();
    for (const auto* id : {"one", "two"})
      ASSERT_TRUE(store::add_token(store,
                                   {id, id, std::string(32, 'd'), "monitor", "{}", 1, "os:x", kNow * 2},
                                   {0, 1, "os:x", "token add", id, "done"}));
  }
  const auto made = make();
  std::string head;
  {
    auto store = open();
    ASSERT_TRUE(
        store::revoke_token(store, "one", kNow, "os:x", {0, 2, "os:x", "token revoke", "one", "done"}));
    head = audit::head_text(*store::audit_head(store));
  }
  auto job = restore_job(made);
  job.replace = true;
  EXPECT_EQ(restore(job).revoked, 1);
  const auto store = open();
  EXPECT_EQ((*store::find_token(store, "one"))->revoked_at, kNow);
  EXPECT_EQ((*store::find_token(store, "two"))->revoked_at, 0);
  std::vector<std::string> told;
  const auto take = [&](const audit::Entry& entry, std::string_view) -> base::Result<> {
    told.push_back(entry.did + " " + entry.what);
    return {};
  };
  ASSERT_TRUE(store::for_each_audit(store, 0, take));
  EXPECT_THAT(told, ElementsAre("token add one", "token add two", HasSubstr("ended with " + head)));
}

TEST_F(RestoreTest, UnderAnotherKeyItIsRefused) {
  tell(1);
  auto keyed = job();
  keyed.key_check = key_check_of("a key");
  const auto made = *make_backup(keyed);
  auto job = restore_job(made);
  job.replace = true;
  expect_refused(job, "pseudonyms by another key");
  job.key_check = key_check_of("another key");
  expect_refused(job, "pseudonyms by another key");
  job.other_key = true;
  restore(job);
}

TEST_F(RestoreTest, ADamagedBackupPutsNothingInPlace) {
  tell(2);
  const auto made = make();
  tell(1);
  std::ofstream(made / kStoreFile, std::ios::app) << "x";
  auto job = restore_job(made);
  job.replace = true;
  expect_refused(job, "is not the file that was backed up");
  EXPECT_EQ(*open().outbox_head(), 3);
}

TEST_F(RestoreTest, AStoreIsNotOpenedWhileItIsBeingExchanged) {
  tell(2);
  const auto made = make();
  fs::copy_file(path("mizan.db"), path("mizan.db") += store::kRestoring);
  for (const auto mode : {store::OpenMode::kWrite, store::OpenMode::kRead, store::OpenMode::kAside}) {
    const auto refused = store::Store::open(path("mizan.db").string(), mode);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("give `mizan restore` again"));
  }
  restore(restore_job(made));
  EXPECT_EQ(*open().outbox_head(), 3);
}

}  // namespace
}  // namespace mizan::backup
