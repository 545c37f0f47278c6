#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mizan::csv {

enum class Encoding { kUtf8, kUtf16Le, kUtf16Be, kWindows1252, kWindows1256 };

/// The name as settings give it ("utf-8", "utf-16le", "windows-1256" …).
std::string_view encoding_name(Encoding encoding);

/// The encoding of that name, in any case; nothing if it is none of ours.
std::optional<Encoding> encoding_named(std::string_view name);

/// Turns text of an encoding, in chunks cut anywhere, into UTF-8. Where the input is no text of that encoding
/// the output gets the byte 0xFF, which no UTF-8 contains: whoever checks a row finds it there, and nothing
/// is lost in silence. UTF-8 passes through as it is. A byte order mark at the very start is dropped.
class Decoder {
 public:
  explicit Decoder(Encoding encoding) : encoding_(encoding) {}

  /// Appends what `in` completes to `out`.
  void decode(std::string_view in, std::string& out);

  /// The input has ended: what was begun and not completed is ill-formed.
  void finish(std::string& out);

  /// Units that were no text (not counted for UTF-8, whose rows are checked as they are).
  std::uint64_t ill_formed() const { return ill_formed_; }

 private:
  void utf8(std::string_view in, std::string& out);
  void utf16(std::string_view in, std::string& out);
  void unit(std::uint32_t value, std::string& out);
  void single_byte(std::string_view in, const std::uint16_t* upper, std::string& out);
  void bad(std::string& out);

  Encoding encoding_;
  bool started_ = false;
  std::string head_;  // UTF-8: up to two bytes that may be a mark; UTF-16: half a unit
  std::uint32_t high_ = 0;
  std::uint64_t ill_formed_ = 0;
};

}  // namespace mizan::csv
