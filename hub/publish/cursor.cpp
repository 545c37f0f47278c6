#include "publish/cursor.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "base/base64.hpp"
#include "base/digest.hpp"

namespace mizan::publish {
namespace {

constexpr char kVersion = 1;
constexpr char kPacedVersion = 2;     // of the feed's cursor where something is withheld; else as above
constexpr char kSnapshotVersion = 3;  // of the feed's cursor in the midst of a snapshot
// Version, epoch, position (of records: and mark), check: a multiple of three bytes, so that every cursor has
// exactly one spelling.
constexpr std::size_t kBytes = 21;
constexpr std::size_t kRecordBytes = 27;
constexpr std::size_t kCheckBytes = 4;

void put(std::string& bytes, std::uint64_t value, int size) {
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<char>((value >> shift) & 0xFF));
}

std::uint64_t take(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

std::uint64_t check_of(std::string_view body) {
  return base::digest64(body) & 0xFFFF'FFFF;
}

std::uint64_t epoch_number(std::string_view hex) {
  std::uint64_t number = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), number, 16);
  return number;
}

base::Error damaged() {
  return {base::Code::kData, "this is not a cursor of this feed, or it is damaged"};
}

std::string sealed(std::string bytes) {
  put(bytes, check_of(bytes), kCheckBytes);
  return base::to_base64url(bytes);
}

std::string begun(char version, std::string_view epoch, std::int64_t position) {
  std::string bytes(1, version);
  put(bytes, epoch_number(epoch), 8);
  put(bytes, static_cast<std::uint64_t>(position), 8);
  return bytes;
}

// What sealed() was given: that many bytes less the check, of this version, with a position.
base::Result<std::string> unsealed(std::string_view text, std::size_t size, char version) {
  if (text.size() != size / 3 * 4) return damaged();
  auto bytes = base::from_base64url(text);
  if (!bytes) return damaged();
  const std::string_view view = *bytes;
  const auto body = size - kCheckBytes;
  if (take(view.substr(body)) != check_of(view.substr(0, body))) return damaged();
  if (view[0] != version) {
    return base::Error{base::Code::kUnsupported, "the cursor is of another version of the feed"};
  }
  const auto position = take(view.substr(9, 8));
  if (position > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return damaged();
  return std::move(*bytes);
}

std::string epoch_of(std::string_view bytes) {
  return fmt::format("{:016x}", take(bytes.substr(1, 8)));
}

std::int64_t position_of(std::string_view bytes) {
  return static_cast<std::int64_t>(take(bytes.substr(9, 8)));
}

}  // namespace

std::string encode_cursor(const Cursor& cursor) {
  if (cursor.snapshot) {
    auto bytes = begun(kSnapshotVersion, cursor.epoch, cursor.position);
    put(bytes, cursor.snapshot->part, 2);
    put(bytes, cursor.snapshot->of, 4);
    return sealed(std::move(bytes));
  }
  if (cursor.settled < 0 || cursor.settled >= cursor.position)
    return sealed(begun(kVersion, cursor.epoch, cursor.position));
  auto bytes = begun(kPacedVersion, cursor.epoch, cursor.position);
  put(bytes, static_cast<std::uint64_t>(cursor.position - cursor.settled), 6);
  return sealed(std::move(bytes));
}

namespace {

// One of the feed of records is as long.
base::Result<Cursor> decode_paced(std::string_view text) {
  const auto bytes = unsealed(text, kRecordBytes, kPacedVersion);
  if (!bytes) return damaged();
  const auto position = position_of(*bytes);
  const auto back = static_cast<std::int64_t>(take(std::string_view(*bytes).substr(17, 6)));
  if (back == 0 || back > position) return damaged();  // of none withheld there is the shorter spelling
  return Cursor{epoch_of(*bytes), position, position - back};
}

base::Result<Cursor> decode_in_snapshot(const std::string& bytes) {
  const std::string_view view = bytes;
  const SnapshotPlace place{static_cast<std::uint16_t>(take(view.substr(17, 2))),
                            static_cast<std::uint32_t>(take(view.substr(19, 4)))};
  return Cursor{epoch_of(bytes), position_of(bytes), -1, place};
}

}  // namespace

base::Result<Cursor> decode_cursor(std::string_view text) {
  if (text.size() == kRecordBytes / 3 * 4) {
    const auto in_snapshot = unsealed(text, kRecordBytes, kSnapshotVersion);
    return in_snapshot ? decode_in_snapshot(*in_snapshot) : decode_paced(text);
  }
  MIZAN_ASSIGN(const auto bytes, unsealed(text, kBytes, kVersion));
  return Cursor{epoch_of(bytes), position_of(bytes)};
}

std::string encode_record_cursor(const RecordCursor& cursor) {
  auto bytes = begun(kVersion, cursor.epoch, cursor.sequence);
  put(bytes, cursor.mark, 6);
  return sealed(std::move(bytes));
}

base::Result<RecordCursor> decode_record_cursor(std::string_view text) {
  MIZAN_ASSIGN(const auto bytes, unsealed(text, kRecordBytes, kVersion));
  return RecordCursor{epoch_of(bytes), position_of(bytes), take(std::string_view(bytes).substr(17, 6))};
}

}  // namespace mizan::publish
