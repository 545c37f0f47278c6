#pragma once
#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>

#include "ops/disk.hpp"
#include "store/store.hpp"

namespace mizan::app {

/// Whether a hub has room to take something in, looked at again and again while it runs. look() is of one
/// thread; is_full() of any.
class Room {
 public:
  Room(ops::DiskRules rules, std::filesystem::path store) : guard_(rules), store_(std::move(store)) {}

  /// Looks anew if that was a second ago or more. Says in the log when it becomes full, and when it goes on.
  /// True: there is room.
  bool look(store::Store& reader);
  /// As it was when it was looked at last.
  bool is_full() const { return full_; }

 private:
  ops::DiskGuard guard_;
  std::filesystem::path store_;
  std::chrono::steady_clock::time_point looked_{};
  std::atomic<bool> full_ = false;
};

/// For a command that takes something in. kStore: there is no room, and why; kConfig: [disk] cannot be read.
base::Result<> require_room(const std::filesystem::path& config_file, const std::filesystem::path& store_file,
                            store::Store& store);

}  // namespace mizan::app
