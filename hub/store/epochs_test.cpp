// A store that goes on from an earlier state: which cursors hold, under which name each event stays.
#include "store/epochs.hpp"

#include "store/announcements.hpp"
#include "store/audit_trail.hpp"
#include "store/record_feed.hpp"
#include "store/sqlite.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {

class EpochsTest : public StoreTest {
 protected:
  static void tell(Store& store, int events) {
    for (int i = 0; i < events; ++i) ASSERT_TRUE(put_events(store.database(), {{0, 1, "t", "s", "{}"}}));
  }
  static void go_on(Store& store) {
    const auto done = go_on_from_here(store, {0, 9, "restored", "", "{}"}, {0, 9, "os:x", "restore", "", ""});
    ASSERT_TRUE(done) << done.error().message;
  }
};

TEST_F(EpochsTest, UpToWhereItGoesOnFromEverythingKeepsItsName) {
  std::string first;
  {
    auto store = open();
    first = store.epoch();
    tell(store, 3);
    go_on(store);
  }
  auto store = open();
  const auto epochs = *Epochs::of(store.database());
  EXPECT_NE(epochs.now(), first);
  EXPECT_EQ(epochs.now(), store.epoch());
  EXPECT_EQ(epochs.of_event(0), first);
  EXPECT_EQ(epochs.of_event(3), first);
  EXPECT_EQ(epochs.of_event(4), epochs.now()) << "the word that it goes on is the first of the new name";
  EXPECT_EQ(epochs.last_event_of(first), 3);
  EXPECT_EQ(epochs.last_event_of("0123456789abcdef"), std::nullopt);
  EXPECT_EQ(*store.outbox_head(), 4);
  EXPECT_EQ(audit_head(store)->number, 1);
}

TEST_F(EpochsTest, NamesAddUp) {
  std::vector<std::string> names;
  for (const int events : {2, 5}) {
    auto store = open();
    names.push_back(store.epoch());
    tell(store, events);
    go_on(store);
  }
  // 2, and one that tells of it, and 5 more.
  const auto epochs = *Epochs::of(open().database());
  EXPECT_EQ(epochs.last_event_of(names[0]), 2);
  EXPECT_EQ(epochs.last_event_of(names[1]), 8);
  EXPECT_EQ(epochs.of_event(2), names[0]);
  EXPECT_EQ(epochs.of_event(3), names[1]);
  EXPECT_EQ(epochs.of_event(8), names[1]);
  EXPECT_EQ(epochs.of_event(9), epochs.now());
}

TEST_F(EpochsTest, WhoReadsRecordsGoesOnIfItKnewNoMore) {
  LogPlace before;
  LogPlace behind;
  const auto end_of = [](Store& store) {
    return read_log(store, {}, std::nullopt, [](const LogRecord&) { return true; })->place;
  };
  {
    auto store = open();
    start(store);
    apply(store, {court_case("1")});
    before = end_of(store);
  }
  std::filesystem::copy_file(path(), path("backup"));
  {
    auto store = open();
    clock_ = 50;
    start(store);
    apply(store, {court_case("2")});
    behind = end_of(store);
  }
  std::filesystem::copy_file(path("backup"), path(), std::filesystem::copy_options::overwrite_existing);
  auto store = open();
  go_on(store);
  clock_ = 90;
  start(store);
  apply(store, {court_case("3")});
  std::vector<std::string> came;
  const auto take = [&](const LogRecord& found) {
    came.push_back(found.record.key);
    return true;
  };
  ASSERT_TRUE(read_log(store, before, std::nullopt, take));
  EXPECT_EQ(came, std::vector<std::string>({"3"}));
  const auto refused = read_log(store, behind, std::nullopt, take);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Code::kCheckpoint);
}

}  // namespace
}  // namespace mizan::store
