// What a program may do to itself and to us.
#include <csignal>

#include "exec_test_support.hpp"
#include "line_buffer.hpp"
#include "stderr_log.hpp"

namespace mizan::exec {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Process = ExecFolder;

TEST_F(Process, ExitCodesHaveAPolicy) {
  for (const auto& [code, status] : std::map<int, mizan_status>{{0, MIZAN_OK},
                                                                {1, MIZAN_E_TRANSIENT},
                                                                {2, MIZAN_E_TRANSIENT},
                                                                {64, MIZAN_E_CONFIG},
                                                                {65, MIZAN_E_DATA},
                                                                {69, MIZAN_E_TRANSIENT},
                                                                {70, MIZAN_E_INTERNAL},
                                                                {75, MIZAN_E_TRANSIENT},
                                                                {77, MIZAN_E_AUTH},
                                                                {78, MIZAN_E_CONFIG},
                                                                {126, MIZAN_E_CONFIG},
                                                                {127, MIZAN_E_CONFIG}}) {
    EXPECT_EQ(run(record("1") + "exit " + std::to_string(code) + "\n"), status) << code;
    EXPECT_THAT(keys(), ElementsAre("1"));  // what came before is taken
    const auto message = code == 0 ? std::string() : "feed: ended with exit code " + std::to_string(code);
    EXPECT_EQ(std::string(hub_.error.message), message);
  }
}

TEST_F(Process, ACrashIsNamedWithItsLastWords) {
  EXPECT_EQ(run(record("1") + "echo 'first' >&2\necho 'cannot divide' >&2\nkill -SEGV $$\n"),
            MIZAN_E_TRANSIENT);
  EXPECT_STREQ(hub_.error.message,
               "feed: was ended by signal 11 (Segmentation fault); its last words: first / cannot divide");
  EXPECT_THAT(keys(), ElementsAre("1"));
  EXPECT_THAT(hub_.logs, ElementsAre("stderr: first", "stderr: cannot divide"));
}

TEST_F(Process, AProgramThatIsNotThereOrMayNotRunIsAMistakeOfTheSetup) {
  ASSERT_EQ(create(), MIZAN_OK);
  EXPECT_EQ(hub_.check(), MIZAN_E_CONFIG);
  EXPECT_THAT(hub_.error.message, HasSubstr("/feed: there is no such program"));
  EXPECT_EQ(hub_.read(), MIZAN_E_CONFIG);
  std::ofstream(folder_ / "feed") << "#!/bin/sh\n";
  EXPECT_EQ(hub_.check(), MIZAN_E_CONFIG);
  EXPECT_THAT(hub_.error.message, HasSubstr("/feed: is not executable"));
  std::ofstream(folder_ / "feed") << "#!/no/such/interpreter\n";
  std::filesystem::permissions(folder_ / "feed", std::filesystem::perms::owner_all);
  EXPECT_EQ(hub_.check(), MIZAN_OK);
  EXPECT_EQ(hub_.read(), MIZAN_E_CONFIG);
  EXPECT_THAT(hub_.error.message, HasSubstr("/feed: cannot be executed: No such file or directory"));
  ASSERT_EQ(create({{"command", {"no-such-program"}}}), MIZAN_OK);
  EXPECT_EQ(hub_.check(), MIZAN_E_CONFIG);
  ASSERT_EQ(create({{"folder", "/no/such/folder"}}), MIZAN_OK);
  EXPECT_EQ(hub_.check(), MIZAN_E_CONFIG);
}

TEST_F(Process, MistakesOfTheSettingsNameTheKey) {
  const auto message = [&](const nlohmann::json& more) {
    EXPECT_EQ(create(more), MIZAN_E_CONFIG) << more;
    return std::string(hub_.error.message);
  };
  EXPECT_THAT(message({{"folder", "data"}}), HasSubstr("\"folder\": expected an absolute path"));
  EXPECT_THAT(message({{"command", nlohmann::json::array()}}), HasSubstr("\"command\": name the program"));
  EXPECT_THAT(message({{"command", "./feed"}}), HasSubstr("\"command\": expected a list of text"));
  EXPECT_THAT(message({{"silence_seconds", 0}}), HasSubstr("\"silence_seconds\": expected 1 to 86400"));
  EXPECT_THAT(message({{"stop_seconds", 301}}), HasSubstr("\"stop_seconds\": expected 1 to 300"));
  EXPECT_THAT(message({{"environment", {{"A=B", "x"}}}}), HasSubstr("\"environment\": a name without"));
  EXPECT_THAT(message({{"settings", 5}}), HasSubstr("\"settings\": expected an object"));
  EXPECT_THAT(message({{"colour", 5}}), HasSubstr("\"colour\" is not a setting"));
}

TEST_F(Process, SilenceIsEnded) {
  const Living living(folder_ / "alive");
  EXPECT_EQ(run("exec 3>alive\n" + record("1") + "sleep 1000\n", {{"silence_seconds", 1}}),
            MIZAN_E_TRANSIENT);
  EXPECT_STREQ(hub_.error.message, "feed: wrote nothing for 1 s and was ended");
  EXPECT_THAT(keys(), ElementsAre("1"));
  EXPECT_TRUE(living.all_end());
  // Closing the output is no end.
  EXPECT_EQ(run("exec 1>&-\nsleep 1000\n", {{"silence_seconds", 1}}), MIZAN_E_TRANSIENT);
}

TEST_F(Process, OneThatDoesNotStopIsKilledWithAllThatItStarted) {
  const Living living(folder_ / "alive");
  put("exec 3>alive\ntrap '' TERM\n(trap '' TERM; while :; do sleep 100; done) &\n"
      "while :; do echo '{\"record\": {\"kind\": \"case\", \"key\": \"1\"}}'; done\n");
  ASSERT_EQ(create({{"stop_seconds", 1}}), MIZAN_OK);
  hub_.stop_at_emit = 1;
  EXPECT_EQ(hub_.read(), MIZAN_E_CANCELLED);
  EXPECT_TRUE(living.all_end());
}

TEST_F(Process, OneThatStopsWhenAskedMayTidyUp) {
  const Living living(folder_ / "alive");
  put("exec 3>alive\ntrap 'echo tidy > tidied; exit 0' TERM\n" + record("1") +
      "while :; do sleep 0.05; done\n");
  ASSERT_EQ(create({{"stop_seconds", 60}}), MIZAN_OK);
  hub_.stop_at_emit = 0;
  EXPECT_EQ(hub_.read(), MIZAN_E_CANCELLED);
  EXPECT_TRUE(living.all_end());
  EXPECT_TRUE(std::filesystem::exists(folder_ / "tidied"));
}

TEST_F(Process, CancellationEndsAProgramThatSaysNothing) {
  const Living living(folder_ / "alive");
  put("exec 3>alive\nsleep 1000\n");
  ASSERT_EQ(create(), MIZAN_OK);
  hub_.cancelled = true;
  EXPECT_EQ(hub_.read(), MIZAN_E_CANCELLED);
  EXPECT_TRUE(living.all_end());
}

TEST_F(Process, WhatItLeavesBehindIsKilledAndKeepsNobodyWaiting) {
  const Living living(folder_ / "alive");
  EXPECT_EQ(run("exec 3>alive\nsleep 1000 &\n" + record("1") + "exit 0\n"), MIZAN_OK);
  EXPECT_THAT(keys(), ElementsAre("1"));
  EXPECT_TRUE(living.all_end());
}

TEST_F(Process, WhatItLeavesBehindMayWriteForEver) {
  const Living living(folder_ / "alive");
  EXPECT_EQ(run("exec 3>alive\n(while :; do echo '{\"log\": {\"message\": \"x\"}}'; done) &\n" + record("1") +
                "exit 0\n"),
            MIZAN_OK);
  EXPECT_THAT(keys(), ElementsAre("1"));
  EXPECT_TRUE(living.all_end());
}

TEST_F(Process, CancellationEndsAProgramThatOnlyLogs) {
  const Living living(folder_ / "alive");
  put("exec 3>alive\nwhile :; do echo '{\"log\": {\"message\": \"x\"}}'; done\n");
  ASSERT_EQ(create(), MIZAN_OK);
  hub_.cancelled = true;
  EXPECT_EQ(hub_.read(), MIZAN_E_CANCELLED);
  EXPECT_TRUE(living.all_end());
}

TEST_F(Process, OneThatDoesNotReadItsInputIsNoMatter) {
  const nlohmann::json large = {{"settings", {{"text", std::string(200'000, 'x')}}}};
  EXPECT_EQ(run("exec 0<&-\n" + record("1"), large), MIZAN_OK) << hub_.error.message;
  EXPECT_EQ(run("exit 0\n", large), MIZAN_OK) << hub_.error.message;
  EXPECT_EQ(run("exit 0\n", {{"settings", {{"text", std::string(1'100'000, 'x')}}}}), MIZAN_E_CONFIG);
  EXPECT_THAT(hub_.error.message, HasSubstr("more than 1 MiB"));
  EXPECT_EQ(run("wc -c >&2\n", large), MIZAN_OK);
  EXPECT_EQ(hub_.logs.size(), 1U);
  // {"protocol":1,"secrets":{},"settings":{"text":"x…"},"token":""} and its line feed
  EXPECT_THAT(hub_.logs, ElementsAre("stderr: 200062"));
}

TEST_F(Process, TheEnvironmentIsShortAndItsOwn) {
  setenv("MIZAN_TEST_SECRET", "x", 1);
  ASSERT_EQ(run("tr '\\0' '\\n' < /proc/$$/environ | sort >&2\npwd >&2\nls /proc/$$/fd | tr '\\n' ' ' >&2\n",
                {{"environment", {{"COURT", "Quetta"}, {"TZ", "Asia/Karachi"}}}}),
            MIZAN_OK);
  const auto& logs = hub_.logs;
  ASSERT_GE(logs.size(), 7U);
  EXPECT_THAT(std::vector(logs.begin(), logs.begin() + 7),
              ElementsAre("stderr: COURT=Quetta", "stderr: HOME=" + folder_.string(), "stderr: LANG=C.UTF-8",
                          "stderr: LC_ALL=C.UTF-8", "stderr: PATH=/usr/local/bin:/usr/bin:/bin",
                          "stderr: TZ=Asia/Karachi", "stderr: " + folder_.string()));
  EXPECT_THAT(logs.back(), HasSubstr("stderr: 0 1 10 2"));  // 10 is the shell's own, of the script
}

TEST_F(Process, ErrorsOnStandardErrorAreLimitedAndCleaned) {
  EXPECT_EQ(run("i=0; while [ $i -lt 5000 ]; do echo line $i >&2; i=$((i+1)); done; printf '\\001\\377bad' "
                ">&2; exit 1\n"),
            MIZAN_E_TRANSIENT);
  EXPECT_GE(hub_.logs.size(), 100U);
  EXPECT_LT(hub_.logs.size(), 1000U);
  EXPECT_THAT(hub_.logs.back(), HasSubstr("more lines of its standard error are left out"));
  EXPECT_STREQ(hub_.error.message,
               "feed: ended with exit code 1; its last words: line 4998 / line 4999 / ??bad");
}

// A sink that stops at its first batch: how far did the program come meanwhile?
TEST_F(Process, ASlowHubHoldsTheProgramBack) {
  put("exec 3>>written\nline='{\"record\": {\"kind\": \"case\", \"key\": \"1\", \"fields\": {\"court\": "
      "\"'$(head -c 4000 "
      "/dev/zero | tr '\\0' c)'\"}}}'\nwhile :; do echo \"$line\"; printf x >&3; done\n");
  ASSERT_EQ(create({{"stop_seconds", 1}}), MIZAN_OK);
  hub_.stop_at_emit = 3;
  EXPECT_EQ(hub_.read(), MIZAN_E_CANCELLED);
  // Four batches of at most 512, a pipe and a buffer of 64 KiB each, and the line that waits.
  EXPECT_LE(std::filesystem::file_size(folder_ / "written"), 4U * 512 + 2 * (64U << 10U) / 4000 + 2);
}

TEST(LineBuffers, KeepNothingOfWhatIsTooLong) {
  LineBuffer buffer(100);
  std::vector<std::string> seen;
  std::size_t most = 0;
  const auto add = [&](const std::string& bytes) {
    buffer.add(bytes);
    while (const auto line = buffer.next())
      seen.push_back(std::to_string(line->number) +
                     (line->too_long ? " too long" : " " + std::string(line->text)));
    most = std::max(most, buffer.capacity());
  };
  add("a\r\nb");
  add("c\n");
  for (int i = 0; i < 1000; ++i) add(std::string(60, 'x'));
  EXPECT_EQ(buffer.rest(), 101U);
  add("y\nd\n\n" + std::string(101, 'z') + "\ne");
  EXPECT_THAT(seen, ElementsAre("1 a", "2 bc", "3 too long", "4 d", "5 ", "6 too long"));
  EXPECT_EQ(buffer.rest_text(), "e");
  EXPECT_LT(most, 1000U);
}

TEST(LogBudgets, AreFilledAgainByTime) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  LogBudget budget;
  const auto allowed = [&](std::int64_t now) {
    int count = 0;
    while (budget.allows(now)) ++count;
    return count;
  };
  EXPECT_EQ(allowed(5 * kSecond), 100);
  EXPECT_EQ(allowed(5 * kSecond + kSecond / 2), 0);
  EXPECT_EQ(allowed(6 * kSecond), 2);
  EXPECT_EQ(allowed(16 * kSecond), 20);
  EXPECT_EQ(allowed(10'000 * kSecond), 100);
  EXPECT_EQ(budget.left_out(), 5U);
}

}  // namespace
}  // namespace mizan::exec
