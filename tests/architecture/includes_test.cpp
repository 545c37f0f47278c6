// Reads every #include of the repository and holds it against the table of who may include whom (DESIGN §4).
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {
namespace fs = std::filesystem;

using Folders = std::set<std::string>;

// Left may include right, and itself.
const std::map<std::string, Folders> kMayInclude = {
    {"base", {}},
    {"access", {"base"}},
    {"audit", {"base"}},
    {"describe", {"base"}},
    {"sdmx", {"model", "base"}},
    {"disclosure", {"model", "base"}},
    {"model", {"base"}},
    {"adapter", {"base"}},
    {"ops", {"base"}},
    {"simulate", {"base"}},
    {"normalize", {"model", "base"}},
    {"deadlines", {"normalize", "model", "base"}},
    {"webhook", {"registry", "base"}},
    {"store", {"audit", "model", "base"}},
    {"backup", {"audit", "store", "publish", "model", "base"}},
    {"kpi", {"model", "base"}},
    {"due", {"kpi", "deadlines", "model", "base"}},
    {"publish", {"model", "base"}},
    {"reconcile", {"kpi", "store", "publish", "model", "base"}},
    {"api",
     {"access", "audit", "describe", "sdmx", "disclosure", "kpi", "due", "deadlines", "reconcile", "store",
      "publish", "release", "merge", "model", "base"}},
    {"verify", {"kpi", "store", "model", "base"}},
    {"worker", {"adapter", "base"}},
    {"services", {"adapter", "base", "ops"}},
    {"registry", {"adapter", "base"}},
    {"merge", {"kpi", "model", "base"}},
    {"release", {"registry", "publish", "model", "base"}},
    {"pipeline",
     {"adapter", "normalize", "reconcile", "store", "kpi", "due", "deadlines", "publish", "ops", "model",
      "base"}},
    {"conformance", {"pipeline", "normalize", "adapter", "model", "base"}},
    {"app",
     {"access",    "audit",   "backup",    "api",    "conformance", "merge",    "pipeline", "reconcile",
      "registry",  "release", "services",  "verify", "ops",         "simulate", "webhook",  "adapter",
      "deadlines", "due",     "normalize", "store",  "kpi",         "publish",  "model",    "base"}},
};

// These compute and nothing else: no network, no database, no files.
const Folders kPure = {"normalize", "deadlines", "kpi",      "due",  "model",
                       "access",    "audit",     "describe", "sdmx", "disclosure"};
const std::vector<std::string> kImpure = {"boost/asio", "boost/beast", "sqlite3.h", "filesystem",
                                          "fstream",    "spdlog",      "iostream",  "unistd.h"};

std::vector<std::string> includes_of(const fs::path& file) {
  static const std::regex kInclude(R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"])re");
  std::vector<std::string> found;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (std::smatch match; std::regex_search(line, match, kInclude)) found.push_back(match[1]);
  }
  return found;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool is_source(const fs::path& path) {
  return path.extension() == ".cpp" || path.extension() == ".hpp";
}

template <class Check>
void for_each_source(const fs::path& folder, Check check) {
  if (!fs::exists(folder)) return;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && is_source(entry.path())) check(entry.path());
  }
}

const fs::path kRoot = MIZAN_SOURCE_DIR;

TEST(Architecture, HubModulesIncludeOnlyWhatTheTableAllows) {
  int seen = 0;
  for (const auto& [module, allowed] : kMayInclude) {
    for_each_source(kRoot / "hub" / module, [&, &module = module, &allowed = allowed](const fs::path& file) {
      const bool is_test = file.stem().string().ends_with("_test");
      for (const auto& include : includes_of(file)) {
        const auto folder = include.substr(0, include.find('/'));
        if (!kMayInclude.contains(folder) || folder == module || include.find('/') == std::string::npos)
          continue;
        ++seen;
        EXPECT_TRUE(allowed.contains(folder))
            << file << " includes " << include << (is_test ? " (test)" : "");
      }
    });
  }
  EXPECT_GT(seen, 5) << "the includes were not found: is the repository where the test looks for it?";
}

