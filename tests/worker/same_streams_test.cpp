// A source is the same wherever its adapter runs: one suite over both kinds, and every plugin of this
// repository in both, stream against stream.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "adapter/inline_source.hpp"
#include "worker_fixture.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using Opened = base::Result<std::unique_ptr<adapter::Source>>;

struct InProcess {
  static Opened open(const std::string& file, const std::string& config) {
    auto library = adapter::Library::open(file);
    if (!library) return library.error();
    return adapter::open_inline_source(std::move(*library), config, unread);
  }
};

struct InWorker {
  static Opened open(const std::string& file, const std::string& config) {
    return adapter::open_worker_source(sanitized_worker(file), config, unread);
  }
};

template <class Kind>
class AnySource : public ::testing::Test {
 protected:
  std::unique_ptr<adapter::Source> hello(const std::string& config) {
    auto source = Kind::open(plugin("mizan_hello"), config);
    EXPECT_TRUE(source) << source.error().message;
    return std::move(*source);
  }
};

using Kinds = ::testing::Types<InProcess, InWorker>;
TYPED_TEST_SUITE(AnySource, Kinds);

TYPED_TEST(AnySource, SaysWhoItIs) {
  const auto source = this->hello("{}");
  EXPECT_EQ(source->descriptor().id, "hello");
  EXPECT_EQ(source->descriptor().version, "1.0.0");
  EXPECT_EQ(source->descriptor().checkpoint_version, 1U);
  EXPECT_THAT(source->descriptor().config_schema, HasSubstr("\"cases\""));
  EXPECT_TRUE(source->check(never));
}

TYPED_TEST(AnySource, ReadsAllAndResumesFromEveryCheckpoint) {
  const auto source = this->hello(R"({"cases": 5})");
  Transcript whole;
  ASSERT_TRUE(source->read("", whole, never));
  EXPECT_EQ(whole.records, 10U);
  ASSERT_EQ(whole.tokens.size(), 5U);
  for (std::size_t k = 0; k < whole.tokens.size(); ++k) {
    Transcript rest;
    ASSERT_TRUE(source->read(whole.tokens[k], rest, never));
    EXPECT_EQ(rest.records, 10 - 2 * (k + 1));
  }
}

TYPED_TEST(AnySource, StopsAtEveryRecordWithTheHubsOwnSentence) {
  const auto source = this->hello(R"({"cases": 4})");
  for (std::size_t n = 0; n < 8; ++n) {
    Transcript sink;
    sink.limit = n;
    const auto result = source->read("", sink, never);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::Code::kStore);
    EXPECT_EQ(result.error().message, "the sink wants no more");
    EXPECT_EQ(sink.records, n);
    EXPECT_EQ(sink.tokens.size(), n / 2) << "nothing comes behind a refusal";
  }
}

TYPED_TEST(AnySource, StopsWhenAskedTo) {
  const auto source = this->hello(R"({"cases": 100000})");
  Transcript sink;
  const StopAfter stop(1);
  const auto result = source->read("", sink, stop);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, base::Code::kCancelled);
  EXPECT_EQ(result.error().message, "hello: stopped");
  EXPECT_LT(sink.records, 200'000U);
  Transcript again;
  EXPECT_TRUE(source->read("99999", again, never)) << "it goes on after a stop";
  EXPECT_EQ(again.records, 2U);
}

TYPED_TEST(AnySource, AWrongSettingIsASentenceThatNamesTheKeyAndNoValue) {
  for (const auto* config : {R"({"cases": "s3cret"})", R"({"s3": 1})", "[", "", R"({"cases": -1})"}) {
    const auto source = TypeParam::open(plugin("mizan_hello"), config);
    ASSERT_FALSE(source) << config;
    EXPECT_EQ(source.error().code, base::Code::kConfig);
    EXPECT_THAT(source.error().message, Not(HasSubstr("s3cret")));
  }
}

TYPED_TEST(AnySource, AHostileTokenIsRefusedAsACheckpoint) {
  const auto source = this->hello("{}");
  for (const std::string token : {"x", "-1", "99999999999999999999999", "1 "}) {
    Transcript sink;
    const auto result = source->read(token, sink, never);
    ASSERT_FALSE(result) << token;
    EXPECT_EQ(result.error().code, base::Code::kCheckpoint);
    EXPECT_EQ(result.error().message, "hello: the checkpoint is not a count of cases");
  }
}

