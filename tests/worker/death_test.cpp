// Whatever a worker does, at whatever moment, the hub gets an Error with its policy and one sentence, in
// time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker_fixture.hpp"

namespace mizan::test {
namespace {
using std::chrono::milliseconds;
using ::testing::HasSubstr;

struct Death {
  const char* what;
  base::Code code;
  const char* says;
};

void PrintTo(const Death& death, std::ostream* out) {
  *out << death.what;
}

const Death kDeaths[] = {
    {"segv", base::Code::kTransient, "was ended by signal 11 (Segmentation fault)"},
    {"abort", base::Code::kTransient, "was ended by signal 6 (Aborted)"},
    {"overflow", base::Code::kTransient, "was ended by signal 11 (Segmentation fault)"},
    {"exit", base::Code::kTransient, "ended by itself with exit code 0"},
    {"close", base::Code::kTransient, "ended by itself with exit code 0"},
    {"half_frame", base::Code::kTransient, "ended by itself with exit code 0"},
    {"hang", base::Code::kDeadline, "said nothing for 0.4 s"},
    {"spin", base::Code::kDeadline, "said nothing for 0.4 s"},
    {"garbage", base::Code::kInternal, "broke the protocol"},
    {"huge_frame", base::Code::kInternal, "broke the protocol: a frame of 4294967295 bytes"},
    {"other_version", base::Code::kInternal, "broke the protocol: a frame of version 2"},
    {"hello_again", base::Code::kInternal, "broke the protocol: a frame that answers nothing"},
};

class Dies : public ::testing::TestWithParam<Death> {};

// -2 is create, -1 is check; the rest is before that record of twenty.
TEST_P(Dies, AtEveryMomentAsASentence) {
  auto options = plain_worker(plugin("worker/bad"));
  options.patience.answer = options.patience.silence = milliseconds(400);
  for (const int at : {-2, -1, 0, 1, 10, 19}) {
    const auto error = failure(options, bad(GetParam().what, at));
    EXPECT_EQ(error.code, GetParam().code) << at << ": " << error.message;
    EXPECT_THAT(error.message, HasSubstr(GetParam().says)) << at;
    EXPECT_THAT(error.message, HasSubstr("bad: ")) << at;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Dies, ::testing::ValuesIn(kDeaths),
                         [](const auto& one) { return std::string(one.param.what); });

TEST(Worker, ThatCrashesWhileItIsLoadedIsASentence) {
  const auto error = failure(plain_worker(plugin("worker/bad_at_load")), "{}");
  EXPECT_EQ(error.code, base::Code::kTransient);
  EXPECT_THAT(error.message, HasSubstr("bad_at_load.so: its worker was ended by signal 11"));
}

TEST(Worker, ThatIsNoWorkerIsASentence) {
  auto options = plain_worker(plugin("worker/bad"));
  options.program = "/nonexistent/mizan-worker";
  auto error = failure(options, "{}");
  EXPECT_EQ(error.code, base::Code::kConfig);
  EXPECT_THAT(error.message, HasSubstr("/nonexistent/mizan-worker: the worker program cannot be started"));
  options.program = "/bin/false";
  error = failure(options, "{}");
  EXPECT_EQ(error.code, base::Code::kTransient);
  EXPECT_THAT(error.message, HasSubstr("ended by itself with exit code 1"));
}

TEST(Worker, WhatWasReadBeforeADeathIsKept) {
  for (int at = 0; at < 20; ++at) {
    const auto source =
        adapter::open_worker_source(plain_worker(plugin("worker/bad")), bad("segv", at), unread);
    ASSERT_TRUE(source);
    Transcript transcript;
    ASSERT_FALSE((*source)->read("", transcript, never));
    // What lay in the worker when it died is lost, never half-told.
    EXPECT_LE(transcript.records, static_cast<std::size_t>(at));
    EXPECT_LE(transcript.tokens.size(), transcript.records);
  }
}

TEST(Worker, IsStartedAgainForTheNextRead) {
  const auto source = adapter::open_worker_source(plain_worker(plugin("worker/bad")), bad("segv", 3), unread);
  ASSERT_TRUE(source);
  Transcript transcript;
  for (int round = 0; round < 3; ++round) {
    const auto read = (*source)->read("", transcript, never);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr("signal 11"));
    EXPECT_TRUE((*source)->lost());
  }
  Transcript rest;
  EXPECT_TRUE((*source)->read("4", rest, never)) << "behind the record that ends it";
  EXPECT_EQ(rest.records, 16U);
  EXPECT_FALSE((*source)->lost());
}

TEST(Worker, ThatDoesNotStopIsEnded) {
  auto options = plain_worker(plugin("worker/bad"));
  options.patience.stop = milliseconds(200);
  const auto source = adapter::open_worker_source(options, bad("deaf", 0), unread);
  ASSERT_TRUE(source);
  Transcript transcript;
  const StopAfter stop(1);
  const auto read = (*source)->read("", transcript, stop);
  if (!read) {
    EXPECT_EQ(read.error().code, base::Code::kCancelled);
    EXPECT_THAT(read.error().message, HasSubstr("did not stop within 200 ms"));
  }
  Transcript refusing;
  refusing.limit = 2;
  const auto refused = (*source)->read("", refusing, never);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "the sink wants no more");
}

TEST(Worker, AHangIsLeftAtOnceWhenTheHubStops) {
  auto options = plain_worker(plugin("worker/bad"));
  options.patience.stop = milliseconds(200);
  const auto source = adapter::open_worker_source(options, bad("spin", 5), unread);
  ASSERT_TRUE(source);
  Transcript transcript;
  const StopAfter stop(3);
  const auto read = (*source)->read("", transcript, stop);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::Code::kCancelled);
}

TEST(Worker, ThatIsKilledFromOutsideIsASentence) {
  class Killer final : public Transcript {
   public:
    base::Result<> checkpoint(std::string_view token) override {
      // The only child of this process is the worker.
      if (token == "4") {
        EXPECT_EQ(system(("kill -9 $(pgrep -P " + std::to_string(getpid()) + " mizan_plain)").c_str()), 0);
      }
      return Transcript::checkpoint(token);
    }
  };
  const auto source =
      adapter::open_worker_source(plain_worker(plugin("worker/bad")), bad("hang", 10), unread);
  ASSERT_TRUE(source);
  Killer killer;
  const auto read = (*source)->read("", killer, never);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::Code::kTransient);
  EXPECT_THAT(read.error().message, HasSubstr("was ended by signal 9 (Killed)"));
}

TEST(Worker, LeavesNoProcessBehind) {
  for (int round = 0; round < 3; ++round)
    static_cast<void>(
        adapter::open_worker_source(plain_worker(plugin("worker/bad")), bad("none", 0), unread));
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

}  // namespace
}  // namespace mizan::test
