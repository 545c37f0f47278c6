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
  static fs::path new_adapter(const std::string& name, const std::string& language) {
    const auto made = mizan({"adapter", "new", name, "--lang", language, "--into", folder_});
    EXPECT_TRUE(made.ok()) << made.story();
    return folder_ / name;
  }
  // The records of the templates' register that are shown: four cases, three hearings, and one case struck.
  static void expect_green(const fs::path& source, const std::vector<std::string>& groups) {
    const auto ran = mizan({"--format", "csv", "adapter", "run", "--source", source});
    EXPECT_TRUE(ran.ok()) << ran.story();
    EXPECT_NE(ran.err.find("8 records, 0 rejected, 3 checkpoints"), std::string::npos) << ran.story();
    EXPECT_NE(ran.out.find("2024/118/2"), std::string::npos) << ran.story();
    for (const auto& group : groups) {
      const auto checked = mizan({"adapter", "check", "--source", source, "--only", group});
      EXPECT_TRUE(checked.ok()) << checked.story();
      EXPECT_NE(checked.err.find(" 0 failed, 0 warned"), std::string::npos) << checked.story();
    }
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

TEST_F(InstallTest, AnAdapterIsBuiltAgainstTheInstalledPackageAndPassesEveryCheck) {
  const auto project = new_adapter("quetta-court", "cpp");
  const auto build = (project / "build").string();
  const auto configured =
      run({MIZAN_CMAKE, "-S", project, "-B", build, "-DCMAKE_PREFIX_PATH=" + prefix().string()});
  ASSERT_TRUE(configured.ok()) << configured.story();
  const auto built = run({MIZAN_CMAKE, "--build", build, "--verbose"});
  ASSERT_TRUE(built.ok()) << built.story();
  EXPECT_EQ(built.out.find(MIZAN_SOURCE_DIR), std::string::npos) << built.out;
  expect_green(project / "quetta-court.toml", {"."});  // each name of a check has one
}

TEST_F(InstallTest, AnAdapterInPythonPassesTheChecksOfWhatItReads) {
  // What is checked of the connector's file and memory is not the program's affair, and other in a build with
  // sanitizers.
  expect_green(new_adapter("zhob-court", "python") / "zhob-court.toml",
               {"create.refuses", "read.", "resume.", "stop.", "justice.", "worker."});
}

}  // namespace
}  // namespace mizan::test
