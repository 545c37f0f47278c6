#include "api/shared_out.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace mizan::api {
namespace {

class SharedOutTest : public testing::TestWithParam<std::size_t> {};

TEST_P(SharedOutTest, EachIsDoneOnceAndAllAreDoneAtTheEnd) {
  const auto count = GetParam();
  for (int helpers = 0; helpers < 4; ++helpers) {
    std::vector<int> done(count);  // without a lock: each is one thread's alone, and read after the end
    const auto work = std::make_shared<SharedOut>(count, [&done](std::size_t i) { ++done[i]; });
    std::vector<std::thread> threads;
    for (int i = 0; i < helpers; ++i) threads.emplace_back([work] { work->help(); });
    work->finish();
    EXPECT_EQ(done, std::vector<int>(count, 1)) << helpers << " helpers";
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(done, std::vector<int>(count, 1)) << "who comes late";
  }
}

INSTANTIATE_TEST_SUITE_P(Counts, SharedOutTest,
                         testing::Values(0, 1, SharedOut::kPart, SharedOut::kPart + 1,
                                         10 * SharedOut::kPart - 1, 5000));

// A helper in the midst of its part is waited for.
TEST(SharedOut, WhatOthersHaveBegunIsWaitedFor) {
  std::atomic<bool> begun = false;
  std::atomic<int> done = 0;
  const auto caller = std::this_thread::get_id();
  const auto work = std::make_shared<SharedOut>(2 * SharedOut::kPart, [&](std::size_t) {
    if (std::this_thread::get_id() != caller && !begun.exchange(true)) {
      begun.notify_all();
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    ++done;
  });
  std::thread helper([work] { work->help(); });
  begun.wait(false);
  work->finish();
  EXPECT_EQ(done, static_cast<int>(2 * SharedOut::kPart));
  helper.join();
}

}  // namespace
}  // namespace mizan::api
