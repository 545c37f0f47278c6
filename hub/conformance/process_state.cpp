#include "conformance/process_state.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace mizan::conformance {
namespace {

int entries(const char* folder) {
  std::error_code failed;
  return static_cast<int>(std::distance(std::filesystem::directory_iterator(folder, failed), {}));
}

}  // namespace

ProcessState process_state() {
  ProcessState state{entries("/proc/self/fd"), entries("/proc/self/task"), 0};
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssAnon:")) state.own_memory = std::stoll(line.substr(8)) * 1024;
  }
  return state;
}

}  // namespace mizan::conformance
