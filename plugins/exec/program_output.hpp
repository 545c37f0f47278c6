#pragma once
#include <simdjson.h>
#include <mizan/sdk/batch.hpp>
#include <mizan/sdk/call.hpp>
#include <mizan/sdk/guard.hpp>
#include <mizan/sdk/host.hpp>
#include <mizan/sdk/sink.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "line_buffer.hpp"
#include "program_error.hpp"
#include "record_line.hpp"
#include "stderr_log.hpp"

namespace mizan::exec {

/// What a program writes to standard output, line by line, handed on to the hub. A line that is nothing of
/// the protocol is quarantined and reading goes on; after kMostGarbage of them in a row the program is taken
/// for one that speaks no protocol at all, and sdk::Error (MIZAN_E_DATA) is thrown.
class ProgramOutput {
 public:
  ProgramOutput(sdk::Host host, const sdk::Call& call, sdk::Sink& sink);

  void add(std::string_view bytes);
  /// Hands over what is there: the program has nothing to say for the moment.
  void flush();
  /// After the end of the output. `orderly`: the program ended by itself; a line that it left unfinished is
  /// then quarantined, else it is the crash's.
  void finish(bool orderly);

  /// What {"error": …} said, if it came. Nothing behind it is taken but log lines.
  const std::optional<Ending>& error() const { return error_; }
  std::uint64_t lines() const { return lines_.lines(); }

  static constexpr std::size_t kLongestLine = std::size_t{16} << 20U;
  static constexpr int kMostGarbage = 1000;

 private:
  void take(const Line& line);
  std::optional<Refusal> take_message(std::string_view name, simdjson::dom::element value);
  std::optional<Refusal> take_record(simdjson::dom::element value);
  std::optional<Refusal> take_checkpoint(simdjson::dom::element value);
  std::optional<Refusal> take_log(simdjson::dom::element value);
  std::optional<Refusal> take_reject(simdjson::dom::element value);
  std::optional<Refusal> take_snapshot(simdjson::dom::element value);
  std::optional<Refusal> take_error(simdjson::dom::element value);
  void refuse(const Line& line, const Refusal& why);

  sdk::Host host_;
  sdk::Guard guard_;
  const sdk::Call& call_;
  sdk::Sink& sink_;
  sdk::Batch batch_;
  LineBuffer lines_{kLongestLine};
  simdjson::dom::parser parser_;
  LogBudget logs_;
  std::optional<Ending> error_;
  bool warned_ = false;
  int garbage_ = 0;
};

/// CLOCK_MONOTONIC, nanoseconds.
std::int64_t monotonic_ns();

}  // namespace mizan::exec
