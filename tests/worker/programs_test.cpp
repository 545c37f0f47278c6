// Programs that an adapter may start: where it is granted they run, and the same fences hold for them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "adapter/inline_source.hpp"
#include "worker_fixture.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

bool landlock() {
  const auto layers = adapter::probe_sandbox(program("mizan_plain_worker"), {}, std::chrono::seconds(30));
  for (const auto& layer : *layers) {
    if (layer.name == "landlock") return layer.applied;
  }
  return false;
}

class Programs : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("mizan-programs-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "feed");
  }
  void TearDown() override { fs::remove_all(folder_); }

  adapter::WorkerOptions worker(bool programs = true) const {
    auto options = plain_worker(plugin("mizan_plain_exec"));
    options.limits.programs = programs;
    options.limits.readable = {folder_ / "feed"};
    return options;
  }
  std::string settings(const std::vector<std::string>& command,
                       const nlohmann::json& more = nlohmann::json::object()) const {
    return nlohmann::json{{"folder", (folder_ / "feed").string()}, {"command", command}, {"settings", more}}
        .dump();
  }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    fs::permissions(folder_ / name, fs::perms::owner_all);
  }
  /// What a shell says, a line a rejection.
  std::vector<std::string> said(const std::string& script, const adapter::WorkerOptions& options) const {
    put("feed/run",
        "#!/bin/sh\nsay() { echo \"{\\\"reject\\\": {\\\"where\\\": \\\"$1\\\", \\\"reason\\\": "
        "\\\"said\\\"}}\"; }\n"
        "attempt() { if \"$@\" >/dev/null 2>&1; then say \"done: $*\"; else say \"refused: $*\"; fi; }\n" +
            script);
    const auto source = adapter::open_worker_source(options, settings({"./run"}), unread);
    EXPECT_TRUE(source) << source.error().message;
    Transcript transcript;
    const auto read = (*source)->read("", transcript, never);
    EXPECT_TRUE(read) << read.error().message;
    std::vector<std::string> out;
    for (const auto& line : transcript.lines) {
      const auto begin = line.find('\'') + 1;
      out.push_back(line.substr(begin, line.find("' 'said'") - begin));
    }
    return out;
  }

  fs::path folder_;
};

TEST_F(Programs, AreNotStartedUnlessThatIsGranted) {
  put("feed/run", "#!/bin/sh\n");
  const auto error = failure(worker(false), settings({"./run"}));
  EXPECT_EQ(error.message,
            "exec: it starts programs, which its source file must grant: programs = true under [worker]");
}

TEST_F(Programs, InPythonAndInShellGiveTheSameAsOutsideOfTheSandbox) {
  fs::copy(fs::path(MIZAN_SOURCE_DIR) / "plugin-sdk/examples/exec", folder_ / "feed",
           fs::copy_options::recursive);
  const auto library = adapter::Library::open(plugin("mizan_plain_exec"));
  ASSERT_TRUE(library) << library.error().message;
  for (const auto* name : {"./feed.py", "./feed.sh"}) {
    const auto config = settings({name}, {{"file", "register.txt"}});
    const auto outside = adapter::open_inline_source(*library, config, unread);
    ASSERT_TRUE(outside) << outside.error().message;
    Transcript wanted;
    ASSERT_TRUE((*outside)->read("", wanted, never));
    const auto inside = adapter::open_worker_source(worker(), config, unread);
    ASSERT_TRUE(inside) << inside.error().message;
    Transcript transcript;
    const auto read = (*inside)->read("", transcript, never);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(transcript.records, 4U);
    EXPECT_EQ(transcript.lines, wanted.lines) << name;
  }
}

