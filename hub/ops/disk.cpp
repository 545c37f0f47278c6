#include "ops/disk.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>

namespace mizan::ops {
namespace {

constexpr std::int64_t kMiB = 1 << 20;

std::string lacks_free(std::int64_t free, std::int64_t least) {
  return fmt::format("the disk of the store has {} MiB free, and {} MiB are to stay free", free / kMiB,
                     least / kMiB);
}

std::string is_too_large(std::int64_t used, std::int64_t most) {
  return fmt::format("the store uses {} MiB of the {} MiB that it may", used / kMiB, most / kMiB);
}

}  // namespace

DiskState disk_of(const std::filesystem::path& place) {
  struct statvfs disk {};
  if (::statvfs(place.c_str(), &disk) != 0) return {};
  const auto block = static_cast<std::int64_t>(disk.f_frsize);
  return {static_cast<std::int64_t>(disk.f_bavail) * block, static_cast<std::int64_t>(disk.f_blocks) * block};
}

std::string DiskGuard::look(const DiskState& disk, std::int64_t store_bytes) {
  const auto least = rules_.free_bytes + (full_ ? rules_.free_bytes / 10 : 0);
  const auto most = rules_.store_bytes - (full_ ? rules_.store_bytes / 10 : 0);
  std::string why;
  if (rules_.free_bytes > 0 && disk.total_bytes > 0 && disk.free_bytes < least)
    why = lacks_free(disk.free_bytes, rules_.free_bytes);
  else if (rules_.store_bytes > 0 && store_bytes > most)
    why = is_too_large(store_bytes, rules_.store_bytes);
  full_ = !why.empty();
  return why;
}

}  // namespace mizan::ops
