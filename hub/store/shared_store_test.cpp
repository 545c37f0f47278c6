#include "store/shared_store.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {

TEST_F(StoreTest, SeveralThreadsChangeItByTurns) {
  auto store = open();
  start(store);
  SharedStore shared(store);
  constexpr int kThreads = 4;
  constexpr int kEach = 25;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const auto turn = shared.take();
        apply(*turn, {court_case(std::to_string(t * kEach + i))});
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(*store.count_records(model::Kind::kCase), kThreads * kEach);
}

// A lock that is not fair gives itself back to whoever has just let go of it.
TEST_F(StoreTest, NobodyIsPassedByWhoComesLater) {
  auto store = open();
  SharedStore shared(store);
  std::string order;  // guarded by the turns
  const auto take_as = [&](const char* name) {
    const auto turn = shared.take();
    order += name;
  };
  const auto until_waiting = [&](std::uint64_t how_many) {
    while (shared.waiting() != how_many) std::this_thread::yield();
  };
  std::optional<SharedStore::Turn> mine(std::in_place, shared);
  std::thread twice([&] {
    take_as("a");
    take_as("A");
  });
  until_waiting(1);
  std::thread once([&] { take_as("b"); });
  until_waiting(2);
  mine.reset();
  twice.join();
  once.join();
  EXPECT_EQ(order, "abA");
}

}  // namespace
}  // namespace mizan::store
