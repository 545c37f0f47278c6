#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <set>

namespace mizan::app {

/// Notices that files came into folders, so that nobody need look for them again and again. Where the kernel
/// offers no such notice (or no more of them), and for changes that another machine makes on a shared folder,
/// it stays silent: whoever uses it still polls, only more rarely. One thread.
class FolderWatch {
 public:
  FolderWatch();
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  /// Watches a folder for somebody called `who`; false if it cannot be watched. One folder may have several.
  bool add(const std::filesystem::path& folder, std::size_t who);

  /// Readable when a folder changed; -1 if nothing can be watched.
  int descriptor() const { return descriptor_; }

  /// Who has a folder that changed since the last call: a file was renamed into it, or written and closed.
  /// Files whose names begin with a dot are being written by somebody and do not count.
  std::set<std::size_t> take();

 private:
  void add_all(int watch, std::set<std::size_t>& changed) const;

  int descriptor_ = -1;
  std::multimap<int, std::size_t> who_;  // by watch
};

}  // namespace mizan::app
