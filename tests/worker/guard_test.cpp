// Where a worker was when it ended, and what it leaves out on the hub's word.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "adapter/last_words.hpp"
#include "worker_fixture.hpp"

namespace mizan::test {
namespace {
using std::chrono::milliseconds;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;

std::unique_ptr<adapter::Source> poisoned(const std::string& more,
                                          milliseconds silence = milliseconds(30'000)) {
  auto options = plain_worker(plugin("worker/mizan_poisoned"));
  options.patience.silence = silence;
  auto source = adapter::open_worker_source(options, "{\"items\": 20, " + more + "}", unread);
  EXPECT_TRUE(source) << source.error().message;
  return source ? std::move(*source) : nullptr;
}

TEST(Guard, TheItemThatEndedAWorkerIsKnownHoweverItEnded) {
  for (const std::string how : {"abort", "exit", "spin"}) {
    const auto source =
        poisoned("\"bad\": [\"7\"], \"do\": \"" + how + "\"", milliseconds(how == "spin" ? 2'000 : 30'000));
    ASSERT_TRUE(source);
    Transcript transcript;
    EXPECT_FALSE(source->read("", transcript, never)) << how;
    EXPECT_TRUE(source->lost()) << how;
    EXPECT_THAT(source->lost_in(), Optional(std::string("list:7"))) << how;
  }
}

TEST(Guard, WhoNamesNothingIsBlamedForNothing) {
  for (const std::string more : {"\"bad\": [\"7\"], \"unnamed\": true", "\"bad\": [], \"at_once\": true"}) {
    const auto source = poisoned(more);
    ASSERT_TRUE(source);
    Transcript transcript;
    EXPECT_FALSE(source->read("", transcript, never)) << more;
    EXPECT_TRUE(source->lost()) << more;
    EXPECT_FALSE(source->lost_in()) << more;
  }
}

TEST(Guard, WhatIsPassedOverIsRejectedAndTheRestIsRead) {
  const auto source = poisoned("\"bad\": [\"7\", \"8\", \"20\"]");
  ASSERT_TRUE(source);
  source->pass_over({{"list:7", "it ended twice"}, {"list:8", "so did this"}, {"list:20", "and this"}});
  Transcript transcript;
  const auto read = source->read("", transcript, never);
  EXPECT_TRUE(read) << read.error().message;
  EXPECT_FALSE(source->lost());
  EXPECT_FALSE(source->lost_in());
  EXPECT_EQ(transcript.records, 17U);
  EXPECT_EQ(transcript.rejects, 3U);
  EXPECT_THAT(transcript.lines, Contains("reject 0 'list:7' 'ended_adapter' 'it ended twice' ''"));
  EXPECT_THAT(transcript.lines, Not(Contains(HasSubstr("'7'"))));
  EXPECT_EQ(transcript.tokens.back(), "20");
}

TEST(Guard, AWorkerThatRunsIsToldWhatChanged) {
  const auto source = poisoned("\"bad\": []");
  ASSERT_TRUE(source);
  const auto rejected = [&] {
    Transcript transcript;
    EXPECT_TRUE(source->read("", transcript, never));
    EXPECT_EQ(transcript.records + transcript.rejects, 20U);
    return transcript.rejects;
  };
  EXPECT_EQ(rejected(), 0U);
  source->pass_over({{"list:3", "why"}});
  EXPECT_EQ(rejected(), 1U);
  EXPECT_EQ(rejected(), 1U) << "it stays so";
  source->pass_over({});
  EXPECT_EQ(rejected(), 0U);
}

TEST(Guard, AWorkerThatIsStartedAnewIsToldAgain) {
  const auto source = poisoned("\"bad\": [\"7\", \"12\"]");
  ASSERT_TRUE(source);
  source->pass_over({{"list:7", "why"}});
  for (int round = 0; round < 2; ++round) {
    Transcript transcript;
    EXPECT_FALSE(source->read("", transcript, never));
    EXPECT_THAT(source->lost_in(), Optional(std::string("list:12"))) << "behind what is passed over";
  }
}

TEST(Guard, TheJsonConnectorNamesEachDocument) {
  const auto folder = std::filesystem::temp_directory_path() / ("mizan-guard-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "a.json") << "{\"no\": \"1\"}\n{\"no\": \"2\"}\n{\"no\": \"3\"}\n";
  const nlohmann::json settings = {
      {"folder", folder.string()},
      {"mapping",
       {{"name", "m.toml"},
        {"text",
         "format = 1\n[input]\nformat = \"json\"\nfiles = { rows = \"*.json\" }\n[[record]]\nkind = "
         "\"case\"\nfile = \"rows\"\nkey = \"/no\"\n[record.fields]\nfir_no = \"/no\"\n"}}}};
  auto options = sanitized_worker(plugin("mizan_json"));
  options.limits.readable = {folder};
  const auto source = adapter::open_worker_source(options, settings.dump(), unread);
  ASSERT_TRUE(source) << source.error().message;
  (*source)->pass_over({{"a.json: byte 12", "the second document"}});
  Transcript transcript;
  const auto read = (*source)->read("", transcript, never);
  EXPECT_TRUE(read) << read.error().message;
  EXPECT_EQ(transcript.records, 2U);
  EXPECT_THAT(transcript.lines,
              Contains("reject 0 'a.json: byte 12' 'ended_adapter' 'the second document' ''"));
  std::filesystem::remove_all(folder);
}

// What the page may be made to hold by a plugin that writes into it.
class WrittenPage : public ::testing::Test {
 protected:
  std::optional<std::string> place(std::string_view bytes, std::uint32_t size) const {
    adapter::LastWordsPage page{};
    bytes.copy(page.place, sizeof page.place);
    page.size = size;
    return written(page).place();
  }
  static adapter::LastWords written(const adapter::LastWordsPage& page) {
    auto words = adapter::LastWords::make();
    EXPECT_TRUE(words);
    EXPECT_EQ(pwrite(words->fd(), &page, sizeof page, 0), static_cast<ssize_t>(sizeof page));
    return std::move(*words);
  }
};

TEST_F(WrittenPage, IsBelievedOnlyWhereItIsOneLineOfText) {
  EXPECT_THAT(place("cases.csv:17", 12), Optional(std::string("cases.csv:17")));
  EXPECT_THAT(place("لاہور:1", 12), Optional(std::string("لاہور:1")));
  EXPECT_FALSE(place("", 0));
  EXPECT_FALSE(place("two\nlines", 9));
  EXPECT_FALSE(place(std::string_view("with\0nul", 8), 8));
  EXPECT_FALSE(place("\xff\xfe", 2)) << "no UTF-8";
  EXPECT_FALSE(place("x", 1001)) << "longer than the page";
  EXPECT_FALSE(place("x", UINT32_MAX));
}

TEST_F(WrittenPage, NamesACallByLettersAlone) {
  adapter::LastWordsPage page{};
  std::fill(std::begin(page.call), std::end(page.call), 'e');
  EXPECT_EQ(written(page).call(), std::string(32, 'e')) << "without an end";
  std::string_view("ex\x1b[31mec").copy(page.call, 9);
  page.call[9] = '\0';
  EXPECT_EQ(written(page).call(), "ex31mec");
}

TEST_F(WrittenPage, CannotBeTakenAway) {
  auto words = adapter::LastWords::make();
  ASSERT_TRUE(words);
  EXPECT_NE(ftruncate(words->fd(), 0), 0) << "whoever has it mapped would be ended";
}

}  // namespace
}  // namespace mizan::test
