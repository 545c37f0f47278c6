#include "support/forked.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>

#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "support/crash_point.h"

// What AddressSanitizer keeps back of freed memory would be copied by every child.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
  return "quarantine_size_mb=4";
}

namespace mizan::test {
namespace fs = std::filesystem;
namespace {

std::string& calls_file() {
  static std::string path;
  return path;
}

// A command may end by exit(): whatever else this process wanted to do at its end is not the child's.
void end_child(int status, void*) {
  const auto calls = crash_point_calls();
  crash_point_set(0);
  std::fflush(nullptr);
  std::ofstream(calls_file()) << calls << std::flush;
  _exit(status);
}

[[noreturn]] void be_mizan(const fs::path& config, const std::string& words, const fs::path& said,
                           long crash_at) {
  const int out = ::open(said.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  on_exit(end_child, nullptr);
  app::Command program("mizan", "");
  app::Globals globals;
  globals.config = config.string();
  app::add_ingest_commands(program, globals);
  app::add_simulate_command(program, globals);
  app::add_backup_commands(program, globals);
  std::istringstream each(words);
  const std::vector<std::string> list(std::istream_iterator<std::string>{each}, {});
  crash_point_set(crash_at);
  std::exit(app::run_program(program, list));
}

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

ForkedEnd run_forked(const fs::path& config, const std::string& words, const Disturbance& disturbance) {
  const auto said = config.parent_path() / "said";
  calls_file() = (config.parent_path() / "calls").string();
  fs::remove(calls_file());
  std::fflush(nullptr);
  const auto child = fork();
  if (child == 0) be_mizan(config, words, said, disturbance.crash_at);
  if (disturbance.killed_after) {
    pollfd ended{static_cast<int>(syscall(SYS_pidfd_open, child, 0)), POLLIN, 0};
    const timespec most{disturbance.killed_after->count() / 1'000'000,
                        disturbance.killed_after->count() % 1'000'000 * 1'000};
    if (ppoll(&ended, 1, &most, nullptr) == 0) kill(child, SIGKILL);
    close(ended.fd);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ForkedEnd end;
  if (WIFEXITED(status)) end.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
  std::ifstream(calls_file()) >> end.calls;
  end.said = text_of(said);
  return end;
}

}  // namespace mizan::test
