#pragma once
#include <sys/types.h>

#include <chrono>
#include <string>
#include <string_view>

#include "exec_settings.hpp"
#include "file_descriptor.hpp"

namespace mizan::exec {

/// A program that runs, with what it started: a process group of its own. It inherits three pipes and nothing
/// else, and dies with the thread that started it. Destroyed: the whole group is asked to end (SIGTERM), then
/// killed.
class ChildProcess {
 public:
  /// `input` is all that its standard input holds: up to 1 MiB, written before it runs. Throws sdk::Error:
  /// MIZAN_E_CONFIG if the program cannot be executed or the input is too large, MIZAN_E_TRANSIENT if the
  /// system has no room for a process.
  ChildProcess(const ExecSettings& settings, std::string_view input);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  int output() const { return output_.get(); }  ///< not blocking
  int errors() const { return errors_.get(); }  ///< not blocking
  void close_output() { output_.reset(); }
  void close_errors() { errors_.reset(); }
  /// Readable at its end; -1 where the kernel has none.
  int end_fd() const { return end_.get(); }

  /// Has the program itself ended? What it started may still run.
  bool ended();
  /// Ends the program and all of its group: asks, waits for that long, kills. Afterwards status() is known.
  void stop(std::chrono::milliseconds patience);
  /// As waitpid() gives it.
  int status() const { return status_; }

 private:
  void kill_group(int signal) const;
  void await_end(std::chrono::milliseconds patience);

  pid_t pid_ = -1;
  bool reaped_ = false;
  int status_ = 0;
  std::chrono::milliseconds patience_;
  FileDescriptor output_;
  FileDescriptor errors_;
  FileDescriptor end_;
};

}  // namespace mizan::exec