TEST(Architecture, EveryHubFolderIsInTheTable) {
  for (const auto& entry : fs::directory_iterator(kRoot / "hub")) {
    if (entry.is_directory()) EXPECT_TRUE(kMayInclude.contains(entry.path().filename())) << entry.path();
  }
}

TEST(Architecture, PureModulesDoNoInputOrOutput) {
  for (const auto& module : kPure) {
    for_each_source(kRoot / "hub" / module, [](const fs::path& file) {
      if (file.stem().string().ends_with("_test") || file.stem().string().ends_with("_test_support")) return;
      for (const auto& include : includes_of(file)) {
        for (const auto& impure : kImpure)
          EXPECT_FALSE(include.starts_with(impure)) << file << " " << include;
      }
    });
  }
}

TEST(Architecture, PluginsAndSdkKnowNothingOfTheHub) {
  for (const auto* part : {"plugins", "plugin-sdk"}) {
    for_each_source(kRoot / part, [](const fs::path& file) {
      for (const auto& include : includes_of(file)) {
        const auto folder = include.substr(0, include.find('/'));
        EXPECT_FALSE(include.find('/') != std::string::npos && kMayInclude.contains(folder))
            << file << " " << include;
      }
    });
  }
}

// The files that include anything whose name begins so.
std::set<std::string> who_includes(const std::string& beginning) {
  std::set<std::string> seen;
  for (const auto* part : {"hub", "plugins", "plugin-sdk", "tests"}) {
    for_each_source(kRoot / part, [&](const fs::path& file) {
      for (const auto& include : includes_of(file)) {
        if (include.starts_with(beginning)) seen.insert(file.lexically_relative(kRoot).string());
      }
    });
  }
  return seen;
}

// Elsewhere its assertions would stop the program on a malformed file.
TEST(Architecture, TomlIsReadThroughOneHeader) {
  EXPECT_EQ(who_includes("toml++"), std::set<std::string>{"plugin-sdk/toml/include/mizan/toml/toml.hpp"});
}

// It is all templates and inline code: ten seconds of compilation wherever it is included.
TEST(Architecture, OneFileKnowsTheLibraryThatReadsTheCommandLine) {
  EXPECT_EQ(who_includes("CLI/"), std::set<std::string>{"hub/app/command_line.cpp"});
}

// The same of JSON text: whoever calls the library's templates compiles a parser and a writer of his own.
TEST(Architecture, JsonTextIsReadAndWrittenInOneFile) {
  int seen = 0;
  for (const auto* part : {"hub", "tests"})
    for_each_source(kRoot / part, [&](const fs::path& file) {
      const auto name = file.lexically_relative(kRoot);
      // An adapter, which knows nothing of the hub; this file.
      if (name == "hub/base/json.cpp" || file.filename() == "flawed.cpp" ||
          name == "tests/architecture/includes_test.cpp")
        return;
      const auto text = text_of(file);
      if (text.find("base/json.hpp") != std::string::npos) ++seen;
      EXPECT_EQ(text.find("json::parse("), std::string::npos) << file;
      const auto stem = file.stem().string();
      if (std::string_view(part) == "hub" && !stem.ends_with("_test") && !stem.ends_with("_test_support"))
        EXPECT_EQ(text.find(".dump("), std::string::npos) << file;
    });
  EXPECT_GT(seen, 10);
}

// Sources are files, never code: the product must not know the systems that tests and demonstrations use.
TEST(Architecture, NoModuleKnowsAParticularSource) {
  const std::vector<std::string> names = {"isconsin",   "arquette", "ilwaukee", "Assam",
                                          "ook County", "wcca",     "pocso"};
  for (const auto* part : {"hub", "plugins", "plugin-sdk", "config"}) {
    if (!fs::exists(kRoot / part)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / part)) {
      if (!entry.is_regular_file() || entry.path().stem().string().ends_with("_test")) continue;
      std::ifstream in(entry.path());
      const std::string text((std::istreambuf_iterator<char>(in)), {});
      for (const auto& name : names)
        EXPECT_EQ(text.find(name), std::string::npos) << entry.path() << " names " << name;
    }
  }
}

}  // namespace
