// Copies of a store that is written to meanwhile, and what is no good copy.
#include "store/copy.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "store/sqlite.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {
namespace fs = std::filesystem;

class CopyTest : public StoreTest {
 protected:
  // Enough pages for several steps of a copy.
  void fill(Store& store, int from, int to) {
    std::vector<Item> items;
    for (int i = from; i < to; ++i)
      items.push_back(court_case(std::to_string(i), {}, std::string(4000, 'x')));
    apply(store, std::move(items));
  }
};

TEST_F(CopyTest, IsOfTheMomentWhenItBeganThoughTheHubWrites) {
  auto store = open();
  start(store);
  fill(store, 0, 6000);
  int seen = 0;
  const auto done = copy_store(path(), path("copy"), [&](std::int64_t now, std::int64_t all) {
    EXPECT_LE(now, all);
    if (++seen == 1) fill(store, 6000, 6100);
  });
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_GT(seen, 1) << "a store of one step proves nothing";
  const auto state = check_copy(path("copy"));
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_EQ(state->last_sequence, 6000);
  EXPECT_EQ(state->epoch, store.epoch());
  EXPECT_FALSE(fs::exists(path("copy-wal")));
  EXPECT_EQ(*Store::open(path("copy"), OpenMode::kRead)->count_records(model::Kind::kCase), 6000);
  EXPECT_EQ(*store.head(), 6100);
}

TEST_F(CopyTest, DamageIsFoundWhereverItIs) {
  {
    auto store = open();
    start(store);
    fill(store, 0, 300);
  }
  ASSERT_TRUE(copy_store(path(), path("copy"), {}));
  ASSERT_TRUE(check_copy(path("copy")));
  std::fstream bytes(path("copy"), std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(static_cast<std::streamoff>(fs::file_size(path("copy")) / 2 / 4096 * 4096));
  bytes << std::string(4096, '\x7f') << std::flush;
  const auto state = check_copy(path("copy"));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code, base::Code::kStore);
  EXPECT_THAT(state.error().message, ::testing::HasSubstr("copy: is damaged"));
}

TEST_F(CopyTest, WhatIsNoStoreIsNotCopied) {
  std::ofstream(path("text")) << "not a store";
  EXPECT_FALSE(copy_store(path("text"), path("copy"), {}));
  EXPECT_FALSE(copy_store(path("nowhere"), path("copy"), {}));
  const auto other = Database::open(path("other"), false);
  ASSERT_TRUE(other->execute("CREATE TABLE t(x)"));
  const auto refused = copy_store(path("other"), path("copy"), {});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, ::testing::HasSubstr("is not a Mizan store"));
}

}  // namespace
}  // namespace mizan::store
