#include "file_progress.hpp"

#include <gtest/gtest.h>
#include <mizan/abi/mizan_adapter.h>

#include <mizan/sdk/error.hpp>

namespace mizan::mapping {
namespace {

std::vector<FoundFile> files_of(int count, const std::string& group = "rows") {
  std::vector<FoundFile> files;
  for (int i = 0; i < count; ++i) {
    const auto name = std::to_string(1'000'000 + i) + ".csv";
    files.push_back({"/in/" + name, name, group, "1-1.0"});
  }
  return files;
}

int done_of(const FileProgress& progress, const std::vector<FoundFile>& files) {
  int done = 0;
  for (const auto& file : files) done += progress.done(file) ? 1 : 0;
  return done;
}

// Reads what is left, as the connector does, and returns the token.
std::string read_on(const std::vector<FoundFile>& files, const std::string& token, int* read = nullptr) {
  FileProgress progress("m");
  progress.resume(token, files);
  for (const auto& file : files) {
    if (progress.done(file)) continue;
    if (read != nullptr) ++*read;
    progress.finish(file);
  }
  return progress.token();
}

FileProgress resumed(const std::string& token, const std::vector<FoundFile>& files) {
  FileProgress progress("m");
  progress.resume(token, files);
  return progress;
}

TEST(FileProgress, KnowsWhatIsDoneByNameGroupAndStamp) {
  auto files = files_of(3);
  const auto token = read_on(files, "");
  EXPECT_EQ(done_of(resumed(token, files), files), 3);
  EXPECT_FALSE(resumed(token, files).lacks_some());
  files[1].stamp = "2-1.0";
  files[2].group = "others";
  EXPECT_EQ(done_of(resumed(token, files), files), 1);
  EXPECT_TRUE(resumed(token, files).lacks_some());
}

TEST(FileProgress, GoesOnWithinAFileUnlessItChanged) {
  auto files = files_of(2);
  FileProgress progress("m");
  progress.resume("", files);
  progress.finish(files[0]);
  progress.reach(files[1], 77);
  EXPECT_EQ(resumed(progress.token(), files).position(files[1]), 77U);
  EXPECT_EQ(resumed(progress.token(), files).position(files[0]), 0U);
  files[1].stamp = "9-9.9";
  EXPECT_EQ(resumed(progress.token(), files).position(files[1]), 0U);
}

TEST(FileProgress, AnotherMappingReadsEverythingAgain) {
  const auto files = files_of(3);
  FileProgress other("another mapping");
  other.resume(read_on(files, ""), files);
  EXPECT_EQ(done_of(other, files), 0);
  EXPECT_TRUE(other.lacks_some());
}

TEST(FileProgress, ATokenStaysSmallHoweverLongAFolderIsWatched) {
  std::string token;
  std::vector<FoundFile> files;
  for (int day = 1; day <= 20; ++day) {
    files = files_of(day * 1000);
    int read = 0;
    token = read_on(files, token, &read);
    EXPECT_EQ(read, 1000) << day;
    EXPECT_LT(token.size(), 32U * 1024U) << day;
  }
  EXPECT_EQ(done_of(resumed(token, files), files), 20'000);
  EXPECT_FALSE(resumed(token, files).lacks_some());
}

TEST(FileProgress, EachGroupIsFoldedForItself) {
  std::string token;
  std::vector<FoundFile> files;
  for (int day = 1; day <= 5; ++day) {
    files = files_of(day * 700, "cases");
    for (auto& file : files_of(day * 700, "hearings")) files.push_back(file);
    int read = 0;
    token = read_on(files, token, &read);
    EXPECT_EQ(read, 1400) << day;
  }
  EXPECT_LT(token.size(), 32U * 1024U);
  EXPECT_EQ(done_of(resumed(token, files), files), 7000);
}

TEST(FileProgress, ALateFileAmongTheOldOnesMakesItsGroupBeReadAgainInOrder) {
  const auto files = files_of(5000);
  const auto token = read_on(files, "");
  auto with_late = files;
  with_late.insert(with_late.begin() + 10, {"/in/x", "1000009x.csv", "rows", "1-1.0"});
  EXPECT_EQ(done_of(resumed(token, with_late), with_late), 0);
  auto without_old = files;
  without_old.erase(without_old.begin() + 10);
  EXPECT_EQ(done_of(resumed(token, without_old), without_old), 0);
  auto changed = files;
  changed[10].stamp = "2-1.0";
  EXPECT_EQ(done_of(resumed(token, changed), changed), 0);
  // Among the newest, one by one.
  auto newest = files;
  newest.back().stamp = "2-1.0";
  EXPECT_EQ(done_of(resumed(token, newest), newest), 4999);
  newest.pop_back();
  EXPECT_EQ(done_of(resumed(token, newest), newest), 4999);
  EXPECT_TRUE(resumed(token, newest).lacks_some());
}

TEST(FileProgress, RefusesTokensThatAreNone) {
  for (const auto* token : {"x", "[]", "{}", R"({"v":1})",
                            R"({"v":2,"mapping":"zz","kept":[],"folded":{},"current":"0","position":0})",
                            R"({"v":2,"mapping":"MAP","kept":[1],"folded":{},"current":"0","position":0})",
                            R"({"v":2,"mapping":"MAP","kept":[],"folded":[1],"current":"0","position":0})"}) {
    std::string text = token;
    if (const auto at = text.find("MAP"); at != std::string::npos) {
      const auto good = FileProgress("m").token();
      const auto mapping = good.substr(good.find("\"mapping\":\"") + 11, 16);
      text.replace(at, 3, mapping);
    }
    try {
      FileProgress("m").resume(text, {});
      ADD_FAILURE() << text;
    } catch (const sdk::Error& error) {
      EXPECT_EQ(error.code(), MIZAN_E_CHECKPOINT);
    }
  }
}

}  // namespace
}  // namespace mizan::mapping
