#include "app/link_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace mizan::app {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;
using What = store::ReviewedLink::What;

class LinkFilesTest : public ::testing::Test {
 protected:
  LinkFilesTest()
      : file_(fs::path(::testing::TempDir()) / ("mizan_links_" + std::to_string(getpid()) + ".csv")) {
    fs::remove(file_);
  }
  ~LinkFilesTest() override { fs::remove(file_); }

  base::Result<> add(const std::string& action, const char* key, const char* with_key = "") {
    return add_link_line(
        file_, action,
        {What::kJoin, "court", key, "police", with_key, "DPP, Kasur", "2026-03-01", "\"seen\""});
  }

  fs::path file_;
};

TEST_F(LinkFilesTest, TheLastLineOfARecordHolds) {
  EXPECT_TRUE(read_links(file_)->empty());
  ASSERT_TRUE(add("join", "C1", "L1"));
  ASSERT_TRUE(add("join", "C2", "L2"));
  ASSERT_TRUE(add("apart", "C1"));
  ASSERT_TRUE(add("remove", "C2"));
  const auto links = read_links(file_);
  ASSERT_EQ(links->size(), 1U);
  EXPECT_EQ(links->front().key, "C1");
  EXPECT_EQ(links->front().what, What::kApart);
  EXPECT_EQ(links->front().by, "DPP, Kasur");
  EXPECT_EQ(links->front().why, "\"seen\"");
}

TEST_F(LinkFilesTest, WhatCannotBeIsRefusedAndTheFileStays) {
  EXPECT_THAT(add("remove", "C1").error().message, HasSubstr(":4: action: nothing is said of court C1"));
  EXPECT_FALSE(fs::exists(file_));
  ASSERT_TRUE(add("join", "C1", "L1"));
  const auto round =
      add_link_line(file_, "join", {What::kJoin, "police", "L1", "court", "C1", "a", "2026-03-01", "b"});
  ASSERT_FALSE(round);
  EXPECT_THAT(round.error().message, HasSubstr("would be joined with itself"));
  EXPECT_EQ(read_links(file_)->size(), 1U);
  std::ofstream(file_, std::ios::app) << "split,court,C1,,,a,2026-03-01,b\n";
  EXPECT_THAT(read_links(file_).error().message, HasSubstr("action: 'split' is none of join, apart, remove"));
}

}  // namespace
}  // namespace mizan::app
