#include "app/folder_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string>

namespace mizan::app {
namespace fs = std::filesystem;

FolderWatch::FolderWatch() : descriptor_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}

FolderWatch::~FolderWatch() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool FolderWatch::add(const fs::path& folder, std::size_t who) {
  if (descriptor_ < 0) return false;
  const int watch = inotify_add_watch(descriptor_, folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR);
  if (watch < 0) return false;
  who_.emplace(watch, who);
  return true;
}

std::set<std::size_t> FolderWatch::take() {
  std::set<std::size_t> changed;
  std::array<char, 16'384> bytes{};
  for (auto size = read(descriptor_, bytes.data(), bytes.size()); size > 0;
       size = read(descriptor_, bytes.data(), bytes.size())) {
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      inotify_event event{};
      std::memcpy(&event, bytes.data() + at, sizeof event);
      const char* name = event.len > 0 ? bytes.data() + at + sizeof event : "";
      at += sizeof event + event.len;
      if ((event.mask & IN_Q_OVERFLOW) != 0) {
        for (const auto& [watch, who] : who_) changed.insert(who);  // notices were lost: anybody's
      } else if (*name != '.') {
        add_all(event.wd, changed);
      }
    }
  }
  return changed;
}

void FolderWatch::add_all(int watch, std::set<std::size_t>& changed) const {
  const auto [first, last] = who_.equal_range(watch);
  for (auto entry = first; entry != last; ++entry) changed.insert(entry->second);
}

}  // namespace mizan::app
