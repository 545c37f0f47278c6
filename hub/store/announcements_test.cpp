// Events of what happens beside the store: once each, whoever tells them, beside the process that writes.
#include "store/announcements.hpp"

#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {

Event event(const std::string& subject) {
  return {0, 1, "org.mizan.test", subject, "{}"};
}

TEST_F(StoreTest, ToldOnceThoughTwoProcessesTell) {
  auto hub = open();
  auto command = Store::open(path(), OpenMode::kAside);
  ASSERT_TRUE(command) << command.error().message;
  EXPECT_EQ(*told_until(*command, "releases"), "");
  EXPECT_TRUE(*tell(*command, "releases", "", "1", {event("a"), event("b")}));
  EXPECT_FALSE(*tell(hub, "releases", "", "1", {event("a"), event("b")})) << "the command was faster";
  EXPECT_EQ(*told_until(hub, "releases"), "1");
  EXPECT_TRUE(*tell(hub, "releases", "1", "2", {event("c")}));
  const auto events = *hub.outbox_after(0, 10);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].subject, "a");
  EXPECT_EQ(events[2].subject, "c");
  EXPECT_EQ(events[2].id, 3) << "under the one cursor";
}

TEST_F(StoreTest, StagesTellWithoutEachOther) {
  auto hub = open();
  EXPECT_TRUE(*tell(hub, "releases", "", "7", {}));
  EXPECT_EQ(*told_until(hub, "cells"), "");
  EXPECT_EQ(*told_until(hub, "releases"), "7");
  EXPECT_EQ(hub.kpi_state()->position, 0) << "the engine's position is its own";
}

}  // namespace
}  // namespace mizan::store
