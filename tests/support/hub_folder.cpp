#include "support/hub_folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace mizan::test {
namespace fs = std::filesystem;

fs::path mizan_program() {
  return fs::path(MIZAN_BINARY_DIR) / "bin" / "mizan";
}

HubFolder::HubFolder(const std::string& name)
    : path_(fs::path(::testing::TempDir()) / ("mizan_" + name + "_" + std::to_string(getpid()))) {
  fs::remove_all(path_);
  fs::copy(fs::path(MIZAN_SOURCE_DIR) / "config" / "demo", path_, fs::copy_options::recursive);
  configure("tables = \"" MIZAN_SOURCE_DIR "/config\"\nplugins = \"" MIZAN_BINARY_DIR "/plugins\"\n");
}

HubFolder::~HubFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void HubFolder::configure(const std::string& toml) const {
  std::ofstream(config(), std::ios::app) << toml;
}

std::vector<std::string> HubFolder::command(const std::vector<std::string>& words) const {
  std::vector<std::string> all = {mizan_program().string(), "--config", config().string()};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

std::string HubFolder::mizan(const std::vector<std::string>& words, int exit_code) const {
  const auto ended = run(command(words));
  EXPECT_EQ(ended.exit_code, exit_code)
      << "mizan " << ::testing::PrintToString(words) << ": " << ended.story();
  return ended.out;
}

}  // namespace mizan::test
