// Old events of the feed go, from the old end, and the newest stays.
#include "store/outbox_age.hpp"

#include "store/announcements.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {

TEST_F(StoreTest, OldEventsGoFromTheOldEnd) {
  auto store = open();
  EXPECT_EQ(*outbox_first(store), 0);
  EXPECT_EQ(*drop_events_before(store, 1'000, 10), 0);
  std::vector<Event> events;
  for (const auto at : {10, 20, 30, 15, 40}) events.push_back({0, at, "t", "s", "{}"});
  ASSERT_TRUE(*tell(store, "test", "", "1", events));
  EXPECT_EQ(*drop_events_before(store, 25, 1), 1) << "a few at a time";
  EXPECT_EQ(*outbox_first(store), 2);
  EXPECT_EQ(*drop_events_before(store, 25, 10), 1) << "15 came behind 30, and there are no gaps";
  EXPECT_EQ(*outbox_first(store), 3);
  EXPECT_EQ(*drop_events_before(store, 1'000, 10), 2);
  EXPECT_EQ(*outbox_first(store), 5) << "the newest says where the feed is";
  EXPECT_EQ(*store.outbox_head(), 5);
  ASSERT_TRUE(*tell(store, "test", "1", "2", {{0, 50, "t", "s", "{}"}}));
  EXPECT_EQ(*store.outbox_head(), 6);
}

}  // namespace
}  // namespace mizan::store
