// Installs the build into a folder of its own and works with that alone, as on a machine that has never seen
// the source.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support/program.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

class InstallTest : public ::testing::Test {
 protected:
  // One installation for all tests.
  static void SetUpTestSuite() {
    folder_ = fs::path(::testing::TempDir()) / ("mizan_install_" + std::to_string(getpid()));
    fs::create_directories(folder_);
    const auto installed = run({MIZAN_CMAKE, "--install", MIZAN_BINARY_DIR, "--strip", "--prefix", prefix()});
    ASSERT_TRUE(installed.ok()) << installed.story();
  }
  static void TearDownTestSuite() { fs::remove_all(folder_); }

  static fs::path prefix() { return folder_ / "prefix"; }
  static Ended mizan(std::vector<std::string> words) {
    words.insert(words.begin(), prefix() / "bin" / "mizan");
    return run(words);
  }
  static inline fs::path folder_;
};

TEST_F(InstallTest, NothingOfItNamesTheSourceOrTheBuild) {
  int seen = 0;
  for (const auto& entry : fs::recursive_directory_iterator(prefix())) {
    if (!entry.is_regular_file()) continue;
    const auto text = text_of(entry.path());
#ifdef MIZAN_NAMES_ITS_SOURCES
    if (text.starts_with("\x7f"
                         "ELF"))
      continue;  // sanitizers and counters write names of files into code
#endif
    ++seen;
    EXPECT_EQ(text.find(MIZAN_SOURCE_DIR), std::string::npos) << entry.path();
    EXPECT_EQ(text.find(MIZAN_BINARY_DIR), std::string::npos) << entry.path();
  }
  EXPECT_GT(seen, 30);
}

TEST_F(InstallTest, TheProgramFindsItsPluginsAndTables) {
  fs::copy(prefix() / "share" / "mizan" / "config" / "demo", folder_ / "hub", fs::copy_options::recursive);
  const auto valid = mizan({"--config", folder_ / "hub" / "mizan.toml", "validate"});
  EXPECT_TRUE(valid.ok()) << valid.story();
}

TEST_F(InstallTest, AnAdapterIsBuiltAgainstTheInstalledPackage) {
  const auto project = folder_ / "my-court";
  fs::copy(prefix() / "share" / "mizan" / "templates" / "cpp", project, fs::copy_options::recursive);
  const auto build = (project / "build").string();
  const auto configured =
      run({MIZAN_CMAKE, "-S", project, "-B", build, "-DCMAKE_PREFIX_PATH=" + prefix().string()});
  ASSERT_TRUE(configured.ok()) << configured.story();
  const auto built = run({MIZAN_CMAKE, "--build", build, "--verbose"});
  ASSERT_TRUE(built.ok()) << built.story();
  EXPECT_EQ(built.out.find(MIZAN_SOURCE_DIR), std::string::npos) << built.out;
  EXPECT_TRUE(fs::exists(project / "build" / "my-court.so"));
}

}  // namespace
}  // namespace mizan::test
