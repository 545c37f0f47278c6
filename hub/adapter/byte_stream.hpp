#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace mizan::adapter {

// Numbers cross as this machine keeps them: both ends are one build on one machine, and it is little-endian.
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

/// Appends numbers and texts to a string.
class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}

  template <class T>
  void number(T value) {
    static_assert(std::is_integral_v<T>);
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out_.append(bytes, sizeof bytes);
  }
  /// u32 size, then the bytes.
  void text(std::string_view text) {
    number(static_cast<std::uint32_t>(text.size()));
    out_.append(text);
  }

 private:
  std::string& out_;
};

/// Reads what a ByteWriter wrote, from bytes that may be anybody's. Nothing beyond the end is ever looked at:
/// the first number or text that is not there, or is longer than allowed, makes it failed() for good, and
/// everything read from then on is 0 or empty. Allocates nothing.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : left_(bytes) {}

  template <class T>
  T number() {
    static_assert(std::is_integral_v<T>);
    T value{};
    const auto bytes = take(sizeof value);
    if (!failed_) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  /// A view into the bytes given; at most `limit` bytes of it are taken for sound.
  std::string_view text(std::size_t limit) {
    const auto size = number<std::uint32_t>();
    if (size > limit) failed_ = true;
    return take(size);
  }

  bool failed() const { return failed_; }
  /// Everything was read, and all of it was there.
  bool finished() const { return !failed_ && left_.empty(); }
  std::size_t left() const { return left_.size(); }

 private:
  std::string_view take(std::size_t size) {
    if (failed_ || size > left_.size()) {
      failed_ = true;
      return {};
    }
    const auto taken = left_.substr(0, size);
    left_.remove_prefix(size);
    return taken;
  }

  std::string_view left_;
  bool failed_ = false;
};

}  // namespace mizan::adapter
