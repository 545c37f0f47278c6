#pragma once
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace mizan::ops {

/// Shows how far long work has come: a bar that redraws itself on a terminal, a line every few seconds
/// elsewhere, so that logs stay readable. Writes to the given stream (stderr by default). Not for several
/// threads at once.
class Progress {
 public:
  /// `total` 0: the end is not known, and only the count and the rate are shown.
  Progress(std::string label, std::int64_t total, std::FILE* out = stderr);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Sets the count done so far; draws at most ten times a second (a line: once in five seconds).
  void update(std::int64_t done);

  /// Draws the end, once.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  void draw(bool last);
  std::string line() const;

  std::string label_;
  std::int64_t total_;
  std::FILE* out_;
  bool terminal_;
  bool finished_ = false;
  std::int64_t done_ = 0;
  Clock::time_point start_;
  Clock::time_point drawn_;
};

}  // namespace mizan::ops
