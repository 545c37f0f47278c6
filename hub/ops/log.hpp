#pragma once
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace mizan::ops {

enum class LogLevel { kDebug, kInfo, kWarn, kError };

/// Sends the process's log to stderr, one line an entry: time, level, text. `level` is "debug", "info",
/// "warn" or "error". Call once, before threads start.
base::Result<> set_up_log(const std::string& level);

/// One line of log. Control characters become blanks, so that a source cannot forge a line. Safe from any
/// thread. Never pass secrets or personal data.
void log(LogLevel level, std::string_view text);

inline void log_info(std::string_view text) {
  log(LogLevel::kInfo, text);
}
inline void log_warn(std::string_view text) {
  log(LogLevel::kWarn, text);
}
inline void log_error(std::string_view text) {
  log(LogLevel::kError, text);
}

}  // namespace mizan::ops
