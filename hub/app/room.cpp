#include "app/room.hpp"

#include "app/disk_config.hpp"
#include "ops/log.hpp"
#include "store/statistics.hpp"

namespace mizan::app {

bool Room::look(store::Store& reader) {
  const auto now = std::chrono::steady_clock::now();
  if (looked_ != std::chrono::steady_clock::time_point{} && now - looked_ < std::chrono::seconds(1))
    return !full_;
  looked_ = now;
  // What cannot be asked stops nothing: a store that cannot be read says so elsewhere.
  const auto used = store::used_bytes_of(reader);
  const auto why = guard_.look(ops::disk_of(store_), used ? *used : 0);
  if (why.empty() && full_) ops::log_warn("disk.room", "there is room again, and sources are read on");
  if (!why.empty() && !full_)
    ops::log_error("disk.full", why + ": nothing is taken in until there is room; what is held is served");
  full_ = !why.empty();
  return !full_;
}

base::Result<> require_room(const std::filesystem::path& config_file, const std::filesystem::path& store_file,
                            store::Store& store) {
  MIZAN_ASSIGN(const auto rules, read_disk_rules(config_file));
  MIZAN_ASSIGN(const auto used, store::used_bytes_of(store));
  const auto why = ops::DiskGuard(rules).look(ops::disk_of(store_file), used);
  if (why.empty()) return {};
  return base::Error{base::Code::kStore, why + ": make room, or change [disk] of mizan.toml"};
}

}  // namespace mizan::app
