#include "app/folder_watch.hpp"

#include "app/connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <fstream>

namespace mizan::app {
namespace {
namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The kernel's notices are there when the call that caused them returns, so nothing here waits.
class FolderWatchTest : public ::testing::Test {
 protected:
  FolderWatchTest() : folder_(fs::path(::testing::TempDir()) / "mizan_folder_watch_test") {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "a");
    fs::create_directories(folder_ / "b");
    std::ofstream(folder_ / "whole") << "x";
  }
  ~FolderWatchTest() override { fs::remove_all(folder_); }

  bool readable() {
    pollfd waited{watch_.descriptor(), POLLIN, 0};
    return poll(&waited, 1, 0) == 1;
  }

  fs::path folder_;
  FolderWatch watch_;
};

TEST_F(FolderWatchTest, TellsWhoseFolderGotAFile) {
  ASSERT_TRUE(watch_.add(folder_ / "a", 0));
  ASSERT_TRUE(watch_.add(folder_ / "b", 1));
  EXPECT_FALSE(readable());
  fs::rename(folder_ / "whole", folder_ / "b" / "cases.csv");
  EXPECT_TRUE(readable());
  EXPECT_THAT(watch_.take(), ElementsAre(1));
  EXPECT_FALSE(readable());
  std::ofstream(folder_ / "a" / "cases.csv") << "x";
  EXPECT_THAT(watch_.take(), ElementsAre(0));
}

TEST_F(FolderWatchTest, OneFolderMayBeOfSeveral) {
  ASSERT_TRUE(watch_.add(folder_ / "a", 3));
  ASSERT_TRUE(watch_.add(folder_ / "a", 5));
  fs::rename(folder_ / "whole", folder_ / "a" / "cases.csv");
  EXPECT_THAT(watch_.take(), ElementsAre(3, 5));
}

TEST_F(FolderWatchTest, FilesThatAreBeingWrittenDoNotCount) {
  ASSERT_TRUE(watch_.add(folder_ / "a", 0));
  std::ofstream(folder_ / "a" / ".cases.csv") << "x";
  EXPECT_THAT(watch_.take(), IsEmpty());
  fs::rename(folder_ / "a" / ".cases.csv", folder_ / "a" / "cases.csv");
  EXPECT_THAT(watch_.take(), ElementsAre(0));
}

TEST_F(FolderWatchTest, WhatIsNotThereCannotBeWatched) {
  EXPECT_FALSE(watch_.add(folder_ / "c", 0));
  EXPECT_FALSE(watch_.add(folder_ / "whole", 0));
}

TEST(FolderOf, IsAbsoluteOrBesideTheSourcesFile) {
  SourceConfig source;
  source.file = "/hub/sources/punjab.toml";
  EXPECT_EQ(watched_folder(source), std::nullopt);
  source.settings_json = R"({"folder": "../data/punjab"})";
  EXPECT_EQ(watched_folder(source), "/hub/data/punjab");
  source.settings_json = R"({"folder": "/data"})";
  EXPECT_EQ(watched_folder(source), "/data");
  source.settings_json = R"({"folder": 3})";
  EXPECT_EQ(watched_folder(source), std::nullopt);
}

}  // namespace
}  // namespace mizan::app