TEST_F(Programs, MayDoWhatScriptsDo) {
  put("feed/spawn.py", "#!/usr/bin/python3\nimport json, subprocess\nsubprocess.run(['true'], check=True)\n");
  EXPECT_THAT(
      said("attempt ls .\nattempt sh -c 'echo x | tr x y | grep y'\nsleep 100 & attempt kill $!\nwait\n"
           "trap 'say trapped' USR1\nkill -USR1 $$\nattempt test -r run\nattempt ./spawn.py\n",
           worker()),
      ElementsAre("done: ls .", "done: sh -c echo x | tr x y | grep y", ::testing::StartsWith("done: kill "),
                  "trapped", "done: test -r run", "done: ./spawn.py"));
}

TEST_F(Programs, WriteNothing) {
  EXPECT_THAT(said("attempt cp run made\nattempt sh -c 'echo x > made'\nattempt mkdir made\nattempt rm "
                   "run\nattempt sh -c 'echo x > "
                   "/tmp/mizan-programs-made'\nattempt chmod 777 run\n",
                   worker()),
              ElementsAre("refused: cp run made", "refused: sh -c echo x > made", "refused: mkdir made",
                          "refused: rm run", "refused: sh -c echo x > /tmp/mizan-programs-made",
                          "refused: chmod 777 run"));
  EXPECT_FALSE(fs::exists(folder_ / "feed/made"));
  EXPECT_FALSE(fs::exists("/tmp/mizan-programs-made"));
}

TEST_F(Programs, ReachNeitherOtherFilesNorOtherPrograms) {
  if (!landlock()) GTEST_SKIP() << "this kernel has no Landlock: files are not fenced";
  put("other", "#!/bin/sh\nexit 0\n");
  const auto other = (folder_ / "other").string();
  EXPECT_THAT(said("attempt cat /etc/passwd\nattempt cat " + other + "\nattempt " + other +
                       "\nattempt ls /\nattempt ls /proc\n",
                   worker()),
              ElementsAre("refused: cat /etc/passwd", "refused: cat " + other, "refused: " + other,
                          "refused: ls /", "refused: ls /proc"));
  auto options = worker();
  options.limits.readable.push_back(folder_);
  EXPECT_THAT(said("attempt " + other + "\n", options), ElementsAre("done: " + other))
      << "the fence was the reason";
}

// Signal 0 is asked for as any other is, and hurts nobody if it is not refused.
TEST_F(Programs, CannotSignalTheHub) {
  const auto hub = std::to_string(::getpid());
  const auto group = std::to_string(::getpgrp());
  EXPECT_THAT(said("attempt kill -0 " + hub + "\nattempt kill -0 -- -" + group +
                       "\nattempt kill -0 -- -1\nattempt kill -0 $$\n",
                   worker()),
              ElementsAre("refused: kill -0 " + hub, "refused: kill -0 -- -" + group,
                          "refused: kill -0 -- -1", ::testing::StartsWith("done: kill -0 ")));
}

TEST_F(Programs, HaveNoNetworkUnlessThatIsGrantedToo) {
  const std::string script =
      "attempt /usr/bin/python3 -c 'import socket; socket.socket()'\nattempt unshare -Ur true\n";
  EXPECT_THAT(said(script, worker()),
              ElementsAre(::testing::StartsWith("refused: /usr/bin/python3"), "refused: unshare -Ur true"));
  auto options = worker();
  options.limits.network = true;
  EXPECT_THAT(said(script, options),
              ElementsAre(::testing::StartsWith("done: /usr/bin/python3"), "refused: unshare -Ur true"));
}

TEST_F(Programs, TheSandboxSaysWhatTheyMay) {
  adapter::WorkerLimits limits;
  limits.programs = true;
  const auto layers = adapter::probe_sandbox(program("mizan_plain_worker"), limits, std::chrono::seconds(30));
  ASSERT_TRUE(layers) << layers.error().message;
  for (const auto& layer : *layers) {
    if (layer.name == "seccomp") EXPECT_THAT(layer.detail, HasSubstr("programs may be started, no network"));
    if (layer.name == "landlock" && layer.applied)
      EXPECT_THAT(layer.detail, HasSubstr("nothing but /dev/null is written"));
  }
}

}  // namespace
}  // namespace mizan::test
