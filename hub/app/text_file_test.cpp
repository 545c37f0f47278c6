#include "app/text_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace mizan::app {
namespace {
namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FilesOf : public ::testing::Test {
 protected:
  FilesOf() : folder_(fs::path(::testing::TempDir()) / "mizan_files_of") {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    for (const auto* name : {"b.toml", "a.toml", "c.csv", "toml"}) std::ofstream(folder_ / name) << name;
  }
  ~FilesOf() override { fs::remove_all(folder_); }

  const fs::path folder_;
};

TEST_F(FilesOf, AFolderAreThoseThatEndSoInOrder) {
  EXPECT_THAT(*files_of(folder_, ".toml"), ElementsAre(folder_ / "a.toml", folder_ / "b.toml"));
  EXPECT_THAT(*files_if_any(folder_, ".json"), IsEmpty());
}

TEST_F(FilesOf, AFolderThatIsNotThereAreNoneOrAnErrorWithItsName) {
  const auto none = folder_ / "none";
  EXPECT_THAT(*files_if_any(none, ".toml"), IsEmpty());
  const auto failed = files_of(none, ".toml");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, base::Code::kConfig);
  EXPECT_THAT(failed.error().message, HasSubstr(none.string() + ": the folder cannot be listed"));
  EXPECT_FALSE(files_if_any(folder_ / "c.csv", ".toml")) << "a file is no folder";
}

}  // namespace
}  // namespace mizan::app
