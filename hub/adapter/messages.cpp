#include "adapter/messages.hpp"

#include <algorithm>

#include "adapter/byte_stream.hpp"
#include "adapter/checks.hpp"
#include "adapter/frame.hpp"
#include "adapter/status.hpp"

namespace mizan::adapter {
namespace {

constexpr std::size_t kMaxNameBytes = 256;
constexpr std::size_t kMaxSchemaBytes = 1U << 20U;
constexpr std::size_t kMaxSentenceBytes = 4096;
constexpr std::size_t kMaxLayers = 16;
constexpr std::uint16_t kHighestLevel = MIZAN_LOG_ERROR;

// Control characters of a plugin's sentence would write lines of their own into a log.
std::string one_line(std::string_view text) {
  std::string line(text.substr(0, kMaxSentenceBytes));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, ' ');
  return line;
}

SandboxLayer decode_layer(ByteReader& reader) {
  SandboxLayer layer;
  layer.name = one_line(reader.text(kMaxNameBytes));
  layer.applied = reader.number<std::uint8_t>() == 1;
  layer.detail = one_line(reader.text(kMaxSentenceBytes));
  return layer;
}

mizan_str view_of(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

std::string encode_hello(const Hello& hello) {
  std::string out;
  ByteWriter writer(out);
  writer.text(hello.descriptor.id);
  writer.text(hello.descriptor.version);
  writer.text(hello.descriptor.config_schema);
  writer.number(hello.descriptor.checkpoint_version);
  writer.number(static_cast<std::uint16_t>(hello.layers.size()));
  for (const auto& layer : hello.layers) {
    writer.text(layer.name);
    writer.number(static_cast<std::uint8_t>(layer.applied ? 1 : 0));
    writer.text(layer.detail);
  }
  return out;
}

base::Result<Hello> decode_hello(std::string_view payload) {
  ByteReader reader(payload);
  Hello hello;
  hello.descriptor.id = one_line(reader.text(kMaxNameBytes));
  hello.descriptor.version = one_line(reader.text(kMaxNameBytes));
  hello.descriptor.config_schema = reader.text(kMaxSchemaBytes);
  hello.descriptor.checkpoint_version = reader.number<std::uint32_t>();
  const auto layers = reader.number<std::uint16_t>();
  if (layers > kMaxLayers) return broken_protocol("a greeting with too many layers");
  for (std::uint16_t i = 0; i < layers && !reader.failed(); ++i) hello.layers.push_back(decode_layer(reader));
  if (!reader.finished()) return broken_protocol("a greeting that is not whole");
  return hello;
}

std::string encode_done(const base::Result<>& result) {
  std::string out;
  ByteWriter writer(out);
  writer.number(static_cast<std::uint16_t>(result ? MIZAN_OK : status_of(result.error().code)));
  writer.number(result ? std::int64_t{0} : result.error().retry_after_ms);
  writer.text(result ? std::string_view()
                     : std::string_view(result.error().message).substr(0, kMaxSentenceBytes));
  return out;
}

base::Result<Done> decode_done(std::string_view payload) {
  ByteReader reader(payload);
  Done done;
  done.status = reader.number<std::uint16_t>();
  done.retry_after_ms = std::max<std::int64_t>(reader.number<std::int64_t>(), 0);
  done.message = one_line(reader.text(kMaxSentenceBytes));
  if (!reader.finished() || done.status > MIZAN_E_INTERNAL)
    return broken_protocol("an answer that is not whole");
  return done;
}

std::string encode_reject(const mizan_reject& reject) {
  std::string out;
  ByteWriter writer(out);
  writer.number(reject.field);
  writer.text(text_of(reject.where));
  writer.text(text_of(reject.reason));
  writer.text(text_of(reject.detail));
  writer.text(text_of(reject.raw));
  return out;
}

base::Result<mizan_reject> decode_reject(std::string_view payload) {
  ByteReader reader(payload);
  mizan_reject reject{};
  reject.struct_size = sizeof reject;
  reject.field = reader.number<std::uint32_t>();
  reject.where = view_of(reader.text(kMaxTextBytes));
  reject.reason = view_of(reader.text(kMaxKeyBytes));
  reject.detail = view_of(reader.text(kMaxTextBytes));
  reject.raw = view_of(reader.text(kMaxRawBytes));
  if (!reader.finished()) return broken_protocol("a rejection that is not whole");
  return reject;
}

std::string encode_snapshot(SnapshotPhase phase) {
  std::string out;
  ByteWriter(out).number(static_cast<std::uint16_t>(
      phase == SnapshotPhase::kBegin ? MIZAN_SNAPSHOT_BEGIN : MIZAN_SNAPSHOT_COMPLETE));
  return out;
}

base::Result<SnapshotPhase> decode_snapshot(std::string_view payload) {
  ByteReader reader(payload);
  const auto phase = reader.number<std::uint16_t>();
  if (!reader.finished() || (phase != MIZAN_SNAPSHOT_BEGIN && phase != MIZAN_SNAPSHOT_COMPLETE))
    return broken_protocol("an unknown phase of a snapshot");
  return phase == MIZAN_SNAPSHOT_BEGIN ? SnapshotPhase::kBegin : SnapshotPhase::kComplete;
}

std::string encode_log(int level, std::string_view text) {
  std::string out;
  ByteWriter writer(out);
  writer.number(static_cast<std::uint16_t>(std::clamp(level, 0, int{kHighestLevel})));
  writer.text(text.substr(0, kMaxSentenceBytes));
  return out;
}

base::Result<LogLine> decode_log(std::string_view payload) {
  ByteReader reader(payload);
  const auto level = reader.number<std::uint16_t>();
  const auto text = reader.text(kMaxSentenceBytes);
  if (!reader.finished() || level > kHighestLevel) return broken_protocol("a log line that is not whole");
  return LogLine{level, text};
}

std::string encode_credit(std::uint32_t bytes) {
  std::string out;
  ByteWriter(out).number(bytes);
  return out;
}

base::Result<std::uint32_t> decode_credit(std::string_view payload) {
  ByteReader reader(payload);
  const auto bytes = reader.number<std::uint32_t>();
  if (!reader.finished()) return broken_protocol("a grant of credit that is not whole");
  return bytes;
}

std::string encode_pass_over(const std::vector<PassedOver>& items) {
  std::string out;
  ByteWriter writer(out);
  writer.number(static_cast<std::uint16_t>(items.size()));
  for (const auto& item : items) {
    writer.text(item.place);
    writer.text(std::string_view(item.why).substr(0, kMaxSentenceBytes));
  }
  return out;
}

base::Result<std::vector<PassedOver>> decode_pass_over(std::string_view payload) {
  ByteReader reader(payload);
  const auto count = reader.number<std::uint16_t>();
  if (count > kMostPassedOver) return broken_protocol("too many items to pass over");
  std::vector<PassedOver> items;
  for (std::uint16_t i = 0; i < count && !reader.failed(); ++i) {
    PassedOver item;
    item.place = reader.text(LastWordsPage::kMostPlace);
    item.why = one_line(reader.text(kMaxSentenceBytes));
    items.push_back(std::move(item));
  }
  if (!reader.finished()) return broken_protocol("items to pass over that are not whole");
  return items;
}

}  // namespace mizan::adapter
