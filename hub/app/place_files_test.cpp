#include "app/place_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace mizan::app {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

class PlaceFilesTest : public ::testing::Test {
 protected:
  PlaceFilesTest() : folder_(fs::path(::testing::TempDir()) / ("mizan_places_" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
    write("shared.csv",
          "code,level,parent,name,aliases\nPB,province,,Punjab,\nPB-DIV,division,PB,Lahore,\n"
          "PB-LAHORE,district,PB-DIV,Lahore,\n");
  }
  ~PlaceFilesTest() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  base::Result<PlaceFiles> read() const { return read_places(folder_ / "shared.csv", folder_ / "own"); }
  bool has(const char* station) const {
    return read()->table->meanings(normalize::PlaceLevel::kStation, "PB-LAHORE", station) != nullptr;
  }

  fs::path folder_;
};

TEST_F(PlaceFilesTest, AnOfficesFilesAndReviewedSpellingsAreReadAfterTheSharedTable) {
  const auto without = read();
  ASSERT_TRUE(without) << without.error().message;
  write("own/lahore.csv", "code,level,parent,name,aliases\nPB-PS-1,station,PB-LAHORE,Civil Lines,\n");
  EXPECT_NE(read()->digest, without->digest);
  EXPECT_TRUE(has("PS Civil Lines"));
  const ReviewedSpelling reviewed{"Civil, Line", "PB-PS-1", "DPP \"Lahore\"", "2026-03-01", "same register"};
  ASSERT_TRUE(accept_spelling(folder_ / "shared.csv", folder_ / "own", reviewed));
  EXPECT_TRUE(has("Civil Line"));
}

TEST_F(PlaceFilesTest, ASpellingThatMeansAnotherPlaceIsRefusedAndNothingWritten) {
  write("own/lahore.csv",
        "code,level,parent,name,aliases\nPB-PS-1,station,PB-LAHORE,Civil "
        "Lines,\nPB-PS-2,station,PB-LAHORE,Mozang,\n");
  const auto refused =
      accept_spelling(folder_ / "shared.csv", folder_ / "own", {"mozang", "PB-PS-1", "a", "2026-03-01", "b"});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("aliases.csv:3: 'mozang' already means PB-PS-2"));
  EXPECT_FALSE(fs::exists(folder_ / "own" / "aliases.csv"));
}

TEST_F(PlaceFilesTest, AMistakeNamesItsFile) {
  write("own/lahore.csv", "code,level,parent,name,aliases\nPB-PS-1,station,PB-KASUR,Civil Lines,\n");
  EXPECT_THAT(read().error().message, HasSubstr("own/lahore.csv:2: parent: 'PB-KASUR'"));
}

}  // namespace
}  // namespace mizan::app
