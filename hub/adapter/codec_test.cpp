// What crosses between hub and worker: everything that was put in comes out, and no bytes that others wrote
// do more than be refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mizan/abi/mizan_fields.h>
#include <sys/socket.h>

#include <random>
#include <thread>

#include "adapter/byte_stream.hpp"
#include "adapter/channel.hpp"
#include "adapter/checks.hpp"
#include "adapter/messages.hpp"
#include "adapter/record_codec.hpp"

namespace mizan::adapter {
namespace {
using ::testing::HasSubstr;

mizan_str str(std::string_view text) {
  return {text.data(), text.size()};
}

/// One record of every type of value, owned.
struct Sample {
  std::string text = "Qu\xC3\xA9tta\n";
  std::string key = "K-1";
  std::string raw = std::string("\0raw", 4);
  std::vector<mizan_field> fields;
  mizan_record record{};

  Sample() {
    for (const std::uint16_t type :
         {MIZAN_NULL, MIZAN_TEXT, MIZAN_INT, MIZAN_BOOL, MIZAN_TIME, MIZAN_DATE, MIZAN_LOCAL}) {
      mizan_field field{};
      field.id = static_cast<std::uint16_t>(MIZAN_F_DISTRICT + type);
      field.type = type;
      if (type == MIZAN_TEXT) field.value.text = str(text);
      if (type == MIZAN_BOOL) field.value.integer = 1;
      if (type >= MIZAN_TIME || type == MIZAN_INT)
        field.value.integer = std::numeric_limits<std::int64_t>::min() + type;
      fields.push_back(field);
    }
    record = {MIZAN_KIND_HEARING, MIZAN_DELETE, static_cast<std::uint32_t>(fields.size()),
              fields.data(),      str(key),     -7,
              1'700'000'000,      str(raw)};
  }
};

void expect_same(const mizan_record& a, const mizan_record& b) {
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.op, b.op);
  EXPECT_EQ(a.revision, b.revision);
  EXPECT_EQ(a.changed_at, b.changed_at);
  EXPECT_EQ(text_of(a.key), text_of(b.key));
  EXPECT_EQ(text_of(a.raw), text_of(b.raw));
  ASSERT_EQ(a.field_count, b.field_count);
  for (std::uint32_t i = 0; i < a.field_count; ++i) {
    EXPECT_EQ(a.fields[i].id, b.fields[i].id);
    ASSERT_EQ(a.fields[i].type, b.fields[i].type);
    if (a.fields[i].type == MIZAN_TEXT) {
      EXPECT_EQ(text_of(a.fields[i].value.text), text_of(b.fields[i].value.text));
    } else if (a.fields[i].type != MIZAN_NULL) {
      EXPECT_EQ(a.fields[i].value.integer, b.fields[i].value.integer);
    }
  }
}

TEST(RecordCodec, EveryTypeOfValueComesThrough) {
  const Sample sample;
  std::string payload;
  const std::vector<mizan_record> three(3, sample.record);
  EXPECT_EQ(encode_records(payload, three), 3U);
  RecordDecoder decoder;
  const auto decoded = decoder.decode(payload);
  ASSERT_TRUE(decoded) << decoded.error().message;
  ASSERT_EQ(decoded->size(), 3U);
  for (const auto& record : *decoded) expect_same(record, sample.record);
}

TEST(RecordCodec, ALongBatchIsSeveralFramesEachWithinTheLimit) {
  const std::string megabyte(kMaxTextBytes, 'x');
  std::vector<mizan_field> fields(2);
  for (auto& field : fields) {
    field.id = MIZAN_F_DISTRICT;
    field.type = MIZAN_TEXT;
    field.value.text = str(megabyte);
  }
  mizan_record big{MIZAN_KIND_CASE, MIZAN_UPSERT, 2, fields.data(), str("k"), 0, 0, {}};
  const Sample sample;
  std::vector<mizan_record> all(1300, sample.record);
  for (std::size_t i = 100; i < 110; ++i) all[i] = big;
  RecordDecoder decoder;
  std::size_t seen = 0;
  for (std::span<const mizan_record> left(all); !left.empty();) {
    std::string payload;
    const auto count = encode_records(payload, left);
    ASSERT_GE(count, 1U);
    EXPECT_LE(payload.size(), kMaxPayloadBytes);
    const auto decoded = decoder.decode(payload);
    ASSERT_TRUE(decoded);
    ASSERT_EQ(decoded->size(), count);
    for (const auto& record : *decoded) expect_same(record, all[seen++]);
    left = left.subspan(count);
  }
  EXPECT_EQ(seen, all.size());
}

TEST(RecordCodec, EveryTruncationAndEveryTailIsRefused) {
  const Sample sample;
  std::string payload;
  encode_records(payload, {&sample.record, 1});
  RecordDecoder decoder;
  for (std::size_t size = 0; size < payload.size(); ++size)
    EXPECT_FALSE(decoder.decode(std::string_view(payload).substr(0, size))) << size;
  EXPECT_FALSE(decoder.decode(payload + '\0'));
}

TEST(RecordCodec, CountsThatTheBytesDoNotHoldAreRefusedBeforeMemoryIsTaken) {
  std::string many;
  ByteWriter(many).number(std::uint16_t{0xffff});
  RecordDecoder decoder;
  EXPECT_THAT(decoder.decode(many).error().message, HasSubstr("too many records"));
  std::string fields;
  ByteWriter writer(fields);
  writer.number(std::uint16_t{1});
  writer.number(std::uint16_t{MIZAN_KIND_CASE});
  writer.number(std::uint16_t{MIZAN_UPSERT});
  writer.number(std::uint32_t{0xffff'ffff});
  writer.number(std::int64_t{0});
  writer.number(std::int64_t{0});
  writer.text("key");
  writer.text("");
  EXPECT_THAT(decoder.decode(fields).error().message, HasSubstr("too many fields"));
}

TEST(RecordCodec, ARecordThatBreaksTheBoundarysRulesIsRefused) {
  Sample sample;
  sample.record.kind = 99;
  std::string payload;
  encode_records(payload, {&sample.record, 1});
  const auto decoded = RecordDecoder().decode(payload);
  ASSERT_FALSE(decoded);
  EXPECT_THAT(decoded.error().message, HasSubstr("unknown kind 99"));
}

TEST(RecordCodec, AnyChangedByteIsTakenOrRefusedAndNothingElse) {
  const Sample sample;
  std::string payload;
  const std::vector<mizan_record> four(4, sample.record);
  encode_records(payload, four);
  std::mt19937 random(20'260'101);
  RecordDecoder decoder;
  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    auto changed = payload;
    for (int k = 0; k < 3; ++k) changed[random() % changed.size()] = static_cast<char>(random());
    const auto decoded = decoder.decode(changed);
    if (!decoded) {
      ++refused;
      continue;
    }
    for (const auto& record : *decoded) EXPECT_TRUE(check_record(record));
  }
  EXPECT_GT(refused, 1000);
  EXPECT_LT(refused, 20'000);
}

TEST(Messages, ComeThroughWhole) {
  const Hello hello{{"csv", "1.2.3", "{}", 7}, {{"seccomp", true, "80 calls"}, {"landlock", false, "none"}}};
  const auto greeted = decode_hello(encode_hello(hello));
  ASSERT_TRUE(greeted);
  EXPECT_EQ(greeted->descriptor.id, "csv");
  EXPECT_EQ(greeted->descriptor.version, "1.2.3");
  EXPECT_EQ(greeted->descriptor.config_schema, "{}");
  EXPECT_EQ(greeted->descriptor.checkpoint_version, 7U);
  ASSERT_EQ(greeted->layers.size(), 2U);
  EXPECT_EQ(greeted->layers[0].detail, "80 calls");
  EXPECT_TRUE(greeted->layers[0].applied);
  EXPECT_FALSE(greeted->layers[1].applied);

  const mizan_reject reject{sizeof(mizan_reject), 9,         str("a.csv:3"), str("unreadable_row"),
                            str("one sentence"),  str("raw")};
  const auto payload = encode_reject(reject);
  const auto rejected = decode_reject(payload);
  ASSERT_TRUE(rejected);
  EXPECT_EQ(rejected->field, 9U);
  EXPECT_EQ(text_of(rejected->where), "a.csv:3");
  EXPECT_EQ(text_of(rejected->reason), "unreadable_row");
  EXPECT_EQ(text_of(rejected->detail), "one sentence");
  EXPECT_EQ(text_of(rejected->raw), "raw");
  EXPECT_TRUE(check_reject(*rejected));

  for (const auto phase : {SnapshotPhase::kBegin, SnapshotPhase::kComplete})
    EXPECT_EQ(*decode_snapshot(encode_snapshot(phase)), phase);
  EXPECT_EQ(*decode_credit(encode_credit(123)), 123U);
  const auto items = decode_pass_over(encode_pass_over({{"a.csv:17", "first\nsecond"}, {"a.csv:18", "why"}}));
  ASSERT_TRUE(items);
  ASSERT_EQ(items->size(), 2U);
  EXPECT_EQ(items->front().place, "a.csv:17");
  EXPECT_EQ(items->front().why, "first second") << "one line";
  EXPECT_TRUE(decode_pass_over(encode_pass_over({}))->empty());
  const auto log_payload = encode_log(2, "words");
  EXPECT_EQ(decode_log(log_payload)->text, "words");
  EXPECT_EQ(decode_log(log_payload)->level, 2);
}

TEST(Messages, EveryPolicyKeepsItsNumber) {
  const std::vector<std::pair<base::Code, int>> policies = {
      {base::Code::kConfig, 1},    {base::Code::kAuth, 2},     {base::Code::kTransient, 3},
      {base::Code::kThrottled, 4}, {base::Code::kData, 5},     {base::Code::kCheckpoint, 6},
      {base::Code::kCancelled, 7}, {base::Code::kDeadline, 8}, {base::Code::kUnsupported, 9},
      {base::Code::kInternal, 10}};
  for (const auto& [code, number] : policies) {
    const auto done = decode_done(encode_done(base::Error{code, "why"}));
    ASSERT_TRUE(done);
    EXPECT_EQ(done->status, number);
    EXPECT_EQ(done->message, "why");
  }
  EXPECT_EQ(decode_done(encode_done(base::Result<>()))->status, MIZAN_OK);
}

TEST(Messages, ASentenceIsOneLineAndNotEndless) {
  const auto done = decode_done(
      encode_done(base::Error{base::Code::kData, "first\nsecond\x1b[2J" + std::string(10'000, 'x')}));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->message.substr(0, 13), "first second ");
  EXPECT_EQ(done->message.size(), 4096U);
}

TEST(Messages, EveryTruncationIsRefused) {
  using Reads = bool (*)(std::string_view);
  const std::vector<std::pair<std::string, Reads>> all = {
      {encode_hello({{"csv", "1", "{}", 1}, {{"seccomp", true, "x"}}}),
       [](std::string_view cut) { return decode_hello(cut).has_value(); }},
      {encode_done(base::Error{base::Code::kData, "why"}),
       [](std::string_view cut) { return decode_done(cut).has_value(); }},
      {encode_reject({sizeof(mizan_reject), 1, str("a"), str("b"), str("c"), str("d")}),
       [](std::string_view cut) { return decode_reject(cut).has_value(); }},
      {encode_snapshot(SnapshotPhase::kBegin),
       [](std::string_view cut) { return decode_snapshot(cut).has_value(); }},
      {encode_log(1, "x"), [](std::string_view cut) { return decode_log(cut).has_value(); }},
      {encode_credit(1), [](std::string_view cut) { return decode_credit(cut).has_value(); }},
      {encode_pass_over({{"a", "b"}, {"c", "d"}}),
       [](std::string_view cut) { return decode_pass_over(cut).has_value(); }}};
  for (const auto& [payload, reads] : all) {
    EXPECT_TRUE(reads(payload));
    for (std::size_t size = 0; size < payload.size(); ++size)
      EXPECT_FALSE(reads(std::string_view(payload).substr(0, size)));
  }
}

TEST(Messages, NumbersThatMeanNothingAreRefused) {
  EXPECT_FALSE(decode_snapshot("\x03"));
  EXPECT_FALSE(decode_snapshot(std::string_view("\x03\0", 2)));
  EXPECT_FALSE(decode_log(std::string_view("\x09\0\0\0\0\0", 6)));
  EXPECT_FALSE(decode_done(std::string_view("\x0b\0\0\0\0\0", 6)));
  const std::vector<PassedOver> many(kMostPassedOver + 1, {"a", "b"});
  EXPECT_FALSE(decode_pass_over(encode_pass_over(many)));
  EXPECT_FALSE(decode_pass_over(encode_pass_over({{std::string(1001, 'x'), "longer than a place"}})));
}

std::string header(std::uint32_t size, std::uint16_t type, std::uint16_t version) {
  std::string out;
  ByteWriter writer(out);
  writer.number(size);
  writer.number(type);
  writer.number(version);
  return out;
}

TEST(Frames, AHeaderThatIsNoneIsRefusedWithItsReason) {
  EXPECT_TRUE(decode_header(header(kMaxPayloadBytes, 5, kWireVersion)));
  EXPECT_THAT(decode_header(header(kMaxPayloadBytes + 1, 5, kWireVersion)).error().message,
              HasSubstr("8388609 bytes, the limit is 8388608"));
  EXPECT_THAT(decode_header(header(0, 0, kWireVersion)).error().message, HasSubstr("unknown type 0"));
  EXPECT_THAT(decode_header(header(0, 16, kWireVersion)).error().message, HasSubstr("unknown type 16"));
  EXPECT_THAT(decode_header(header(0, 5, 2)).error().message, HasSubstr("version 2"));
}

class Channels : public ::testing::Test {
 protected:
  static FileDescriptor pair(int& other) {
    int ends[2] = {-1, -1};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    other = ends[1];
    return FileDescriptor(ends[0]);
  }
  static Moment soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(20); }
};

TEST_F(Channels, FramesOfEverySizeComeThroughInOrder) {
  int other = -1;
  Channel from(pair(other));
  const std::vector<std::size_t> sizes = {0, 1, 7, 8, 4096, 300'000, 0, kMaxPayloadBytes, 5};
  std::thread sender([&] {
    Channel to{FileDescriptor(other)};
    for (const auto size : sizes)
      EXPECT_TRUE(to.send(FrameType::kRecords, std::string(size, static_cast<char>(size)), soon()));
  });
  for (const auto size : sizes) {
    for (;;) {
      const auto frame = from.next();
      ASSERT_TRUE(frame) << frame.error().message;
      if (*frame) {
        EXPECT_EQ((*frame)->payload, std::string(size, static_cast<char>(size)));
        break;
      }
      ASSERT_NE(from.receive(), Channel::Input::kClosed);
    }
  }
  sender.join();
  EXPECT_EQ(from.receive(), Channel::Input::kClosed);
}

TEST_F(Channels, AnEndThatIsGoneIsAnErrorAndNoSignal) {
  int other = -1;
  Channel from(pair(other));
  close(other);
  const auto sent = from.send(FrameType::kCheck, "", soon());
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, base::Code::kTransient);
}

TEST_F(Channels, AnEndThatTakesNothingIsADeadline) {
  int other = -1;
  Channel from(pair(other));
  const FileDescriptor kept(other);
  const auto sent = from.send(std::string(4U << 20U, 'x'), std::chrono::steady_clock::now());
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, base::Code::kDeadline);
}

}  // namespace
}  // namespace mizan::adapter
