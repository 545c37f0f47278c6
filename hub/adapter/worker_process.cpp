#include "adapter/worker_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <charconv>
#include <cstring>
#include <memory>

namespace mizan::adapter {
namespace fs = std::filesystem;
namespace {

struct Pair {
  FileDescriptor ours;
  FileDescriptor theirs;
};

// The worker's numbers are 3 to 5, so the originals must not lie there.
constexpr int kLowestFree = 10;

FileDescriptor moved_up(int fd) {
  FileDescriptor low(fd);
  return FileDescriptor(fcntl(fd, F_DUPFD_CLOEXEC, kLowestFree));
}

base::Error cannot(std::string_view what) {
  return {base::Code::kTransient, fmt::format("a worker cannot be started: {}: {}", what, strerror(errno))};
}

base::Result<Pair> socket_pair() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return cannot("socketpair");
  Pair pair{moved_up(ends[0]), moved_up(ends[1])};
  if (pair.ours.get() < 0 || pair.theirs.get() < 0) return cannot("a descriptor");
  return pair;
}

// A plugin that is handed over as an open file is named by its descriptor here, and by this number there.
constexpr int kWorkerImage = 5;
constexpr std::string_view kDescriptors = "/proc/self/fd/";

// -1: it is named by where it lies.
int image_of(const fs::path& plugin) {
  const auto text = plugin.string();
  int fd = -1;
  if (text.starts_with(kDescriptors))
    std::from_chars(text.data() + kDescriptors.size(), text.data() + text.size(), fd);
  return fd;
}

std::vector<std::string> words_of(const fs::path& program, const fs::path& plugin,
                                  const WorkerLimits& limits) {
  std::vector<std::string> words = {
      program.string(),
      image_of(plugin) < 0 ? plugin.string() : fmt::format("{}{}", kDescriptors, kWorkerImage),
      std::to_string(limits.memory_mib),
      std::to_string(limits.cpu_seconds),
      std::to_string(limits.open_files),
      limits.network ? "network" : "no-network",
      limits.programs ? "programs" : "no-programs"};
  for (const auto& path : limits.readable) words.push_back(path.string());
  return words;
}

// Everything of the child that must not be the hub's.
class SpawnPlan {
 public:
  SpawnPlan(int socket, int last_words, int image) {
    posix_spawn_file_actions_init(&actions_);
    for (const int fd : {0, 1, 2})
      posix_spawn_file_actions_addopen(&actions_, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, socket, kWorkerSocket);
    posix_spawn_file_actions_adddup2(&actions_, last_words, kWorkerLastWords);
    if (image >= 0) posix_spawn_file_actions_adddup2(&actions_, image, kWorkerImage);
    posix_spawn_file_actions_addclosefrom_np(&actions_, image < 0 ? kWorkerImage : kWorkerImage + 1);
    posix_spawnattr_init(&attributes_);
    sigset_t set;
    sigemptyset(&set);
    posix_spawnattr_setsigmask(&attributes_, &set);
    sigfillset(&set);
    posix_spawnattr_setsigdefault(&attributes_, &set);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  /// Gives errno.
  int spawn(std::vector<std::string>& words, pid_t& pid) const {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::string locale = "LC_ALL=C";
    std::array<char*, 2> environment = {locale.data(), nullptr};
    return posix_spawn(&pid, words[0].c_str(), &actions_, &attributes_, arguments.data(), environment.data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

base::Result<WorkerProcess> WorkerProcess::start(const fs::path& program, const fs::path& plugin,
                                                 const WorkerLimits& limits) {
  MIZAN_ASSIGN(auto socket, socket_pair());
  MIZAN_ASSIGN(auto last_words, LastWords::make());
  const FileDescriptor theirs(fcntl(last_words.fd(), F_DUPFD_CLOEXEC, kLowestFree));
  if (theirs.get() < 0) return cannot("a descriptor");
  const SpawnPlan plan(socket.theirs.get(), theirs.get(), image_of(plugin));
  auto words = words_of(program, plugin, limits);
  pid_t pid = -1;
  if (const int failed = plan.spawn(words, pid); failed != 0) {
    return base::Error{base::Code::kConfig, fmt::format("{}: the worker program cannot be started: {}",
                                                        program.string(), strerror(failed))};
  }
  return WorkerProcess(pid, std::move(socket.ours), std::move(last_words));
}

WorkerProcess::WorkerProcess(pid_t pid, FileDescriptor socket, LastWords last_words)
    : pid_(pid),
      handle_(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))),
      last_words_(std::move(last_words)),
      channel_(std::move(socket)) {}

WorkerProcess::WorkerProcess(WorkerProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      handle_(std::move(other.handle_)),
      last_words_(std::move(other.last_words_)),
      channel_(std::move(other.channel_)),
      reaped_(other.reaped_),
      killed_(other.killed_),
      status_(other.status_) {}

WorkerProcess& WorkerProcess::operator=(WorkerProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(handle_, other.handle_);
  std::swap(last_words_, other.last_words_);
  std::swap(channel_, other.channel_);
  std::swap(reaped_, other.reaped_);
  std::swap(killed_, other.killed_);
  std::swap(status_, other.status_);
  return *this;
}

WorkerProcess::~WorkerProcess() {
  if (pid_ > 0) end(std::chrono::milliseconds(0));
}

bool WorkerProcess::ended() {
  if (!reaped_) reaped_ = waitpid(pid_, &status_, WNOHANG) == pid_;
  return reaped_;
}

void WorkerProcess::end(std::chrono::milliseconds patience) {
  if (ended()) return;
  pollfd wait{handle_.get(), POLLIN, 0};
  if (handle_.get() >= 0 && patience.count() > 0) poll(&wait, 1, static_cast<int>(patience.count()));
  if (ended()) return;
  killed_ = true;
  kill(pid_, SIGKILL);
  reaped_ = waitpid(pid_, &status_, 0) == pid_;
}

std::string WorkerProcess::end_in_words() const {
  if (const auto call = last_words_.call(); !call.empty())
    return fmt::format("was ended by its sandbox: it called {}, which an adapter may not", call);
  if (WIFSIGNALED(status_) && WTERMSIG(status_) == SIGXCPU) return "used up its processor time and was ended";
  if (killed_) return "closed its connection and was ended";
  if (WIFSIGNALED(status_)) {
    const auto* name = sigdescr_np(WTERMSIG(status_));
    return fmt::format("was ended by signal {} ({})", WTERMSIG(status_), name == nullptr ? "unknown" : name);
  }
  return fmt::format("ended by itself with exit code {}", WEXITSTATUS(status_));
}

}  // namespace mizan::adapter
