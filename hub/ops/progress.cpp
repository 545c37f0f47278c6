#include "ops/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace mizan::ops {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr auto kNextLine = std::chrono::seconds(5);
constexpr int kBarWidth = 28;

std::string with_thousands(std::int64_t value) {
  auto text = fmt::format("{}", value);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return text;
}

}  // namespace

Progress::Progress(std::string label, std::int64_t total, std::FILE* out)
    : label_(std::move(label)),
      total_(total),
      out_(out),
      terminal_(isatty(fileno(out)) != 0),
      start_(Clock::now()),
      drawn_(start_) {}

Progress::~Progress() {
  finish();
}

void Progress::update(std::int64_t done) {
  done_ = done;
  const auto now = Clock::now();
  if (now - drawn_ < (terminal_ ? Clock::duration(kRedraw) : Clock::duration(kNextLine))) return;
  drawn_ = now;
  draw(false);
}

void Progress::finish() {
  if (std::exchange(finished_, true)) return;
  draw(true);
}

std::string Progress::line() const {
  const auto seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const auto rate = static_cast<std::int64_t>(static_cast<double>(done_) / std::max(seconds, 0.001));
  const auto count = total_ > 0 ? fmt::format("{} of {}", with_thousands(done_), with_thousands(total_))
                                : with_thousands(done_);
  auto text = fmt::format("{:<24} {}  {}/s  {:.1f} s", label_, count, with_thousands(rate), seconds);
  if (terminal_ && total_ > 0) {
    const auto filled = static_cast<int>(std::min<std::int64_t>(done_, total_) * kBarWidth / total_);
    text = fmt::format("{:<24} [{:#<{}}{:.<{}}] {}  {}/s", label_, "", filled, "", kBarWidth - filled, count,
                       with_thousands(rate));
  }
  return text;
}

void Progress::draw(bool last) {
  const auto text = line();
  fmt::print(out_, "{}{}{}", terminal_ ? "\r\033[K" : "", text, terminal_ && !last ? "" : "\n");
  std::fflush(out_);
}

}  // namespace mizan::ops
