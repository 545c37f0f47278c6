// The same adapter built in every way an author may build it gives the same records to the hub. What it must
// give is written here, past all of the builds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mizan/abi/mizan_fields.h>
#include <openssl/evp.h>

#include <filesystem>
#include <map>
#include <variant>

#include "adapter/adapter_test_support.hpp"
#include "adapter/checks.hpp"
#include "adapter/inline_source.hpp"
#include "adapter/never_stop.hpp"
#include "base/digest.hpp"
#include "support/program.hpp"

namespace mizan::adapter {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

struct Kept {
  int kind = 0;
  int op = 0;
  std::string key;
  std::map<int, std::pair<int, std::variant<std::string, std::int64_t>>> fields;  ///< id → type, value

  friend bool operator==(const Kept&, const Kept&) = default;
};

void PrintTo(const Kept& record, std::ostream* out) {
  *out << record.kind << ' ' << record.key << ' ' << ::testing::PrintToString(record.fields);
}

class Keeper final : public SourceSink {
 public:
  base::Result<> emit(std::span<const mizan_record> batch) override {
    for (const auto& record : batch) records.push_back(kept(record));
    return {};
  }
  base::Result<> checkpoint(std::string_view token) override {
    tokens.emplace_back(token);
    return {};
  }
  base::Result<> reject(const mizan_reject&) override { return {}; }
  base::Result<> snapshot(SnapshotPhase) override { return {}; }

  std::vector<Kept> records;
  std::vector<std::string> tokens;

