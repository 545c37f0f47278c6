#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mizan::exec {

/// A line of a program's output.
struct Line {
  std::string_view text;     ///< without its end; of one that is too long, nothing
  std::uint64_t number = 0;  ///< from 1
  bool too_long = false;
};

/// Cuts bytes into lines. What it holds is bounded: of a line that is too long it keeps nothing.
class LineBuffer {
 public:
  /// `longest`: bytes of a line without its end.
  explicit LineBuffer(std::size_t longest) : longest_(longest) {}

  void add(std::string_view bytes);
  /// The next whole line; its text is valid until add().
  std::optional<Line> next();
  /// Bytes behind the last line's end; a line that is too long counts.
  std::size_t rest() const { return discarding_ ? longest_ + 1 : held_.size() - at_; }
  std::string_view rest_text() const { return std::string_view(held_).substr(at_); }
  std::uint64_t lines() const { return number_; }
  std::size_t capacity() const { return held_.capacity(); }

 private:
  std::size_t longest_;
  std::string held_;
  std::size_t at_ = 0;
  std::size_t scanned_ = 0;
  bool discarding_ = false;
  bool ended_long_ = false;
  std::uint64_t number_ = 0;
};

}  // namespace mizan::exec