TYPED_TEST(AnySource, WhatIsNoPluginIsASentenceThatNamesTheFile) {
  const auto text = fs::temp_directory_path() / ("mizan-no-plugin-" + std::to_string(getpid()));
  std::ofstream(text) << std::string(500, 'x');
  for (const auto& [file, says] : std::vector<std::pair<std::string, std::string>>{
           {"/nonexistent/x.so", "there is no such plugin"}, {text.string(), "is not a shared library"}}) {
    const auto source = TypeParam::open(file, "{}");
    ASSERT_FALSE(source);
    EXPECT_EQ(source.error().code, base::Code::kConfig);
    EXPECT_THAT(source.error().message, HasSubstr(file + ": " + says));
  }
  fs::remove(text);
}

/// A folder with files for the two connectors: quoted cells, Urdu, empty cells, damaged rows, several files.
class Files : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("mizan-streams-" + std::to_string(getpid()));
    fs::create_directories(folder_);
    for (int file = 0; file < 3; ++file) {
      std::ofstream csv(folder_ / ("cases-" + std::to_string(file) + ".csv"), std::ios::binary);
      std::ofstream json(folder_ / ("cases-" + std::to_string(file) + ".jsonl"), std::ios::binary);
      csv << "no,district,fir,opened\n";
      for (int row = 0; row < 1500; ++row) {
        csv << file << '-' << row << ",\"کوئٹہ, \"\"sadar\"\"\"," << row << ",2024-0" << 1 + row % 9
            << "-11\n";
        json << R"({"no": ")" << file << '-' << row << R"(", "district": "کوئٹہ", "fir": )" << row
             << R"(, "opened": "2024-02-30"})" << '\n';
        if (row % 500 == 7) csv << "\xff\xfe,broken,\n";
      }
      json << "{\"no\": [\n";  // to the end of the file
    }
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string config(const std::string& format, const std::string& pattern) const {
    const std::string column = format == "json" ? "/" : "";
    const auto mapping = fmt::format(R"(format = 1
[input]
format = "{0}"
files = {{ rows = "{1}" }}
[[record]]
kind = "case"
file = "rows"
key = "{2}no"
[record.fields]
district = "{2}district"
fir_no = "{2}fir"
instituted_on = "{2}opened"
)",
                                     format, pattern, column);
    return nlohmann::json{{"folder", folder_.string()}, {"mapping", {{"name", "m.toml"}, {"text", mapping}}}}
        .dump();
  }

  // What the source says, and then what it says from a token in the middle.
  template <class Kind>
  std::vector<std::string> stream(const std::string& name, const std::string& settings, bool required) {
    auto source = Kind::open(plugin(name), settings);
    EXPECT_TRUE(source) << source.error().message;
    if (!source) return {};
    Transcript all;
    const auto read = (*source)->read("", all, never);
    EXPECT_TRUE(read) << read.error().message;
    if (required) EXPECT_GT(all.rejects, 0U);
    EXPECT_GT(all.records, 100U);
    Transcript rest;
    EXPECT_TRUE((*source)->read(all.tokens[all.tokens.size() / 2], rest, never));
    all.lines.insert(all.lines.end(), rest.lines.begin(), rest.lines.end());
    return std::move(all.lines);
  }

  void expect_same(const std::string& name, const std::string& settings, bool required = true) {
    const auto here = stream<InProcess>(name, settings, required);
    const auto there = stream<InWorker>(name, settings, required);
    ASSERT_EQ(here.size(), there.size());
    for (std::size_t i = 0; i < here.size(); ++i) ASSERT_EQ(here[i], there[i]) << "line " << i;
  }

  fs::path folder_;
};

TEST_F(Files, OfCsvAreOneStream) {
  expect_same("mizan_csv", config("csv", "*.csv"));
}

TEST_F(Files, OfJsonAreOneStream) {
  expect_same("mizan_json", config("json", "*.jsonl"));
}

TEST_F(Files, OfHelloAreOneStream) {
  expect_same("mizan_hello", R"({"cases": 20000})", false);
}

}  // namespace
}  // namespace mizan::test
