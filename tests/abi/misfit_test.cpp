// What is no plugin, or not one for this hub, is a sentence that names the file and the reason; never a
// signal.
#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>

#include "adapter/adapter_test_support.hpp"
#include "adapter/inline_source.hpp"
#include "adapter/library.hpp"

namespace mizan::adapter {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// Why the hub refuses it; fails the test if it does not.
std::string why(const fs::path& path) {
  const auto library = Library::open(path);
  EXPECT_FALSE(library) << path;
  if (library) return "";
  EXPECT_EQ(library.error().code, base::Code::kConfig);
  EXPECT_THAT(library.error().message, HasSubstr(path.string()));
  EXPECT_EQ(library.error().message.find('\n'), std::string::npos) << library.error().message;
  return library.error().message;
}

fs::path misfit(const std::string& name) {
  return kPlugins / "abi" / ("misfit_" + name + ".so");
}

struct Case {
  const char* misfit;
  const char* says;
};

void PrintTo(const Case& one, std::ostream* out) {
  *out << one.misfit;
}

class Misfit : public ::testing::TestWithParam<Case> {};

TEST_P(Misfit, IsRefusedWithItsReason) {
  EXPECT_THAT(why(misfit(GetParam().misfit)), HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    All, Misfit,
    ::testing::Values(Case{"size_too_small", "says it has 72 bytes; ABI 1.0 has 80"},
                      Case{"size_beyond_symbol", "says it has 144 bytes; ABI 1.0 has 80, its symbol 80"},
                      Case{"zeroes", "says it has 0 bytes"}, Case{"no_id", "lacks an id"},
                      Case{"no_version", "lacks an id, a version"}, Case{"no_schema", "a settings schema"},
                      Case{"no_create", "lacks create"}, Case{"no_destroy", "lacks create, destroy"},
                      Case{"no_check", "check"}, Case{"no_read", "read"},
                      Case{"other_major", "is built for adapter ABI 7; this hub speaks ABI 1"},
                      Case{"a_function", "something other than constant data"},
                      Case{"missing_library", "libmizan_absent.so"}, Case{"missing_symbol", "mizan_absent"},
                      Case{"not_exported", "does not export mizan_adapter_v1"}),
    [](const auto& one) { return std::string(one.param.misfit); });

TEST(LaterMinor, IsTakenForItsHeadIsKnown) {
  const auto library = Library::open(misfit("later_minor"));
  ASSERT_TRUE(library) << library.error().message;
  Quiet quiet;
  const auto source = open_inline_source(*library, "{}", quiet);
  EXPECT_TRUE(source) << source.error().message;
}

TEST(Instance, ThatIsNoneOrGivesNonsenseIsASentence) {
  Quiet quiet;
  for (const auto& [name, says] :
       {Case{"makes_nothing", "made nothing and called it success"},
        Case{"unknown_status", "unknown status 77"}, Case{"endless_message", "xxx"}}) {
    const auto library = Library::open(misfit(name));
    ASSERT_TRUE(library) << library.error().message;
    const auto source = open_inline_source(*library, "{}", quiet);
    ASSERT_FALSE(source) << name;
    EXPECT_THAT(source.error().message, HasSubstr(says));
    EXPECT_LT(source.error().message.size(), 600U) << "the end of the caller's buffer ends the message";
  }
}

/// A real plugin's bytes, to be damaged.
class Damaged : public ::testing::Test {
 protected:
  Damaged() : path_(fs::path(::testing::TempDir()) / ("mizan_damaged_" + std::to_string(getpid()) + ".so")) {
    std::ifstream in(kPlugins / "abi" / "c_header_now.so", std::ios::binary);
    whole_.assign(std::istreambuf_iterator<char>(in), {});
  }
  ~Damaged() override { fs::remove(path_); }

  std::string why_of(const std::string& bytes) {
    fs::remove(path_);
    std::ofstream(path_, std::ios::binary) << bytes;
    return why(path_);
  }
  std::string with_header(const std::function<void(Elf64_Ehdr&)>& change) {
    auto bytes = whole_;
    Elf64_Ehdr header{};
    std::memcpy(&header, bytes.data(), sizeof header);
    change(header);
    std::memcpy(bytes.data(), &header, sizeof header);
    return bytes;
  }

  fs::path path_;
  std::string whole_;
};

TEST_F(Damaged, CutAtAnyLength) {
  ASSERT_GT(whole_.size(), 4096U);
  for (std::size_t size = 0; size < 256; ++size) why_of(whole_.substr(0, size));
  for (std::size_t part = 1; part < 200; ++part) {
    EXPECT_THAT(why_of(whole_.substr(0, whole_.size() * part / 200)),
                ::testing::AnyOf(HasSubstr("cut short"), HasSubstr("not a shared library")));
  }
  EXPECT_THAT(why_of(whole_.substr(0, whole_.size() - 1)), HasSubstr("cut short"));
}

// Without a section table only the segments tell that the end is missing; the system's loader would not look.
TEST_F(Damaged, CutWithoutASectionTable) {
  const auto bytes = with_header([](Elf64_Ehdr& header) {
    header.e_shoff = 0;
    header.e_shnum = 0;
    header.e_shstrndx = 0;
  });
  for (std::size_t part = 1; part < 16; ++part) {
    EXPECT_THAT(why_of(bytes.substr(0, bytes.size() * part / 32)),
                ::testing::AnyOf(HasSubstr("cut short"), HasSubstr("does not export")));
  }
}

TEST_F(Damaged, OfAnotherProcessorOrKind) {
  EXPECT_THAT(why_of(with_header([](auto& header) { header.e_machine = EM_RISCV; })),
              HasSubstr("another processor (ELF machine 243"));
  EXPECT_THAT(why_of(with_header([](auto& header) { header.e_ident[EI_DATA] = ELFDATA2MSB; })),
              HasSubstr("another processor"));
  EXPECT_THAT(why_of(with_header([](auto& header) { header.e_ident[EI_CLASS] = ELFCLASS32; })),
              HasSubstr("64-bit"));
  EXPECT_THAT(why_of(with_header([](auto& header) { header.e_type = ET_EXEC; })),
              HasSubstr("shared library"));
  EXPECT_THAT(why_of(with_header([](auto& header) { header.e_type = ET_CORE; })),
              HasSubstr("shared library"));
  EXPECT_THAT(why_of(with_header([](auto& header) { header.e_phoff = ~0ULL - 8; })), HasSubstr("cut short"));
  EXPECT_THAT(why_of(with_header([](auto& header) { header.e_shoff = ~0ULL - 8; })), HasSubstr("cut short"));
  EXPECT_THAT(why_of(with_header([](auto& header) { header.e_phnum = 0; })), HasSubstr("cut short"));
}

TEST_F(Damaged, NoPluginAtAll) {
  EXPECT_THAT(why_of(""), HasSubstr("is not a shared library"));
  EXPECT_THAT(why_of(std::string(100'000, 'x')), HasSubstr("is not a shared library"));
  EXPECT_THAT(why_of("\x7f"
                     "ELF"),
              HasSubstr("is not a shared library"));
  EXPECT_THAT(why("/tmp"), HasSubstr("is not a file"));
  EXPECT_THAT(why("/dev/null"), HasSubstr("is not a file"));
  EXPECT_THAT(why("/nonexistent/x.so"), HasSubstr("there is no such plugin"));
  EXPECT_THAT(why(kPlugins / "abi" / "libmizan_absent.so"), HasSubstr("no Mizan adapter"));
}

// The reader's right is of the process, so a child without root's looks.
TEST_F(Damaged, ThatMayNotBeReadSaysSo) {
  std::ofstream(path_, std::ios::binary) << whole_;
  fs::permissions(path_, fs::perms::none);
  const auto child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setuid(65'534) != 0) _exit(2);
    const auto library = Library::open(path_);
    _exit(!library && library.error().message.find("cannot be read: Permission denied") != std::string::npos
              ? 0
              : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace mizan::adapter
