#pragma once
// What the commands share.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "app/commands.hpp"
#include "app/session.hpp"
#include "app/table.hpp"
#include "base/error.hpp"

namespace mizan::app {

/// Exit codes: 2 the operator must change something, 3 the source or its data, 4 the store, 1 anything else.
inline int exit_code(base::Code code) {
  switch (code) {
    case base::Code::kConfig:
    case base::Code::kNotFound:
    case base::Code::kUnsupported:
      return 2;
    case base::Code::kData:
    case base::Code::kAuth:
    case base::Code::kTransient:
    case base::Code::kThrottled:
    case base::Code::kCheckpoint:
      return 3;
    case base::Code::kStore:
      return 4;
    default:
      return 1;
  }
}

/// Prints the error as one line and ends the program.
[[noreturn]] inline void fail(const base::Error& error) {
  fmt::print(stderr, "mizan: {}\n", error.message);
  std::exit(exit_code(error.code));
}

/// The value, or the end of the program.
template <class T>
T value_or_fail(base::Result<T> result) {
  if (!result) fail(result.error());
  return std::move(*result);
}
inline void or_fail(const base::Result<>& result) {
  if (!result) fail(result.error());
}

inline void print(const Table& table, const Globals& globals) {
  const auto format = find_format(globals.format);
  if (!format) fail({base::Code::kConfig, "--format is one of table, json and csv"});
  const auto text = table.render(*format);
  std::fwrite(text.data(), 1, text.size(), stdout);
}

inline const base::Clock& system_clock() {
  static const base::SystemClock kClock;
  return kClock;
}

}  // namespace mizan::app
