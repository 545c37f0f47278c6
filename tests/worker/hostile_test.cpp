// A worker whose every byte is somebody else's: the hub reads on or refuses, and never takes more memory than
// the window allows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "adapter/messages.hpp"
#include "adapter/record_codec.hpp"
#include "worker_fixture.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using adapter::FrameType;
using ::testing::AnyOf;
using ::testing::HasSubstr;

class Hostile : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove(file_); }

  base::Result<> read_of(const std::string& bytes) {
    std::ofstream(file_, std::ios::binary | std::ios::trunc) << bytes;
    adapter::WorkerOptions options;
    options.program = program("mizan_fake_worker");
    options.plugin = file_;
    options.patience = {std::chrono::milliseconds(300), std::chrono::milliseconds(300),
                        std::chrono::milliseconds(300), std::chrono::milliseconds(300)};
    auto source = adapter::open_worker_source(options, "{}", unread);
    if (!source) return source.error();
    Transcript transcript;
    return (*source)->read("", transcript, never);
  }

  // A whole conversation: greeting, instance made, records read.
  static std::string session() {
    std::string out;
    adapter::append_frame(out, FrameType::kHello,
                          adapter::encode_hello({{"fake", "1", "{}", 1}, {{"seccomp", true, "x"}}}));
    const auto fine = adapter::encode_done(base::Result<>());
    adapter::append_frame(out, FrameType::kDone, fine);
    std::vector<mizan_record> records(50);
    for (auto& record : records) record = {MIZAN_KIND_CASE, MIZAN_UPSERT, 0, nullptr, {"key", 3}, 0, 0, {}};
    std::string payload;
    adapter::encode_records(payload, records);
    adapter::append_frame(out, FrameType::kRecords, payload);
    adapter::append_frame(out, FrameType::kCheckpoint, "token");
    adapter::append_frame(out, FrameType::kSnapshot,
                          adapter::encode_snapshot(adapter::SnapshotPhase::kBegin));
    adapter::append_frame(out, FrameType::kLog, adapter::encode_log(1, "words"));
    adapter::append_frame(out, FrameType::kDone, fine);
    return out;
  }

  fs::path file_ = fs::temp_directory_path() / ("mizan-hostile-" + std::to_string(getpid()));
};

TEST_F(Hostile, ASessionThatKeepsToTheProtocolIsRead) {
  const auto read = read_of(session());
  EXPECT_TRUE(read) << read.error().message;
}

TEST_F(Hostile, EveryChangedByteIsReadOrRefused) {
  const auto whole = session();
  std::mt19937 random(7);
  for (int round = 0; round < 150; ++round) {
    auto changed = whole;
    for (int k = 0; k < 2; ++k) changed[random() % changed.size()] = static_cast<char>(random());
    const auto read = read_of(changed);
    if (!read) EXPECT_FALSE(read.error().message.empty());
  }
}

TEST_F(Hostile, FramesInTheWrongOrderAreRefused) {
  std::string records_first;
  adapter::append_frame(records_first, FrameType::kRecords, std::string(2, '\0'));
  EXPECT_THAT(read_of(records_first).error().message, HasSubstr("did not begin with a greeting"));
  std::string unasked;
  adapter::append_frame(unasked, FrameType::kHello, adapter::encode_hello({{"fake", "1", "{}", 1}, {}}));
  adapter::append_frame(unasked, FrameType::kRecords, std::string(2, '\0'));
  EXPECT_THAT(read_of(unasked).error().message, HasSubstr("records that nobody asked for"));
  std::string question;
  adapter::append_frame(question, FrameType::kHello, adapter::encode_hello({{"fake", "1", "{}", 1}, {}}));
  adapter::append_frame(question, FrameType::kRead, "");
  EXPECT_THAT(read_of(question).error().message, HasSubstr("answers nothing"));
}

TEST_F(Hostile, SilenceIsADeadline) {
  const auto read = read_of("");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::Code::kDeadline);
}

TEST_F(Hostile, AFloodIsHeldToItsWindow) {
  const auto error = failure(plain_worker(plugin("worker/bad")), bad("flood", 3));
  EXPECT_EQ(error.code, base::Code::kInternal);
  EXPECT_THAT(error.message, AnyOf(HasSubstr("token that is too long"), HasSubstr("than it was granted")));
}

TEST_F(Hostile, ChatterComesThroughAsSingleLines) {
  Lines lines;
  const auto source =
      adapter::open_worker_source(plain_worker(plugin("worker/bad")), bad("chatter", 1), lines);
  ASSERT_TRUE(source);
  Transcript transcript;
  EXPECT_TRUE((*source)->read("", transcript, never));
  EXPECT_EQ(transcript.records, 20U);
  EXPECT_GE(lines.lines.size(), 20'000U);
}

}  // namespace
}  // namespace mizan::test
