#include "app/adapter_template.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace mizan::app {
namespace {
namespace fs = std::filesystem;

class AdapterTemplateTest : public ::testing::Test {
 protected:
  AdapterTemplateTest()
      : folder_(fs::path(::testing::TempDir()) / ("mizan_template_" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~AdapterTemplateTest() override { fs::remove_all(folder_); }

  base::Result<fs::path> write(const std::string& name, TemplateLanguage language) const {
    return write_adapter_project(fs::path(MIZAN_SOURCE_DIR) / "plugin-sdk" / "templates",
                                 {name, language, folder_});
  }
  std::string error(const std::string& name) const {
    const auto written = write(name, TemplateLanguage::kCpp);
    return written ? "written" : written.error().message;
  }
  static std::string text(const fs::path& file) {
    std::ifstream in(file);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }

  const fs::path folder_;
};

TEST_F(AdapterTemplateTest, TheProjectBearsItsNameThroughout) {
  for (const auto language : {TemplateLanguage::kCpp, TemplateLanguage::kPython}) {
    const bool cpp = language == TemplateLanguage::kCpp;
    const auto project = write(cpp ? "zhob" : "quetta-court-2", language);
    ASSERT_TRUE(project) << project.error().message;
    int seen = 0;
    for (const auto& entry : fs::recursive_directory_iterator(*project)) {
      if (!entry.is_regular_file()) continue;
      ++seen;
      EXPECT_EQ(entry.path().string().find("my-court"), std::string::npos);
      EXPECT_EQ(text(entry.path()).find("my-court"), std::string::npos) << entry.path();
    }
    EXPECT_EQ(seen, cpp ? 6 : 5);
    const auto name = project->filename().string();
    EXPECT_NE(text(*project / (name + ".toml")).find("name = \"" + name + "\""), std::string::npos);
  }
  EXPECT_NE(fs::status(folder_ / "quetta-court-2/quetta-court-2.py").permissions() & fs::perms::owner_exec,
            fs::perms::none)
      << "the hub runs it";
}

TEST_F(AdapterTemplateTest, NothingIsOverwritten) {
  std::ofstream(folder_ / "zhob") << "mine";
  EXPECT_NE(error("zhob").find("is there already"), std::string::npos);
  EXPECT_EQ(text(folder_ / "zhob"), "mine");
}

TEST_F(AdapterTemplateTest, NamesThatCannotBeAreRefused) {
  for (const auto* name : {"", "Zhob", "2zhob", "zhob_court", "-z", "z-", "../z", "z/y", "کوئٹہ"})
    EXPECT_NE(error(name).find("lower-case letters"), std::string::npos) << name;
  EXPECT_NE(error(std::string(41, 'z')).find("1 to 40"), std::string::npos);
  EXPECT_EQ(error(std::string(40, 'z')), "written");
  EXPECT_NE(error("test").find("CMake"), std::string::npos);
}

TEST_F(AdapterTemplateTest, WhereNothingCanBeMadeNothingIsLeft) {
  const auto lost = write_adapter_project(folder_, {"zhob", TemplateLanguage::kCpp, folder_});
  ASSERT_FALSE(lost);
  EXPECT_NE(lost.error().message.find("the template cannot be read"), std::string::npos)
      << lost.error().message;
  EXPECT_TRUE(fs::is_empty(folder_));
  EXPECT_FALSE(write_adapter_project(folder_, {"zhob", TemplateLanguage::kCpp, folder_ / "none"}));
}

}  // namespace
}  // namespace mizan::app
