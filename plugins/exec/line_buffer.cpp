#include "line_buffer.hpp"

#include <algorithm>

namespace mizan::exec {

void LineBuffer::add(std::string_view bytes) {
  held_.erase(0, at_);
  scanned_ -= std::min(scanned_, at_);
  at_ = 0;
  if (discarding_) {
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
    discarding_ = false;
    ended_long_ = true;
  }
  held_ += bytes;
}

std::optional<Line> LineBuffer::next() {
  if (ended_long_) {
    ended_long_ = false;
    return Line{{}, ++number_, true};
  }
  const auto end = held_.find('\n', std::max(at_, scanned_));
  if (end == std::string::npos) {
    scanned_ = held_.size();
    if (held_.size() - at_ > longest_) {
      held_ = {};
      at_ = scanned_ = 0;
      discarding_ = true;
    }
    return std::nullopt;
  }
  Line line{std::string_view(held_).substr(at_, end - at_), ++number_, false};
  at_ = scanned_ = end + 1;
  if (line.text.size() > longest_) return Line{{}, line.number, true};
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  return line;
}

}  // namespace mizan::exec
