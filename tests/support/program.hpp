#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mizan::test {

/// How a program ended, and what it said.
struct Ended {
  int exit_code = -1;  ///< -1: a signal ended it
  int signal = 0;
  std::string out;
  std::string err;
  std::int64_t peak_kib = 0;  ///< largest resident set of it, or of a program that it ran

  bool ok() const { return exit_code == 0; }
  /// For messages of failed tests: how it ended, and both outputs.
  std::string story() const;
};

/// A program started by fork and exec, with both outputs read by the test. What still runs when the object
/// goes is killed. No call waits longer than two minutes: a program that hangs is killed, which the test
/// sees. One thread.
class Program {
 public:
  /// `words`: the path and its arguments. `env`: beside what this process has.
  explicit Program(const std::vector<std::string>& words, const std::map<std::string, std::string>& env = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// The next line of the output or of the error output, without its end; what is left at the end of the
  /// output; "" after that.
  std::string out_line();
  std::string err_line();
  /// The next line of the output, or of the error output, that holds `text`; "" if it ends without.
  std::string out_line_with(const std::string& text);
  std::string err_line_with(const std::string& text);

  void signal(int number) const;
  Ended wait();
  /// Kill -9 if it has not ended by then.
  Ended wait_or_kill(std::chrono::microseconds most);

 private:
  struct Stream {
    int fd = -1;
    std::string taken;
  };

  std::string next_line(Stream& stream);
  std::string line_with(Stream& stream, const std::string& text);
  bool read_some(std::chrono::steady_clock::time_point until);
  Ended ended_by(std::chrono::steady_clock::time_point until);

  int pid_ = -1;
  Stream out_;
  Stream err_;
};

/// Runs to the end.
Ended run(const std::vector<std::string>& words, const std::map<std::string, std::string>& env = {});

}  // namespace mizan::test
