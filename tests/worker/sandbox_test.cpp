// What an adapter must not do, it cannot; and the hub says what it tried.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "worker_fixture.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;

adapter::WorkerOptions bad_worker() {
  return plain_worker(plugin("worker/bad"));
}

bool applied(const std::string& name) {
  const auto layers = adapter::probe_sandbox(program("mizan_plain_worker"), {}, std::chrono::seconds(30));
  EXPECT_TRUE(layers) << layers.error().message;
  for (const auto& layer : *layers) {
    EXPECT_FALSE(layer.detail.empty());
    if (layer.name == name) return layer.applied;
  }
  ADD_FAILURE() << "no layer is called " << name;
  return false;
}

TEST(Sandbox, ReportsEachLayerAndTheFirstThreeHoldEverywhere) {
  EXPECT_TRUE(applied("no new privileges"));
  EXPECT_TRUE(applied("limits"));
  EXPECT_TRUE(applied("seccomp"));
  applied("landlock");
}

TEST(Sandbox, LetsAdaptersReadAndUseThreads) {
  const auto source = adapter::open_worker_source(bad_worker(), bad("thread", 3), unread);
  ASSERT_TRUE(source) << source.error().message;
  Transcript transcript;
  const auto read = (*source)->read("", transcript, never);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(transcript.records, 20U);
}

TEST(Sandbox, FilesOutsideTheSourceCannotBeOpened) {
  if (!applied("landlock")) GTEST_SKIP() << "this kernel has no Landlock: files are not fenced";
  const auto error = failure(bad_worker(), bad("open_passwd", 2));
  EXPECT_EQ(error.code, base::Code::kAuth);
  EXPECT_EQ(error.message, "bad: /etc/passwd: Permission denied");
  auto allowed = bad_worker();
  allowed.limits.readable = {"/etc/passwd"};
  const auto source = adapter::open_worker_source(allowed, bad("open_passwd", 2), unread);
  ASSERT_TRUE(source);
  Transcript transcript;
  EXPECT_TRUE((*source)->read("", transcript, never)) << "the fence, not the file, was the reason";
}

TEST(Sandbox, NothingIsWritten) {
  auto options = bad_worker();
  options.limits.readable = {"/tmp"};
  const auto error = failure(options, bad("write_file", 0));
  EXPECT_EQ(error.code, base::Code::kAuth);
  EXPECT_EQ(error.message, "bad: write: Operation not permitted");
  EXPECT_FALSE(std::filesystem::exists("/tmp/mizan-bad-plugin"));
}

struct Forbidden {
  const char* what;
  const char* call;
};

class Ended : public ::testing::TestWithParam<Forbidden> {};

TEST_P(Ended, WithTheNameOfTheCall) {
  for (const int at : {-2, 4}) {
    const auto error = failure(bad_worker(), bad(GetParam().what, at));
    EXPECT_EQ(error.code, base::Code::kTransient);
    EXPECT_EQ(error.message, std::string("bad: its worker was ended by its sandbox: it called ") +
                                 GetParam().call + ", which an adapter may not");
  }
}

INSTANTIATE_TEST_SUITE_P(All, Ended,
                         ::testing::Values(Forbidden{"socket", "socket"}, Forbidden{"unix_socket", "socket"},
                                           Forbidden{"exec", "execve"}, Forbidden{"fork", "clone"}),
                         [](const auto& one) { return std::string(one.param.what); });

TEST(Sandbox, ASourceOnTheNetworkMayOpenASocket) {
  auto options = bad_worker();
  options.limits.network = true;
  const auto source = adapter::open_worker_source(options, bad("socket", 1), unread);
  ASSERT_TRUE(source);
  Transcript transcript;
  EXPECT_TRUE((*source)->read("", transcript, never));
}

TEST(Sandbox, TheHubCannotBeKilledNorTheGuardBeTakenOff) {
  EXPECT_EQ(failure(bad_worker(), bad("kill_hub", 1)).message, "bad: kill: Operation not permitted");
  EXPECT_EQ(failure(bad_worker(), bad("catch_sigsys", 1)).message, "bad: signal: Operation not permitted");
}

TEST(Sandbox, MemoryEndsAtItsLimit) {
  auto options = bad_worker();
  options.limits.memory_mib = 1024;
  const auto error = failure(options, bad("hoard", 1));
  EXPECT_EQ(error.code, base::Code::kTransient);
  std::size_t got = 0;
  ASSERT_EQ(sscanf(error.message.c_str(), "bad: got %zu MiB", &got), 1) << error.message;
  EXPECT_LT(got, 1024U);
  EXPECT_GT(got, 512U);
}

TEST(Sandbox, ProcessorTimeEndsAtItsLimit) {
  auto options = bad_worker();
  options.limits.cpu_seconds = 1;
  const auto error = failure(options, bad("spin", 1));
  EXPECT_EQ(error.code, base::Code::kTransient);
  EXPECT_EQ(error.message, "bad: its worker used up its processor time and was ended");
}

TEST(Sandbox, WhatAnAdapterPrintsOrSetsIsItsOwn) {
  ::testing::internal::CaptureStdout();
  const std::string locale = setlocale(LC_ALL, nullptr);
  for (const auto* what : {"stdout", "locale"}) {
    const auto source = adapter::open_worker_source(bad_worker(), bad(what, 1), unread);
    ASSERT_TRUE(source);
    Transcript transcript;
    EXPECT_TRUE((*source)->read("", transcript, never));
  }
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(setlocale(LC_ALL, nullptr), locale);
}

}  // namespace
}  // namespace mizan::test
