#include "stderr_log.hpp"

#include <algorithm>

namespace mizan::exec {

bool LogBudget::allows(std::int64_t now_ns) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const auto seconds = (now_ns - since_ns_) / kSecond;
  if (since_ns_ == 0) since_ns_ = now_ns;
  if (seconds > 0 && since_ns_ != now_ns) {
    left_ = std::min(kAtOnce, left_ + seconds * kEverySecond);
    since_ns_ += seconds * kSecond;
  }
  if (left_ > 0) {
    --left_;
    return true;
  }
  ++left_out_;
  return false;
}

// Printable ASCII, and the rest only if the whole is UTF-8 by its shape: it is for people to read.
std::string StderrLog::clean(std::string_view text) {
  std::string out(text.substr(0, kLongest));
  for (auto& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7F) c = byte == '\t' ? ' ' : '?';
  }
  return out;
}

std::string StderrLog::last() const {
  std::string all;
  for (const auto& line : last_) all += (all.empty() ? "" : " / ") + line;
  return all;
}

}  // namespace mizan::exec
