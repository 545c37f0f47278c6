#include "conformance/runner.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <optional>

namespace mizan::conformance {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

milliseconds since(Clock::time_point begin) {
  return std::chrono::duration_cast<milliseconds>(Clock::now() - begin);
}

// The outcome's verdict as one byte, then its reason.
[[noreturn]] void run_and_tell(const Check& check, const Subject& subject, int pipe) {
  const auto outcome = run_here(check, subject).outcome;
  const auto text = fmt::format("{}{}", static_cast<char>(outcome.verdict), outcome.reason);
  const auto written = write(pipe, text.data(), text.size());
  // Nothing of the plugin runs at the end of a process that only existed to be watched.
  _exit(written == static_cast<ssize_t>(text.size()) ? 0 : 1);
}

// What the child tells until its end; nothing if it did not end in time.
std::optional<std::string> told(int pipe, milliseconds limit, Clock::time_point begin) {
  std::string text;
  for (;;) {
    pollfd waited{pipe, POLLIN, 0};
    const auto left = limit - since(begin);
    if (left.count() <= 0 || poll(&waited, 1, static_cast<int>(left.count())) == 0) return std::nullopt;
    char bytes[4096];
    const auto got = read(pipe, bytes, sizeof bytes);
    if (got <= 0) return text;
    text.append(bytes, static_cast<std::size_t>(got));
  }
}

Outcome end_of(int status) {
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    return {Verdict::kCrashed, fmt::format("signal {} ({})", number, strsignal(number))};
  }
  return {Verdict::kCrashed,
          fmt::format("the process ended with {} before the check did", WEXITSTATUS(status))};
}

}  // namespace

Result run_here(const Check& check, const Subject& subject) {
  const auto begin = Clock::now();
  auto outcome = check.run(subject);
  return {&check, std::move(outcome), since(begin)};
}

Result run_isolated(const Check& check, const Subject& subject, milliseconds limit) {
  const auto begin = Clock::now();
  int ends[2];
  if (pipe(ends) != 0) return {&check, failed("this machine has no more pipes"), {}};
  const auto child = fork();
  if (child == 0) {
    close(ends[0]);
    run_and_tell(check, subject, ends[1]);
  }
  close(ends[1]);
  const auto text = child < 0 ? std::optional<std::string>("") : told(ends[0], limit, begin);
  close(ends[0]);
  if (child < 0) return {&check, failed("this machine has no more processes"), {}};
  if (!text) kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  const auto took = since(begin);
  if (!text) return {&check, failed(fmt::format("it did not end within {} s", limit.count() / 1000)), took};
  if (text->empty()) return {&check, end_of(status), took};
  return {&check, {static_cast<Verdict>(text->front()), text->substr(1)}, took};
}

}  // namespace mizan::conformance
