#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mizan/abi/mizan_fields.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "adapter/adapter_test_support.hpp"
#include "adapter/checks.hpp"
#include "adapter/inline_source.hpp"

namespace mizan::adapter {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Never final : public StopRequest {
 public:
  bool stopped() const override { return false; }
};

/// Keeps keys and tokens; refuses from the `limit`-th batch on.
class Keeper final : public SourceSink {
 public:
  base::Result<> emit(std::span<const mizan_record> records) override {
    if (batches_++ == limit) return base::Error{base::Code::kCancelled, "enough"};
    for (const auto& record : records) keys.emplace_back(text_of(record.key));
    return {};
  }
  base::Result<> checkpoint(std::string_view token) override {
    tokens.emplace_back(token);
    return {};
  }
  base::Result<> reject(const mizan_reject&) override { return {}; }
  base::Result<> snapshot(SnapshotPhase) override { return {}; }

  std::vector<std::string> keys;
  std::vector<std::string> tokens;
  int limit = -1;

 private:
  int batches_ = 0;
};

Quiet quiet;
const Never never;

std::unique_ptr<Source> hello(const std::string& config) {
  auto library = Library::open(kPlugins / "mizan_hello.so");
  EXPECT_TRUE(library) << library.error().message;
  auto source = open_inline_source(*library, config, quiet);
  EXPECT_TRUE(source) << source.error().message;
  return std::move(*source);
}

TEST(InlineSource, ReadsAllAndResumesFromEveryCheckpoint) {
  auto source = hello(R"({"cases": 5})");
  Keeper whole;
  ASSERT_TRUE(source->read("", whole, never));
  EXPECT_EQ(whole.keys.size(), 10U);
  for (std::size_t k = 0; k < whole.tokens.size(); ++k) {
    Keeper rest;
    ASSERT_TRUE(source->read(whole.tokens[k], rest, never));
    EXPECT_EQ(rest.keys.size(), 10 - 2 * (k + 1));
  }
}

TEST(InlineSource, StopsAtEveryEmitWithTheHubsOwnSentence) {
  auto source = hello(R"({"cases": 4})");
  for (int n = 0; n < 4; ++n) {
    Keeper sink;
    sink.limit = n;
    const auto result = source->read("", sink, never);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::Code::kCancelled);
    EXPECT_EQ(result.error().message, "enough");
    EXPECT_EQ(sink.tokens.size(), static_cast<std::size_t>(n));
  }
}

TEST(InlineSource, AWrongSettingIsASentenceThatNamesTheKeyAndNoValue) {
  auto library = Library::open(kPlugins / "mizan_hello.so");
  ASSERT_TRUE(library);
  for (const auto* config : {R"({"cases": "s3cret"})", R"({"s3": 1})", "[", "", R"({"cases": -1})"}) {
    const auto source = open_inline_source(*library, config, quiet);
    ASSERT_FALSE(source) << config;
    EXPECT_EQ(source.error().code, base::Code::kConfig);
    EXPECT_THAT(source.error().message, ::testing::Not(HasSubstr("s3cret")));
  }
}

TEST(InlineSource, AHostileTokenIsRefusedAsACheckpoint) {
  auto source = hello("{}");
  for (const auto* token : {"x", "-1", "99999999999999999999999", "1 "}) {
    Keeper sink;
    const auto result = source->read(token, sink, never);
    ASSERT_FALSE(result) << token;
    EXPECT_EQ(result.error().code, base::Code::kCheckpoint);
  }
}

class NotAPlugin : public ::testing::Test {
 protected:
  std::string sentence(const fs::path& path) {
    const auto library = Library::open(path);
    EXPECT_FALSE(library);
    return library ? "" : library.error().message;
  }
  fs::path written(const std::string& name, const std::string& bytes) {
    const auto path = fs::path(::testing::TempDir()) / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
};

TEST_F(NotAPlugin, IsASentenceThatNamesTheFile) {
  EXPECT_THAT(sentence("/nonexistent/x.so"), HasSubstr("/nonexistent/x.so: there is no such plugin"));
  EXPECT_THAT(sentence("relative.so"), HasSubstr("must be absolute"));
  EXPECT_THAT(sentence("/tmp"), HasSubstr("is not a file"));
  EXPECT_THAT(sentence(written("empty.so", "")), HasSubstr("is not a shared library"));
  EXPECT_THAT(sentence(written("text.so", std::string(500, 'x'))), HasSubstr("is not a shared library"));
  EXPECT_THAT(sentence("/proc/self/exe"),
              ::testing::AnyOf(HasSubstr("no Mizan adapter"), HasSubstr("64-bit")));
}

TEST_F(NotAPlugin, EveryTruncationOfARealPluginIsASentence) {
  std::ifstream in(kPlugins / "mizan_hello.so", std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(in)), {});
  ASSERT_GT(whole.size(), 10'000U);
  for (const auto size : {std::size_t{4}, std::size_t{63}, std::size_t{64}, std::size_t{4096},
                          whole.size() / 2, whole.size() - 1}) {
    EXPECT_FALSE(sentence(written("cut.so", whole.substr(0, size))).empty()) << size;
  }
}

mizan_record valid_record() {
  mizan_record record{};
  record.kind = MIZAN_KIND_CASE;
  record.op = MIZAN_UPSERT;
  record.key = {"k", 1};
  return record;
}

TEST(Checks, RefuseEveryBreachOfTheBoundary) {
  EXPECT_TRUE(check_record(valid_record()));
  const std::vector<std::pair<const char*, void (*)(mizan_record&)>> breaches = {
      {"unknown kind", [](mizan_record& r) { r.kind = 8; }},
      {"unknown kind", [](mizan_record& r) { r.kind = 0; }},
      {"unknown operation", [](mizan_record& r) { r.op = 3; }},
      {"key", [](mizan_record& r) { r.key.size = kMaxKeyBytes + 1; }},
      {"no bytes",
       [](mizan_record& r) {
         r.key = {nullptr, 1};
       }},
      {"raw",
       [](mizan_record& r) {
         r.raw = {"x", kMaxRawBytes + 1};
       }},
      {"fields", [](mizan_record& r) { r.field_count = 1'000'000; }},
      {"no fields", [](mizan_record& r) { r.field_count = 1; }},
  };
  for (const auto& [words, breach] : breaches) {
    auto record = valid_record();
    breach(record);
    const auto result = check_record(record);
    ASSERT_FALSE(result) << words;
    EXPECT_THAT(result.error().message, HasSubstr(words));
    EXPECT_EQ(result.error().code, base::Code::kInternal);
  }
}

TEST(Checks, RefuseFieldsThatAreNone) {
  mizan_field field{};
  auto record = valid_record();
  record.fields = &field;
  record.field_count = 1;
  EXPECT_FALSE(check_record(record));
  field.id = MIZAN_F_DISTRICT;
  EXPECT_TRUE(check_record(record));
  field.type = 7;
  EXPECT_FALSE(check_record(record));
  field.type = MIZAN_BOOL;
  field.value.integer = 2;
  EXPECT_FALSE(check_record(record));
  field.type = MIZAN_TEXT;
  field.value.text = {"x", kMaxTextBytes + 1};
  EXPECT_FALSE(check_record(record));
}

}  // namespace
}  // namespace mizan::adapter
