// Stores that cannot be used, and disks that are full: exit code 4, one message, and the file is as it was or
// whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>

#include "small_hub.hpp"

namespace mizan::test {
namespace {
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class BadStore : public ::testing::Test {
 protected:
  BadStore() : hub_(::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    hub_.put("data/a.csv", rows(0, 10));
  }

  static std::string rows(int from, int to) {
    std::string text = "no,district,instituted,fir_year\n";
    for (int i = from; i < to; ++i)
      text += std::to_string(i) + ",District number " + std::to_string(i % 7) + ",2024-01-02,2023\n";
    return text;
  }

  std::string bytes() const {
    std::ifstream in(hub_.path() / "mizan.db", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  void sql(const std::string& text) const {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((hub_.path() / "mizan.db").c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
  }

  // Every command that opens the store refuses it in one sentence and leaves each byte as it is.
  void expect_refused(const std::string& sentence) const {
    const auto before = bytes();
    for (const auto* words : {"ingest", "status", "kpi values pending --every year", "source list"}) {
      const auto ran = hub_.run(words);
      EXPECT_EQ(ran.exit_code, 4) << words;
      EXPECT_THAT(ran.messages(), ElementsAre(AllOf(HasSubstr("mizan.db"), HasSubstr(sentence)))) << words;
      EXPECT_EQ(ran.out, "");
    }
    EXPECT_EQ(bytes(), before);
  }

  SmallHub hub_;
};

TEST_F(BadStore, AStoreFromANewerVersion) {
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  sql("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");
  expect_refused("was written by a newer Mizan (store version 99");
}

TEST_F(BadStore, AFileThatIsNoStore) {
  hub_.put("mizan.db", "Dear Sir, please find enclosed " + std::string(5000, '.'));
  expect_refused("not a Mizan store");
}

TEST_F(BadStore, ADatabaseOfAnotherProgram) {
  sql("CREATE TABLE recipe(name TEXT); INSERT INTO recipe VALUES ('dal')");
  expect_refused("is not a Mizan store");
}

TEST_F(BadStore, AFolderInItsPlace) {
  std::filesystem::create_directories(hub_.path() / "mizan.db");
  const auto ran = hub_.run("ingest");
  EXPECT_EQ(ran.exit_code, 4);
  EXPECT_THAT(ran.messages(), ElementsAre(HasSubstr("is a folder; a store is a file")));
}

class FullDisk : public BadStore {
 protected:
  // What was taken in before the disk was full is whole, and with room again the load ends as one never
  // disturbed.
  void expect_stopped_and_resumed(const Ran& ran) const {
    EXPECT_EQ(ran.exit_code, 4) << ran.err;
    EXPECT_THAT(ran.messages(), ElementsAre(AllOf(HasSubstr("mizan: store: "), HasSubstr("disk"))))
        << ran.err;
    EXPECT_EQ(hub_.text("PRAGMA integrity_check"), "ok\n");
    EXPECT_EQ(hub_.number("SELECT count(*) FROM run WHERE received <> accepted + unchanged + quarantined"),
              0);
    EXPECT_EQ(hub_.number("SELECT sum(accepted) FROM run"), hub_.number("SELECT count(*) FROM rec_case"));
    const auto again = hub_.run("ingest");
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(hub_.number("SELECT count(*) FROM rec_case"), 20'000);
    SmallHub other("undisturbed");
    other.put("data/a.csv", rows(0, 20'000));
    ASSERT_EQ(other.run("ingest").exit_code, 0);
    EXPECT_EQ(hub_.records(), other.records());
    EXPECT_EQ(hub_.run("--format csv kpi values pending --every year").out,
              other.run("--format csv kpi values pending --every year").out);
  }
};

// A limit on the size of files: the same as a quota.
TEST_F(FullDisk, ByALimit) {
  hub_.put("data/a.csv", rows(0, 20'000));
  expect_stopped_and_resumed(hub_.run("ingest", "ulimit -f 3000;"));
}

// A file system of its own, as small as it takes. Where this user may mount none, the limit above has to do.
TEST_F(FullDisk, ByAFileSystemWithoutRoom) {
  const auto mount = (hub_.path() / "small").string();
  const std::string inside = "unshare --mount --map-root-user true";
  if (std::system((inside + " 2>/dev/null").c_str()) != 0)
    GTEST_SKIP() << "this user may make no mount namespace: " << inside;
  hub_.put("data/a.csv", rows(0, 20'000));
  std::filesystem::create_directories(mount);
  const auto config = hub_.path() / "mizan.toml";
  std::ofstream(config, std::ios::app)
      << "store = \"small/mizan.db\"\n[disk]\nfree_mib = 0  # it may fill up\n";
  // The store is copied out before the namespace ends and the mount with it.
  const auto ran =
      hub_.run("ingest", "unshare --mount --map-root-user sh -c 'mount -t tmpfs -o size=2m none " + mount +
                             " && \"$@\"; code=$?; cp " + mount + "/mizan.db* " + hub_.path().string() +
                             "; exit $code' sh");
  hub_.put("mizan.toml", std::string("format = 1\ntables = \"") + MIZAN_SOURCE_DIR "/config\"\nplugins = \"" +
                             MIZAN_BINARY_DIR "/plugins\"\n");
  expect_stopped_and_resumed(ran);
}

}  // namespace
}  // namespace mizan::test
