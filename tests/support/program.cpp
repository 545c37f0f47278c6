#include "support/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>
#include <utility>

namespace mizan::test {
namespace {

using Moment = std::chrono::steady_clock::time_point;
constexpr std::chrono::minutes kPatience{2};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

std::vector<std::string> merged(const std::map<std::string, std::string>& env) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!env.contains(text.substr(0, text.find('=')))) out.push_back(text);
  }
  for (const auto& [name, value] : env) out.push_back(name + "=" + value);
  return out;
}

int milliseconds_until(Moment until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

// True unless the stream has ended, which closes it.
bool take(int& fd, std::string& taken) {
  char buffer[4096];
  const auto size = read(fd, buffer, sizeof buffer);
  if (size > 0) {
    taken.append(buffer, static_cast<std::size_t>(size));
    return true;
  }
  close(std::exchange(fd, -1));
  return false;
}

}  // namespace

std::string Ended::story() const {
  const auto how =
      signal != 0 ? "ended by signal " + std::to_string(signal) : "exit code " + std::to_string(exit_code);
  return how + "\n--- output\n" + out + "\n--- errors\n" + err;
}

Program::Program(const std::vector<std::string>& words, const std::map<std::string, std::string>& env) {
  int out[2];
  int err[2];
  if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
  auto arguments = words;
  auto environment = merged(env);
  const int failed = posix_spawn(&pid_, words.at(0).c_str(), &actions, nullptr, pointers(arguments).data(),
                                 pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  close(out[1]);
  close(err[1]);
  out_.fd = out[0];
  err_.fd = err[0];
  if (failed != 0) throw std::runtime_error(words.at(0) + ": " + std::strerror(failed));
}

Program::~Program() {
  if (pid_ > 0) wait_or_kill(std::chrono::microseconds(0));
}

void Program::signal(int number) const {
  if (pid_ > 0) kill(pid_, number);
}

// Waits for more of either stream; false if both have ended or the time is over.
bool Program::read_some(Moment until) {
  pollfd both[2] = {{out_.fd, POLLIN, 0}, {err_.fd, POLLIN, 0}};
  if (out_.fd < 0 && err_.fd < 0) return false;
  if (poll(both, 2, milliseconds_until(until)) <= 0) return false;
  if (both[0].revents != 0) take(out_.fd, out_.taken);
  if (both[1].revents != 0) take(err_.fd, err_.taken);
  return true;
}

std::string Program::next_line(Stream& stream) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (stream.taken.find('\n') == std::string::npos && stream.fd >= 0 && read_some(until)) {
  }
  const auto end = stream.taken.find('\n');
  auto line = stream.taken.substr(0, end);
  stream.taken.erase(0, end == std::string::npos ? end : end + 1);
  return line;
}

std::string Program::line_with(Stream& stream, const std::string& text) {
  while (true) {
    auto line = next_line(stream);
    if (line.empty() && stream.fd < 0 && stream.taken.empty()) return "";
    if (line.find(text) != std::string::npos) return line;
  }
}

std::string Program::out_line() {
  return next_line(out_);
}

std::string Program::err_line() {
  return next_line(err_);
}

std::string Program::out_line_with(const std::string& text) {
  return line_with(out_, text);
}

std::string Program::err_line_with(const std::string& text) {
  return line_with(err_, text);
}

Ended Program::ended_by(Moment until) {
  while (read_some(until)) {
  }
  // The outputs have ended, so the program has or is about to; or the time is over.
  if (out_.fd >= 0 || err_.fd >= 0) signal(SIGKILL);
  int status = 0;
  rusage used{};
  while (wait4(std::exchange(pid_, -1), &status, 0, &used) < 0 && errno == EINTR) {
  }
  const auto forever = std::chrono::steady_clock::now() + kPatience;
  while (read_some(forever)) {
  }
  Ended ended{-1, 0, std::exchange(out_.taken, {}), std::exchange(err_.taken, {}), used.ru_maxrss};
  if (WIFEXITED(status)) ended.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
  return ended;
}

Ended Program::wait() {
  return ended_by(std::chrono::steady_clock::now() + kPatience);
}

Ended Program::wait_or_kill(std::chrono::microseconds most) {
  return ended_by(std::chrono::steady_clock::now() + most);
}

Ended run(const std::vector<std::string>& words, const std::map<std::string, std::string>& env) {
  return Program(words, env).wait();
}

}  // namespace mizan::test
