#include "child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <mizan/sdk/error.hpp>

namespace mizan::exec {
namespace {

constexpr std::size_t kMostInput = std::size_t{1} << 20U;

struct Pipe {
  FileDescriptor from;
  FileDescriptor to;
};

[[noreturn]] void no_room(const char* what) {
  throw sdk::Error(MIZAN_E_TRANSIENT,
                   fmt::format("the program cannot be started: {}: {}", what, std::strerror(errno)));
}

// Not 0, 1 or 2, which the child's own ends become: a hub may have closed its own.
FileDescriptor moved_up(int fd) {
  const FileDescriptor low(fd);
  return FileDescriptor(fcntl(fd, F_DUPFD_CLOEXEC, 3));
}

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) no_room("pipe");
  Pipe made{moved_up(ends[0]), moved_up(ends[1])};
  if (made.from.get() < 0 || made.to.get() < 0) no_room("a descriptor");
  return made;
}

void set_nonblocking(const FileDescriptor& fd) {
  fcntl(fd.get(), F_SETFL, fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
}

// All of the input fits into the pipe before anybody reads, so nobody waits and no broken pipe can happen.
Pipe filled_pipe(std::string_view input) {
  auto made = make_pipe();
  if (input.size() > kMostInput)
    throw sdk::Error(MIZAN_E_CONFIG,
                     "settings and checkpoint are more than 1 MiB, which a program is not given");
  if (input.size() > (64U << 10U)) fcntl(made.to.get(), F_SETPIPE_SZ, static_cast<int>(kMostInput));
  set_nonblocking(made.to);
  while (!input.empty()) {
    const auto written = write(made.to.get(), input.data(), input.size());
    if (written <= 0) no_room("its settings do not fit into a pipe");
    input.remove_prefix(static_cast<std::size_t>(written));
  }
  made.to.reset();
  return made;
}

/// What the child needs, made before it is: between fork and exec nothing may be allocated.
struct Image {
  std::vector<char*> words;
  std::vector<std::string> pairs;
  std::vector<char*> environment;

  Image(const ExecSettings& settings, std::vector<std::string>& command) {
    for (auto& word : command) words.push_back(word.data());
    words.push_back(nullptr);
    for (const auto& [name, value] : settings.environment) pairs.push_back(fmt::format("{}={}", name, value));
    for (auto& pair : pairs) environment.push_back(pair.data());
    environment.push_back(nullptr);
  }
};

struct Ends {
  int input;
  int output;
  int errors;
  int failure;
};

[[noreturn]] void become(const Image& image, const char* folder, const Ends& ends, pid_t parent) {
  setpgid(0, 0);
  // The thread that reads it may be killed at any moment; whoever it leaves behind would run on for nobody.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  struct sigaction usual {};
  usual.sa_handler = SIG_DFL;
  for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD, SIGUSR1, SIGUSR2})
    sigaction(signal, &usual, nullptr);
  if (dup2(ends.input, 0) == 0 && dup2(ends.output, 1) == 1 && dup2(ends.errors, 2) == 2 &&
      chdir(folder) == 0) {
    // Not every descriptor of a hub is closed by exec.
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    execve(image.words[0], image.words.data(), image.environment.data());
  }
  const int reason = errno;
  if (write(ends.failure, &reason, sizeof reason) < 0) _exit(126);
  _exit(127);
}

}  // namespace

ChildProcess::ChildProcess(const ExecSettings& settings, std::string_view input) : patience_(settings.stop) {
  auto in = filled_pipe(input);
  auto out = make_pipe();
  auto err = make_pipe();
  auto failure = make_pipe();
  auto command = settings.command;
  const Image image(settings, command);
  const auto parent = getpid();
  pid_ = fork();
  if (pid_ < 0) no_room("fork");
  if (pid_ == 0)
    become(image, settings.folder.c_str(), {in.from.get(), out.to.get(), err.to.get(), failure.to.get()},
           parent);
  setpgid(pid_, pid_);
  end_ = FileDescriptor(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  out.to.reset();
  err.to.reset();
  failure.to.reset();
  int reason = 0;
  ssize_t got = 0;
  while ((got = read(failure.from.get(), &reason, sizeof reason)) < 0 && errno == EINTR) {
  }
  if (got == static_cast<ssize_t>(sizeof reason)) {
    stop(std::chrono::milliseconds(0));
    throw sdk::Error(reason == ENOMEM || reason == EAGAIN ? MIZAN_E_TRANSIENT : MIZAN_E_CONFIG,
                     fmt::format("{}: cannot be executed: {}", settings.command[0], std::strerror(reason)));
  }
  output_ = std::move(out.from);
  errors_ = std::move(err.from);
  set_nonblocking(output_);
  set_nonblocking(errors_);
}

ChildProcess::~ChildProcess() {
  stop(patience_);
}

bool ChildProcess::ended() {
  if (!reaped_) {
    // Left unreaped until the group is dead, so that its number cannot be another's.
    siginfo_t about{};
    if (waitid(P_PID, static_cast<id_t>(pid_), &about, WEXITED | WNOHANG | WNOWAIT) == 0)
      return about.si_pid == pid_;
  }
  return true;
}

void ChildProcess::kill_group(int signal) const {
  kill(-pid_, signal);
}

// What it still writes is read and dropped: with a full or closed pipe it could not tidy up.
void ChildProcess::await_end(std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  std::array<char, 4096> dropped{};
  while (!ended() && std::chrono::steady_clock::now() < until) {
    std::array<pollfd, 3> all = {pollfd{end_.get(), POLLIN, 0}, pollfd{output_.get(), POLLIN, 0},
                                 pollfd{errors_.get(), POLLIN, 0}};
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    poll(all.data(), all.size(),
         static_cast<int>(std::clamp<std::int64_t>(left.count(), 1, end_.get() < 0 ? 10 : 1000)));
    for (auto* pipe : {&output_, &errors_}) {
      ssize_t got = 0;
      while (pipe->get() >= 0 && (got = read(pipe->get(), dropped.data(), dropped.size())) > 0 &&
             std::chrono::steady_clock::now() < until) {
      }
      if (got == 0) pipe->reset();
    }
  }
}

void ChildProcess::stop(std::chrono::milliseconds patience) {
  if (reaped_) return;
  if (!ended() && patience.count() > 0) {
    kill_group(SIGTERM);
    await_end(patience);
  }
  kill_group(SIGKILL);
  pid_t reaped = -1;
  while ((reaped = waitpid(pid_, &status_, 0)) < 0 && errno == EINTR) {
  }
  // Somebody else reaped it, and nobody knows how it ended: not well, as far as can be told.
  constexpr int kUnknownEnd = 0xFF00;
  if (reaped != pid_) status_ = kUnknownEnd;
  reaped_ = true;
}

}  // namespace mizan::exec
