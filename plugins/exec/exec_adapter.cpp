// The connector for any program: it is started, told where to go on, and writes one JSON object a line.
#include <fmt/format.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <mizan/sdk/adapter.hpp>
#include <mizan/sdk/secret.hpp>

#include "child_process.hpp"
#include "exec_settings.hpp"
#include "program_output.hpp"
#include "stderr_log.hpp"

namespace {
using namespace mizan;

constexpr char kSchema[] =
    R"({"type": "object", "required": ["folder", "command"], "additionalProperties": false, "properties": {
  "folder": {"type": "string"}, "command": {"type": "array", "items": {"type": "string"}, "minItems": 1},
  "settings": {"type": "object"}, "secrets": {"type": "array", "items": {"type": "string"}},
  "environment": {"type": "object", "additionalProperties": {"type": "string"}},
  "silence_seconds": {"type": "integer", "minimum": 1, "maximum": 86400},
  "stop_seconds": {"type": "integer", "minimum": 1, "maximum": 300}}})";

/// One run of the program, from its start to its end.
class Run {
 public:
  Run(const exec::ExecSettings& settings, const std::string& input, sdk::Host host, const sdk::Call& call,
      sdk::Sink& sink)
      : settings_(settings), host_(host), call_(call), output_(host, call, sink), child_(settings, input) {}

  exec::Ending to_end() {
    heard_ns_ = exec::monotonic_ns();
    while (child_.output() >= 0 && !child_.ended()) {
      if (take_some()) continue;
      output_.flush();
      if (silent_ns() >= limit_ns()) return give_up();
      wait();
    }
    drain();
    if (!child_.ended() && !await_end()) return give_up();
    drain();
    child_.stop(std::chrono::milliseconds(0));
    errors_.finish([this](const std::string& line) { log_line(line); });
    return ending();
  }

 private:
  std::int64_t silent_ns() const { return exec::monotonic_ns() - heard_ns_; }
  std::int64_t limit_ns() const { return std::chrono::nanoseconds(settings_.silence).count(); }

  // What the program wrote before its end is all there, and no more than a pipe holds. What it started may
  // hold the pipes open, and write, for ever.
  void drain() {
    constexpr std::size_t kMostInPipes = std::size_t{2} << 20U;
    for (const auto before = taken_; taken_ - before < kMostInPipes && take_some();) {
    }
  }

  // Something that can be read without waiting; false if there was nothing.
  bool take_some() {
    call_.check();
    const bool wrote = read_some(
        child_.output(), [&](std::string_view bytes) { output_.add(bytes); }, [&] { child_.close_output(); });
    const bool complained = read_errors();
    if (wrote) heard_ns_ = exec::monotonic_ns();
    return wrote || complained;
  }

  bool read_errors() {
    return read_some(
        child_.errors(),
        [&](std::string_view bytes) {
          errors_.add(bytes, [this](const std::string& line) { log_line(line); });
        },
        [&] { child_.close_errors(); });
  }

  template <class Take, class Close>
  bool read_some(int fd, const Take& take, const Close& close) {
    if (fd < 0) return false;
    const auto got = ::read(fd, buffer_.data(), buffer_.size());
    if (got > 0) {
      taken_ += static_cast<std::size_t>(got);
      take(std::string_view(buffer_.data(), static_cast<std::size_t>(got)));
    }
    if (got == 0) close();
    return got > 0;
  }

  // Until something comes, the program ends, the hub wants to stop, or it is time to look again.
  void wait() {
    std::array<pollfd, 4> all = {pollfd{child_.output(), POLLIN, 0}, pollfd{child_.errors(), POLLIN, 0},
                                 pollfd{child_.end_fd(), POLLIN, 0}, pollfd{call_.cancel_fd(), POLLIN, 0}};
    constexpr int kLookEveryMs = 200;
    const auto left = (limit_ns() - silent_ns()) / 1'000'000 + 1;
    poll(all.data(), all.size(),
         static_cast<int>(std::clamp<std::int64_t>(left, 1, child_.end_fd() < 0 ? 20 : kLookEveryMs)));
    call_.check();
  }

  // The program closed its output and still runs.
  bool await_end() {
    while (!child_.ended()) {
      read_errors();
      if (silent_ns() >= limit_ns()) return false;
      wait();
    }
    return true;
  }

  exec::Ending give_up() {
    child_.stop(settings_.stop);
    output_.finish(false);
    return {MIZAN_E_TRANSIENT,
            with_last_lines(fmt::format("wrote nothing for {} s and was ended", settings_.silence.count()))};
  }

  exec::Ending ending() {
    auto end = exec::ending_of(child_.status());
    output_.finish(end.status == MIZAN_OK);
    if (logs_.left_out() > 0)
      host_.warn(fmt::format("{} more lines of its standard error are left out", logs_.left_out()));
    if (output_.error()) return *output_.error();
    if (end.status != MIZAN_OK) end.message = with_last_lines(end.message);
    return end;
  }

  std::string with_last_lines(const std::string& what) const {
    const auto last = errors_.last();
    return last.empty() ? what : fmt::format("{}; its last words: {}", what, last);
  }

  void log_line(const std::string& line) {
    if (logs_.allows(exec::monotonic_ns())) host_.info("stderr: " + line);
  }

  const exec::ExecSettings& settings_;
  sdk::Host host_;
  const sdk::Call& call_;
  exec::ProgramOutput output_;
  exec::StderrLog errors_;
  exec::LogBudget logs_;
  std::array<char, 64U << 10U> buffer_{};
  std::size_t taken_ = 0;  ///< bytes, of both pipes
  std::int64_t heard_ns_ = 0;
  exec::ChildProcess child_;
};

class ExecAdapter final : public sdk::Adapter {
 public:
  static constexpr std::uint32_t kNeeds = MIZAN_NEED_PROGRAMS;

  ExecAdapter(sdk::Host host, const sdk::Config& config)
      : host_(host), settings_(exec::read_settings(config)) {}

  void check(const sdk::Call&) override { exec::check_program(settings_); }

  void read(const sdk::Call& call, std::string_view token, sdk::Sink& sink) override {
    check(call);
    const auto run = std::make_unique<Run>(settings_, first_line(token), host_, call, sink);
    const auto end = run->to_end();
    if (end.status == MIZAN_OK) return;
    const auto name = settings_.command[0].substr(settings_.command[0].rfind('/') + 1);
    throw sdk::Error(end.status, fmt::format("{}: {}", name, end.message), end.retry_after_ms);
  }

 private:
  // All that standard input holds.
  std::string first_line(std::string_view token) const {
    nlohmann::json secrets = nlohmann::json::object();
    for (const auto& name : settings_.secrets) secrets[name] = sdk::read_secret(host_, name);
    try {
      const nlohmann::json line{{"protocol", 1},
                                {"token", token},
                                {"settings", nlohmann::json::parse(settings_.settings)},
                                {"secrets", std::move(secrets)}};
      return line.dump() + "\n";
    } catch (const nlohmann::json::exception&) {
      throw sdk::Error(MIZAN_E_CHECKPOINT, "the checkpoint is no text of this adapter");
    }
  }

  sdk::Host host_;
  exec::ExecSettings settings_;
};

}  // namespace

MIZAN_ADAPTER(ExecAdapter, {"exec", "1.0.0", kSchema, /*checkpoint_version=*/1});
