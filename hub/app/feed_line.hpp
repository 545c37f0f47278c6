#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace mizan::app {

/// One event of a feed as a line for people: time, what happened, subject, old and new value, reasons.
/// Nothing if the text is no event that carries data, such as the edges of a snapshot. Any text is safe: it
/// comes from another program.
std::optional<std::string> feed_line(std::string_view event);

}  // namespace mizan::app
