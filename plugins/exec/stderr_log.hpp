#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "line_buffer.hpp"

namespace mizan::exec {

/// So many lines at once, and so many a second after that; the rest are counted.
class LogBudget {
 public:
  /// `now_ns`: a clock that only goes forward, nanoseconds.
  bool allows(std::int64_t now_ns);
  std::uint64_t left_out() const { return left_out_; }

  static constexpr std::int64_t kAtOnce = 100;
  static constexpr std::int64_t kEverySecond = 2;

 private:
  std::int64_t left_ = kAtOnce;
  std::int64_t since_ns_ = 0;
  std::uint64_t left_out_ = 0;
};

/// What a program writes to standard error: lines for the log, and the last of them for the error.
class StderrLog {
 public:
  /// Calls log(line) for each whole line; lines are cut, bytes that are no UTF-8 replaced.
  template <class Log>
  void add(std::string_view bytes, const Log& log) {
    lines_.add(bytes);
    while (const auto line = lines_.next()) take(*line, log);
  }
  /// What stands behind the last line's end.
  template <class Log>
  void finish(const Log& log) {
    if (const auto rest = lines_.rest_text(); !rest.empty()) take({rest, 0, false}, log);
  }

  /// The last lines, the newest last, in one text.
  std::string last() const;

 private:
  template <class Log>
  void take(const Line& line, const Log& log) {
    const auto text = line.too_long ? std::string("(a line of more than 64 KiB)") : clean(line.text);
    if (text.empty()) return;
    last_.push_back(text.substr(0, kLongestKept));
    if (last_.size() > kLinesKept) last_.pop_front();
    log(text);
  }
  static std::string clean(std::string_view text);

  static constexpr std::size_t kLongest = 1000;
  static constexpr std::size_t kLongestKept = 120;
  static constexpr std::size_t kLinesKept = 3;

  LineBuffer lines_{64U << 10U};
  std::deque<std::string> last_;
};

}  // namespace mizan::exec
