#include "publish/cursor.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "base/base64.hpp"
#include "base/digest.hpp"

namespace mizan::publish {
namespace {

constexpr char kVersion = 1;
// Version, epoch, position, check: a multiple of three bytes, so that every cursor has exactly one spelling.
constexpr std::size_t kBody = 17;
constexpr std::size_t kBytes = 21;

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
  return {base::Code::kData, "this is not a cursor of the feed, or it is damaged"};
}

}  // namespace

std::string encode_cursor(const Cursor& cursor) {
  std::string bytes(1, kVersion);
  put(bytes, epoch_number(cursor.epoch), 8);
  put(bytes, static_cast<std::uint64_t>(cursor.position), 8);
  put(bytes, check_of(bytes), 4);
  return base::to_base64url(bytes);
}

base::Result<Cursor> decode_cursor(std::string_view text) {
  if (text.size() != kBytes / 3 * 4) return damaged();
  const auto bytes = base::from_base64url(text);
  if (!bytes) return damaged();
  const std::string_view view = *bytes;
  if (take(view.substr(kBody)) != check_of(view.substr(0, kBody))) return damaged();
  if (view[0] != kVersion) {
    return base::Error{base::Code::kUnsupported, "the cursor is of another version of the feed"};
  }
  const auto position = take(view.substr(9, 8));
  if (position > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return damaged();
  return Cursor{fmt::format("{:016x}", take(view.substr(1, 8))), static_cast<std::int64_t>(position)};
}

}  // namespace mizan::publish
