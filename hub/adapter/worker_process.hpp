#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "adapter/channel.hpp"
#include "adapter/file_descriptor.hpp"
#include "adapter/last_words.hpp"
#include "base/error.hpp"

namespace mizan::adapter {

/// What a worker may use. The kernel holds it to that.
struct WorkerLimits {
  std::int64_t memory_mib = 8192;   ///< of its own data; files that it maps do not count
  std::int64_t cpu_seconds = 7200;  ///< of processor time, from its start to its end
  std::int64_t open_files = 128;
  bool network = false;
  bool programs = false;  ///< may start programs: those of the system, and those that lie in `readable`
  std::vector<std::filesystem::path> readable;  ///< files and folders, beside the plugin's and the system's
};

/// What joins a worker to the hub, by its numbers there.
inline constexpr int kWorkerSocket = 3;
inline constexpr int kWorkerLastWords = 4;

/// A running `mizan-worker`. It inherits nothing but its socket and its page of last words: no descriptor, no
/// environment, no signal disposition, and is of a process group of its own, so that Ctrl-C is the hub's
/// affair. Destroyed: killed and reaped. One thread.
class WorkerProcess {
 public:
  /// Starts the program. `plugin` empty: it reports its sandbox and ends.
  static base::Result<WorkerProcess> start(const std::filesystem::path& program,
                                           const std::filesystem::path& plugin, const WorkerLimits& limits);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  WorkerProcess(WorkerProcess&& other) noexcept;
  WorkerProcess& operator=(WorkerProcess&& other) noexcept;

  Channel& channel() { return channel_; }
  pid_t pid() const { return pid_; }

  /// Closes the hub's end, which tells the worker to leave. Nothing can be said any more.
  void hang_up() { channel_ = Channel(FileDescriptor()); }
  /// Has it ended? Costs one system call.
  bool ended();
  /// Waits that long for its end, then kills it.
  void end(std::chrono::milliseconds patience);
  /// How it ended: "was ended by signal 11 (Segmentation fault)". After ended() or end().
  std::string end_in_words() const;
  /// What it left behind. After ended() or end().
  const LastWords& last_words() const { return last_words_; }

 private:
  WorkerProcess(pid_t pid, FileDescriptor socket, LastWords last_words);

  pid_t pid_ = -1;
  FileDescriptor handle_;  // pidfd: readable at its end
  LastWords last_words_;
  Channel channel_;
  bool reaped_ = false;
  bool killed_ = false;  // by the hub
  int status_ = 0;
};

}  // namespace mizan::adapter
