#pragma once
// For the tests of this folder: a hub's files in a folder of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "backup/restore.hpp"
#include "backup/verify.hpp"
#include "store/announcements.hpp"
#include "store/epochs.hpp"
#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace mizan::backup {

constexpr base::Micros kNow = 1'795'733'268'000'000;  // 2026-11-26T22:47:48Z
constexpr base::Micros kSecond = 1'000'000;

class BackupTest : public ::testing::Test {
 protected:
  BackupTest()
      : folder_(std::filesystem::path(::testing::TempDir()) /
                ("mizan_backup_" +
                 std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~BackupTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path path(const std::string& name) const { return folder_ / name; }

  void write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << text;
  }
  std::string read(const std::filesystem::path& file) const {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  store::Store open() const {
    auto store = store::Store::open(path("mizan.db").string(), store::OpenMode::kWrite);
    EXPECT_TRUE(store) << (store ? "" : store.error().message);
    return std::move(*store);
  }
  void tell(int events) const {
    auto store = open();
    for (int i = 0; i < events; ++i)
      ASSERT_TRUE(store::put_events(store.database(), {{0, kNow, "t", "s", "{}"}}));
  }

  Job job() const {
    Job job;
    job.store = path("mizan.db");
    job.into = path("backups");
    job.places = {{"webhook-places", path("webhook-places")}};
    job.parts = {{"releases", path("releases"), {"releases/log.jsonl"}}, {"links.csv", path("links.csv")}};
    job.now = kNow;
    return job;
  }
  std::filesystem::path make() const {
    const auto made = make_backup(job());
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return made ? *made : std::filesystem::path();
  }

  RestoreJob restore_job(const std::filesystem::path& backup) const {
    RestoreJob restore;
    restore.backup = backup;
    restore.store = path("mizan.db");
    restore.parts = job().parts;
    restore.parts.push_back(job().places.front());
    restore.who = "os:test";
    restore.now = kNow + 60 * kSecond;
    return restore;
  }

  std::filesystem::path folder_;
};

}  // namespace mizan::backup
