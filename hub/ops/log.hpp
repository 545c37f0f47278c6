#pragma once
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace mizan::ops {

enum class LogLevel { kDebug, kInfo, kWarn, kError };

/// How an entry is written: for people (time, level, text), or as an object of JSON with `at`, `level`,
/// `event` and `message`.
enum class LogForm { kText, kJson };

/// Sends the process's log to stderr, one line an entry. `level` is "debug", "info", "warn" or "error". Call
/// once, before threads start.
base::Result<> set_up_log(const std::string& level, LogForm form = LogForm::kText);

/// One entry. `event` is what happened, by a name that stays ("source.failed"; docs/metrics.md lists them);
/// `text` says it to people. Control characters become blanks, so that a source cannot forge a line. Safe
/// from any thread. Never pass secrets or personal data.
void log(LogLevel level, std::string_view event, std::string_view text);

inline void log_info(std::string_view event, std::string_view text) {
  log(LogLevel::kInfo, event, text);
}
inline void log_warn(std::string_view event, std::string_view text) {
  log(LogLevel::kWarn, event, text);
}
inline void log_error(std::string_view event, std::string_view text) {
  log(LogLevel::kError, event, text);
}

/// What a program that serves says of itself whatever the level: a sentence, or an entry of the level "info"
/// where the log is JSON.
void say(std::string_view event, std::string_view text);

}  // namespace mizan::ops
