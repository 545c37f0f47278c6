#include "adapter/record_codec.hpp"

#include <algorithm>

#include "adapter/byte_stream.hpp"
#include "adapter/checks.hpp"
#include "adapter/frame.hpp"

namespace mizan::adapter {
namespace {

// A frame is closed behind the record that takes it over this; one record alone stays below the frame's
// limit.
constexpr std::size_t kFullFrameBytes = 1U << 20U;
static_assert(kFullFrameBytes + 2 * kMaxRecordBytes < kMaxPayloadBytes);
static_assert(kMaxFrameRecords <= 0xffff);

void encode_field(ByteWriter& writer, const mizan_field& field) {
  writer.number(field.id);
  writer.number(field.type);
  if (field.type == MIZAN_TEXT) {
    writer.text(text_of(field.value.text));
  } else if (field.type != MIZAN_NULL) {
    writer.number(field.value.integer);
  }
}

void encode_record(ByteWriter& writer, const mizan_record& record) {
  writer.number(record.kind);
  writer.number(record.op);
  writer.number(record.field_count);
  writer.number(record.revision);
  writer.number(record.changed_at);
  writer.text(text_of(record.key));
  writer.text(text_of(record.raw));
  for (std::uint32_t i = 0; i < record.field_count; ++i) encode_field(writer, record.fields[i]);
}

mizan_str view_of(std::string_view text) {
  return {text.data(), text.size()};
}

mizan_field decode_field(ByteReader& reader) {
  mizan_field field{};
  field.id = reader.number<std::uint16_t>();
  field.type = reader.number<std::uint16_t>();
  if (field.type == MIZAN_TEXT) {
    field.value.text = view_of(reader.text(kMaxTextBytes));
  } else if (field.type != MIZAN_NULL) {
    field.value.integer = reader.number<std::int64_t>();
  }
  return field;
}

// Without its fields, whose memory may still move.
mizan_record decode_head(ByteReader& reader) {
  mizan_record record{};
  record.kind = reader.number<std::uint16_t>();
  record.op = reader.number<std::uint16_t>();
  record.field_count = reader.number<std::uint32_t>();
  record.revision = reader.number<std::int64_t>();
  record.changed_at = reader.number<std::int64_t>();
  record.key = view_of(reader.text(kMaxKeyBytes));
  record.raw = view_of(reader.text(kMaxRawBytes));
  return record;
}

}  // namespace

std::size_t encode_records(std::string& out, std::span<const mizan_record> records) {
  const auto start = out.size();
  ByteWriter writer(out);
  writer.number(std::uint16_t{0});
  std::size_t count = 0;
  while (count < std::min(records.size(), kMaxFrameRecords) && out.size() - start < kFullFrameBytes)
    encode_record(writer, records[count++]);
  const auto written = static_cast<std::uint16_t>(count);
  std::memcpy(out.data() + start, &written, sizeof written);
  return count;
}

base::Result<std::span<const mizan_record>> RecordDecoder::decode(std::string_view payload) {
  records_.clear();
  fields_.clear();
  ByteReader reader(payload);
  const auto count = reader.number<std::uint16_t>();
  if (count > kMaxFrameRecords) return broken_protocol("a frame with too many records");
  for (std::uint16_t i = 0; i < count && !reader.failed(); ++i) {
    const auto& record = records_.emplace_back(decode_head(reader));
    if (record.field_count > kMaxFields) return broken_protocol("a record with too many fields");
    for (std::uint32_t k = 0; k < record.field_count && !reader.failed(); ++k)
      fields_.push_back(decode_field(reader));
  }
  if (!reader.finished()) return broken_protocol("records that are not whole");
  const auto* next = fields_.data();
  for (auto& record : records_) {
    record.fields = next;
    next += record.field_count;
    MIZAN_TRY(check_record(record));
  }
  return std::span<const mizan_record>(records_);
}

}  // namespace mizan::adapter
