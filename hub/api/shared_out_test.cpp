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

// A helper is in the midst of its part until the caller has done all of its own.
TEST(SharedOut, WhatOthersHaveBegunIsWaitedFor) {
  std::atomic<bool> begun = false;
  std::atomic<std::size_t> of_caller = 0;
  std::atomic<std::size_t> done = 0;
  const auto caller = std::this_thread::get_id();
  const auto work = std::make_shared<SharedOut>(2 * SharedOut::kPart, [&](std::size_t) {
    ++done;
    if (std::this_thread::get_id() == caller) {
      ++of_caller;
      return of_caller.notify_all();
    }
    if (!begun.exchange(true)) begun.notify_all();
    for (auto now = of_caller.load(); now < SharedOut::kPart; now = of_caller.load()) of_caller.wait(now);
  });
  std::thread helper([work] { work->help(); });
  begun.wait(false);
  work->finish();
  EXPECT_EQ(done, 2 * SharedOut::kPart);
  helper.join();
}

}  // namespace
}  // namespace mizan::api
