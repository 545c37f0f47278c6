// The audit trail in the store: what is written together stays together, and what is touched is found.
#include "store/audit_trail.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/sqlite.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {

using ::testing::HasSubstr;

audit::Entry entry(const std::string& what) {
  return {0, 1'000, "os:root", "link add", what, "done"};
}

class AuditTrailTest : public StoreTest {
 protected:
  void write(Store& store, int entries) {
    for (int i = 0; i < entries; ++i) ASSERT_TRUE(append_audit(store, entry("case " + std::to_string(i))));
  }
  // What somebody with the file does to it; empty: nothing is wrong then.
  std::string wrong_after(const std::string& sql, const audit::Head& noted = {}) {
    auto store = open();
    write(store, 5);
    const auto touched = Database::open(path(), false)->execute(sql);
    EXPECT_TRUE(touched) << touched.error().message;
    const auto verified = verify_audit(store, noted);
    return verified ? "" : verified.error().message;
  }
};

TEST_F(AuditTrailTest, IsWholeAndInOrder) {
  auto store = open();
  EXPECT_TRUE(verify_audit(store, {}));
  write(store, 3);
  const auto head = audit_head(store);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->number, 3);
  std::string all;
  ASSERT_TRUE(for_each_audit(store, 1, [&](const audit::Entry& each, std::string_view) -> base::Result<> {
    all += std::to_string(each.number) + each.what + ";";
    return {};
  }));
  EXPECT_EQ(all, "2case 1;3case 2;");
  write(store, 2);
  EXPECT_TRUE(verify_audit(store, *head)) << "what was noted is still there";
}

TEST_F(AuditTrailTest, WhatIsTouchedIsFound) {
  EXPECT_EQ(wrong_after(""), "");
}
TEST_F(AuditTrailTest, AnEntryThatIsChanged) {
  EXPECT_THAT(wrong_after("UPDATE audit_entry SET who = 'os:clerk' WHERE number = 2"),
              HasSubstr("entry 2 is not"));
}
TEST_F(AuditTrailTest, AnEntryThatIsTakenOut) {
  EXPECT_THAT(wrong_after("DELETE FROM audit_entry WHERE number = 3"),
              HasSubstr("behind entry 2 comes entry 4"));
}
TEST_F(AuditTrailTest, EntriesThatChangePlaces) {
  EXPECT_THAT(
      wrong_after("UPDATE audit_entry SET number = CASE number WHEN 2 THEN 103 ELSE 102 END WHERE number IN "
                  "(2, 3); UPDATE audit_entry SET number = number - 100 WHERE number > 100"),
      HasSubstr("entry 2 is not"));
}
TEST_F(AuditTrailTest, AnEndThatIsCutOff) {
  EXPECT_THAT(wrong_after("DELETE FROM audit_entry WHERE number > 3"), HasSubstr("entry 5 was written"));
}
TEST_F(AuditTrailTest, AllOfItGone) {
  EXPECT_THAT(wrong_after("DELETE FROM audit_entry"), HasSubstr("entry 5 was written"));
}

// Who cuts off the end and knows the store as well leaves nothing in it that says so.
TEST_F(AuditTrailTest, AHeadThatWasNotedElsewhereFindsTheRest) {
  auto store = open();
  write(store, 5);
  const auto noted = *audit_head(store);
  const auto tampered = Database::open(path(), false)
                            ->execute(
                                "DELETE FROM audit_entry WHERE number > 3; UPDATE meta SET value = (SELECT "
                                "'3:' || lower(hex(chain)) FROM "
                                "audit_entry WHERE number = 3) WHERE name = 'audit_head'");
  ASSERT_TRUE(tampered);
  EXPECT_TRUE(verify_audit(store, {})) << "the trail by itself is whole";
  const auto verified = verify_audit(store, noted);
  ASSERT_FALSE(verified);
  EXPECT_THAT(verified.error().message, HasSubstr("entry 5 is not the one that was noted"));
}

TEST_F(AuditTrailTest, WhatIsNotCommittedLeavesNoEntry) {
  auto store = open();
  write(store, 1);
  {
    auto transaction = Transaction::begin(store.database());
    ASSERT_TRUE(append_audit(store.database(), entry("never")));
  }
  EXPECT_EQ(audit_head(store)->number, 1);
  EXPECT_TRUE(verify_audit(store, {}));
}

// Kill -9 at any moment: two writers beside each other, each killed in the midst of writing, many times.
class KilledAuditTest : public AuditTrailTest {
 protected:
  pid_t start_writer() {
    const auto pid = fork();
    if (pid != 0) return pid;
    auto aside = Store::open(path(), OpenMode::kAside);
    for (int n = 0; aside; ++n) (void)append_audit(*aside, entry(std::to_string(n)));
    _exit(1);
  }
  std::int64_t entries() {
    auto store = Store::open(path(), OpenMode::kRead);
    return store ? audit_head(*store)->number : 0;
  }
  // However long a machine with much to do takes until somebody writes.
  bool written_since(std::int64_t before) {
    for (int i = 0; i < 10'000; ++i) {
      if (entries() > before) return true;
      usleep(2'000);
    }
    return false;
  }
};

TEST_F(KilledAuditTest, KilledAtAnyMomentItIsWhole) {
  { auto store = open(); }
  for (int round = 0; round < 10; ++round) {
    const auto before = entries();
    const std::vector<pid_t> writers = {start_writer(), start_writer()};
    const bool written = written_since(before);
    usleep(static_cast<useconds_t>(7'000 * round));
    for (const auto pid : writers) kill(pid, SIGKILL);
    for (const auto pid : writers) waitpid(pid, nullptr, 0);
    ASSERT_TRUE(written);
    auto store = open();
    const auto verified = verify_audit(store, {});
    ASSERT_TRUE(verified) << verified.error().message;
  }
}

}  // namespace
}  // namespace mizan::store
