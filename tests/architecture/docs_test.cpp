// Holds the documentation against the files that there are: named pages, links, and the tables of the
// READMEs.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {
namespace fs = std::filesystem;

const fs::path kRoot = MIZAN_SOURCE_DIR;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// Files of the repository's own folders with one of these endings; build trees are not among them.
std::vector<fs::path> files(const std::set<std::string>& endings) {
  std::vector<fs::path> found = {kRoot / "README.md"};
  for (const auto* part : {"config", "docs", "hub", "plugin-sdk", "plugins", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / part)) {
      if (entry.is_regular_file() && endings.contains(entry.path().extension()))
        found.push_back(entry.path());
    }
  }
  return found;
}

std::vector<std::string> captures(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
    found.push_back((*at)[1]);
  return found;
}

TEST(Docs, EveryPageThatAFileNamesExists) {
  static const std::regex kPage(R"(\b(docs/[a-z0-9_/-]+\.md))");
  int seen = 0;
  for (const auto& file : files({".cpp", ".hpp", ".h", ".c", ".md", ".toml", ".txt", ".cmake"})) {
    const auto text = text_of(file);
    if (text.find("docs/") == std::string::npos) continue;
    for (const auto& page : captures(text, kPage)) {
      ++seen;
      EXPECT_TRUE(fs::exists(kRoot / page)) << file << " names " << page;
    }
  }
  EXPECT_GT(seen, 5);
}

TEST(Docs, EveryLinkOfAPageLeadsToAFile) {
  static const std::regex kLink(R"(\]\(([^)#:]+)(#[^)]*)?\))");
  int seen = 0;
  for (const auto& file : files({".md"})) {
    for (const auto& link : captures(text_of(file), kLink)) {
      ++seen;
      EXPECT_TRUE(fs::exists(file.parent_path() / link)) << file << " links to " << link;
    }
  }
  EXPECT_GT(seen, 20);
}

TEST(Docs, EveryModuleHasAReadmeThatNamesItsHeaders) {
  int seen = 0;
  for (const auto& module : fs::directory_iterator(kRoot / "hub")) {
    if (!module.is_directory()) continue;
    const auto readme = text_of(module.path() / "README.md");
    EXPECT_FALSE(readme.empty()) << module.path() << " has no README.md";
    for (const auto& entry : fs::directory_iterator(module.path())) {
      const auto stem = entry.path().stem().string();
      const bool is_private = stem.ends_with("_impl") || stem.ends_with("_test_support");
      if (entry.path().extension() != ".hpp" || is_private) continue;
      ++seen;
      EXPECT_NE(readme.find(stem), std::string::npos) << module.path() / "README.md"
                                                      << " lacks " << stem;
    }
  }
  EXPECT_GT(seen, 50);
}

TEST(Docs, EveryHeaderThatAModulesReadmeNamesExists) {
  static const std::regex kHeader(R"(`([a-z0-9_]+\.hpp)`)");
  for (const auto& module : fs::directory_iterator(kRoot / "hub")) {
    if (!module.is_directory()) continue;
    for (const auto& header : captures(text_of(module.path() / "README.md"), kHeader))
      EXPECT_TRUE(fs::exists(module.path() / header)) << module.path() / "README.md"
                                                      << " names " << header;
  }
}

// What a page shows in full is a file that runs, so that the page cannot be wrong.
TEST(Docs, PagesQuoteTheFilesThatTheyShow) {
  const std::vector<std::pair<std::string, std::string>> shown = {
      {"docs/writing-an-adapter.md", "plugin-sdk/templates/cpp/adapter.cpp"},
      {"docs/writing-an-adapter.md", "plugin-sdk/templates/cpp/CMakeLists.txt"},
      {"docs/writing-an-adapter.md", "plugin-sdk/templates/cpp/my-court.toml"},
      {"docs/xlsx-connector.md", "plugins/xlsx/example/monthly.toml"},
      {"docs/hub-connector.md", "plugins/hub/example/punjab.toml"}};
  for (const auto& [page, file] : shown) {
    const auto text = text_of(kRoot / file);
    ASSERT_FALSE(text.empty()) << file;
    EXPECT_NE(text_of(kRoot / page).find(text), std::string::npos) << page << " does not quote " << file;
  }
}

}  // namespace