 private:
  static Kept kept(const mizan_record& record) {
    Kept out{record.kind, record.op, std::string(text_of(record.key)), {}};
    for (std::uint32_t i = 0; i < record.field_count; ++i) {
      const auto& field = record.fields[i];
      auto& [type, value] = out.fields[field.id];
      type = field.type;
      if (type == MIZAN_TEXT) {
        value = std::string(text_of(field.value.text));
      } else {
        value = field.value.integer;
      }
    }
    return out;
  }
};

std::vector<Kept> hello_records(std::int64_t from, std::int64_t to) {
  std::vector<Kept> records;
  for (auto n = from; n < to; ++n) {
    const auto key = "HELLO-" + std::to_string(n);
    records.push_back({MIZAN_KIND_CASE,
                       MIZAN_UPSERT,
                       key,
                       {{MIZAN_F_DISTRICT, {MIZAN_TEXT, "Quetta"}},
                        {MIZAN_F_FIR_NO, {MIZAN_TEXT, std::to_string(n + 1)}},
                        {MIZAN_F_INSTITUTED_ON, {MIZAN_DATE, 19'700 + n}}}});
    records.push_back({MIZAN_KIND_HEARING,
                       MIZAN_UPSERT,
                       key + "/1",
                       {{MIZAN_F_CASE, {MIZAN_TEXT, key}},
                        {MIZAN_F_HELD_ON, {MIZAN_DATE, 19'730 + n}},
                        {MIZAN_F_OUTCOME, {MIZAN_TEXT, "ADJ"}}}});
  }
  return records;
}

class Matrix : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    path_ = kPlugins / GetParam();
    if (!fs::exists(path_))
      GTEST_SKIP() << path_ << " was not built: its compiler or library is not installed";
  }
  std::unique_ptr<Source> open(const std::string& config) {
    auto library = Library::open(path_);
    EXPECT_TRUE(library) << library.error().message;
    if (!library) return nullptr;
    auto source = open_inline_source(*library, config, quiet_);
    EXPECT_TRUE(source) << source.error().message;
    return source ? std::move(*source) : nullptr;
  }

  fs::path path_;
  Quiet quiet_;
  const NeverStop never_;
};

TEST_P(Matrix, GivesTheReferenceStreamFromEveryCheckpoint) {
  const auto source = open(R"({"cases": 5})");
  ASSERT_NE(source, nullptr);
  EXPECT_EQ(source->descriptor().id, "hello");
  EXPECT_TRUE(source->check(never_));
  Keeper whole;
  ASSERT_TRUE(source->read("", whole, never_));
  EXPECT_EQ(whole.records, hello_records(0, 5));
  EXPECT_EQ(whole.tokens, (std::vector<std::string>{"1", "2", "3", "4", "5"}));
  for (std::int64_t n = 1; n <= 5; ++n) {
    Keeper rest;
    ASSERT_TRUE(source->read(std::to_string(n), rest, never_));
    EXPECT_EQ(rest.records, hello_records(n, 5));
  }
}

TEST_P(Matrix, ItsErrorsAreSentencesWithTheirPolicy) {
  auto library = Library::open(path_);
  ASSERT_TRUE(library) << library.error().message;
  for (const auto* config : {"nonsense", R"({"cases": -1})"}) {
    const auto refused = open_inline_source(*library, config, quiet_);
    ASSERT_FALSE(refused) << config;
    EXPECT_EQ(refused.error().code, base::Code::kConfig);
    EXPECT_THAT(refused.error().message, HasSubstr("setting")) << config;
  }
  Keeper sink;
  const auto read = open("{}")->read("nonsense", sink, never_);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::Code::kCheckpoint);
  EXPECT_THAT(read.error().message, HasSubstr("not a count of cases"));
}

TEST_P(Matrix, SeveralInstancesAreApart) {
  const auto three = open("{}");
  const auto one = open(R"({"cases": 1})");
  Keeper of_three;
  Keeper of_one;
  ASSERT_TRUE(three->read("2", of_three, never_));
  ASSERT_TRUE(one->read("", of_one, never_));
  EXPECT_EQ(of_three.records, hello_records(2, 3));
  EXPECT_EQ(of_one.records, hello_records(0, 1));
}

INSTANTIATE_TEST_SUITE_P(Builds, Matrix,
                         ::testing::Values("mizan_hello.so", "abi/clang.so", "abi/clang_c.so",
                                           "abi/clang_libcxx.so", "abi/gcc_debug_stl.so",
                                           "abi/gcc_old_string.so", "abi/gcc_no_rtti.so",
                                           "abi/gcc_static_runtime.so", "abi/c_header_now.so",
                                           "abi/c_header_1_0.so"),
                         [](const auto& one) { return fs::path(one.param).stem().string(); });

// SHA-256 of "abc": FIPS 180-4, appendix.
constexpr const char* kOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

std::string hubs_digest() {
  return base::to_hex(base::sha256("abc"));
}

TEST(OwnOpenSsl, OfAPluginAndTheHubsAreApart) {
  const NeverStop never;
  Quiet quiet;
  auto library = Library::open(kPlugins / "abi" / "own_openssl.so");
  ASSERT_TRUE(library) << library.error().message;
  const auto hubs = reinterpret_cast<std::uintptr_t>(&EVP_Digest);
  EXPECT_EQ(hubs_digest(), kOfAbc);
  {
    const auto source = open_inline_source(*library, "{}", quiet);
    ASSERT_TRUE(source) << source.error().message;
    Keeper sink;
    ASSERT_TRUE((*source)->read("", sink, never));
    ASSERT_EQ(sink.records.size(), 1U);
    EXPECT_EQ(sink.records[0].key, kOfAbc);
    const auto its = std::get<std::string>(sink.records[0].fields.at(MIZAN_F_FIR_NO).second);
    EXPECT_NE(its, std::to_string(hubs)) << "it calls the hub's OpenSSL";
    EXPECT_EQ(hubs_digest(), kOfAbc);
  }
  EXPECT_EQ(hubs_digest(), kOfAbc);
}

/// Every plugin of this build: what add_mizan_adapter makes, and what the flags that it stands for make.
class Export : public ::testing::Test {
 protected:
  static std::vector<fs::path> plugins() {
    std::vector<fs::path> paths;
    for (const auto& folder : {kPlugins, kPlugins / "abi"}) {
      for (const auto& entry : fs::directory_iterator(folder)) {
        const auto name = entry.path().filename().string();
        if (name.ends_with(".so") && !name.starts_with("misfit_") && !name.starts_with("lib"))
          paths.push_back(entry.path());
      }
    }
    return paths;
  }
  static std::string output(const std::vector<std::string>& words) {
    const auto ended = test::run(words);
    EXPECT_TRUE(ended.ok()) << words[0] << ": " << ended.story();
    return ended.out;
  }
};

TEST_F(Export, IsOneSymbolAndItIsConstantData) {
  ASSERT_GE(plugins().size(), 9U);
  for (const auto& path : plugins()) {
    const auto symbols = output({"/usr/bin/nm", "-D", "--defined-only", "--format=posix", path.string()});
    EXPECT_EQ(std::count(symbols.begin(), symbols.end(), '\n'), 1) << path << "\n" << symbols;
    // D and R: data, relocated or not. V, T and u would be a weak object, a function, a unique symbol.
    EXPECT_THAT(symbols, ::testing::ContainsRegex("mizan_(adapter|publisher)_v[0-9]+ [DR] ")) << path;
  }
}

TEST_F(Export, IsBoundWhenLoadedAndNeedsNoOtherPlace) {
  for (const auto& path : plugins()) {
    const auto dynamic = output({"/usr/bin/readelf", "--wide", "--dynamic", path.string()});
    EXPECT_THAT(dynamic, ::testing::AnyOf(HasSubstr("BIND_NOW"), HasSubstr("Flags: NOW"))) << path;
    EXPECT_EQ(dynamic.find("RUNPATH"), std::string::npos) << path;
    EXPECT_EQ(dynamic.find("TEXTREL"), std::string::npos) << path;
  }
}

}  // namespace
}  // namespace mizan::adapter
