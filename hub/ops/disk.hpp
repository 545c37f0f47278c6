#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

namespace mizan::ops {

/// When a hub takes nothing in, so that what it has to write besides still finds room.
struct DiskRules {
  std::int64_t free_bytes = 0;   ///< the disk has less free than this; 0: it may fill up
  std::int64_t store_bytes = 0;  ///< the store uses more than this; 0: as much as it likes
};

/// Room of a disk at one moment.
struct DiskState {
  std::int64_t free_bytes = 0;   ///< for this user
  std::int64_t total_bytes = 0;  ///< of the whole disk
};

/// Of the disk that has this file or folder; zeros: it cannot be asked.
DiskState disk_of(const std::filesystem::path& place);

/// Remembers whether there is room: once there is none, there must be a tenth more than the rules ask for, so
/// that a hub at the edge does not begin and stop all the time. One thread.
class DiskGuard {
 public:
  explicit DiskGuard(DiskRules rules) : rules_(rules) {}

  /// Why there is no room, in one sentence; empty: there is.
  std::string look(const DiskState& disk, std::int64_t store_bytes);
  bool is_full() const { return full_; }

 private:
  DiskRules rules_;
  bool full_ = false;
};

}  // namespace mizan::ops
