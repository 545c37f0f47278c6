// The header's layout is one for every compiler and for both languages, and the header is what was frozen.
#include <gtest/gtest.h>
#include <mizan/abi/mizan_adapter.h>

#include <filesystem>
#include <fstream>

#include "support/program.hpp"

namespace {
namespace fs = std::filesystem;
using mizan::test::run;

const fs::path kSdk = fs::path(MIZAN_SOURCE_DIR) / "plugin-sdk";
const fs::path kFrozen = kSdk / "abi" / "1.0" / "mizan_adapter.h";

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Compiler {
  const char* name;
  const char* path;
  const char* language;
};

class Layout : public ::testing::TestWithParam<Compiler> {
 protected:
  mizan::test::Ended compile(const std::vector<std::string>& more) const {
    const auto& compiler = GetParam();
    std::vector<std::string> words = {
        compiler.path, "-x",      compiler.language, "-fsyntax-only",
        "-Wall",       "-Wextra", "-Werror",         "-I" + (kSdk / "include").string()};
    words.insert(words.end(), more.begin(), more.end());
    words.push_back((kSdk / "abi" / "layout_test.c").string());
    return run(words);
  }
  void SetUp() override {
    if (!fs::exists(GetParam().path)) GTEST_SKIP() << GetParam().name << " is not installed";
  }
};

TEST_P(Layout, OfTheHeaderIsThatOfAbi1) {
  const auto now = compile({});
  EXPECT_TRUE(now.ok()) << now.story();
}

TEST_P(Layout, OfTheFrozenHeaderToo) {
  const auto frozen = compile({"-DMIZAN_HEADER=\"" + kFrozen.string() + "\""});
  EXPECT_TRUE(frozen.ok()) << frozen.story();
}

// A test that cannot fail is none: with a member moved, the same file must not compile.
TEST_P(Layout, IsHeldByTheCompiler) {
  auto text = text_of(kFrozen);
  const std::string member = "  int64_t revision;";
  const auto at = text.find(member);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, member.size(), "  int64_t inserted;" + member);
  const auto moved = fs::path(::testing::TempDir()) / ("mizan_moved_" + std::string(GetParam().name) + ".h");
  std::ofstream(moved) << text;
  const auto failed = compile({"-DMIZAN_HEADER=\"" + moved.string() + "\""});
  fs::remove(moved);
  EXPECT_FALSE(failed.ok());
  EXPECT_NE(failed.err.find("part of the ABI"), std::string::npos) << failed.story();
}

INSTANTIATE_TEST_SUITE_P(Compilers, Layout,
                         ::testing::Values(Compiler{"gcc_c", MIZAN_GCC, "c"},
                                           Compiler{"gcc_cxx", MIZAN_GXX, "c++"},
                                           Compiler{"clang_c", MIZAN_CLANG, "c"},
                                           Compiler{"clang_cxx", MIZAN_CLANGXX, "c++"}),
                         [](const auto& one) { return std::string(one.param.name); });

// While the minor is 0 the header is what was frozen, to the byte. A later minor freezes a copy of its own.
TEST(Frozen, CopyOfThisMinorIsTheHeader) {
  const auto folder = std::to_string(MIZAN_ABI_MAJOR) + "." + std::to_string(MIZAN_ABI_MINOR);
  const auto frozen = kSdk / "abi" / folder / "mizan_adapter.h";
  ASSERT_TRUE(fs::exists(frozen)) << "freeze a copy of the header in " << frozen.parent_path();
  EXPECT_TRUE(text_of(frozen) == text_of(kSdk / "include" / "mizan" / "abi" / "mizan_adapter.h"))
      << "the header differs from its frozen copy " << frozen;
}

}  // namespace
