#include <gtest/gtest.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "ops/log.hpp"
#include "ops/progress.hpp"

namespace mizan::ops {
namespace {

std::string written(std::FILE* file) {
  std::string text;
  std::rewind(file);
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text += static_cast<char>(c);
  return text;
}

TEST(Progress, WritesPlainLinesWhereThereIsNoTerminal) {
  std::FILE* out = std::tmpfile();
  {
    Progress progress("loading", 1'234'567, out);
    progress.update(1'234'567);
    progress.finish();
  }
  const auto text = written(out);
  std::fclose(out);
  EXPECT_EQ(text.find('\r'), std::string::npos);
  EXPECT_NE(text.find("1,234,567 of 1,234,567"), std::string::npos) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
}

TEST(Log, RefusesAnUnknownLevelByName) {
  const auto result = set_up_log("loud");
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("loud"), std::string::npos);
}

TEST(Log, KeepsOneEntryOnOneLine) {
  testing::internal::CaptureStderr();
  ASSERT_TRUE(set_up_log("info"));
  log_info("source.read", "row one\nforged entry");
  const auto text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
}

TEST(Log, IsJsonWhereThatIsAskedFor) {
  testing::internal::CaptureStderr();
  ASSERT_TRUE(set_up_log("info", LogForm::kJson));
  log_warn("source.failed", "a \"quoted\"\nline");
  log(LogLevel::kDebug, "not.shown", "");
  say("hub.serving", "on 8420");
  std::istringstream lines(testing::internal::GetCapturedStderr());
  ASSERT_TRUE(set_up_log("info"));
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  const auto entry = base::parse_json(line);
  EXPECT_EQ(entry["level"], "warn");
  EXPECT_EQ(entry["event"], "source.failed");
  EXPECT_EQ(entry["message"], "a \"quoted\" line");
  EXPECT_TRUE(base::parse_rfc3339(entry["at"].get<std::string>()));
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(base::parse_json(line)["event"], "hub.serving");
  EXPECT_FALSE(std::getline(lines, line));
}

}  // namespace
}  // namespace mizan::ops
