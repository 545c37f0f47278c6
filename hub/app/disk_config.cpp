#include "app/disk_config.hpp"

namespace mizan::app {
namespace {

constexpr std::int64_t kMiB = 1 << 20;
constexpr std::int64_t kMostMiB = 1'000'000'000;  // a petabyte
constexpr std::int64_t kUsualFreeMiB = 256;

}  // namespace

base::Result<ops::DiskRules> read_disk_rules(const toml::table& whole, const std::filesystem::path& file) {
  std::int64_t free = kUsualFreeMiB;
  std::int64_t store = 0;
  if (const auto* table = whole["disk"].as_table(); table != nullptr) {
    TomlReader reader(*table, file.string(), "disk.");
    reader.read("free_mib", free, 0, kMostMiB);
    reader.read("store_mib", store, 0, kMostMiB);
    MIZAN_TRY(reader.finish());
  } else if (whole.contains("disk")) {
    TomlReader reader(whole, file.string());
    reader.fail(whole.get("disk"), "disk", "expected a table");
    MIZAN_TRY(reader.finish());
  }
  return ops::DiskRules{free * kMiB, store * kMiB};
}

base::Result<ops::DiskRules> read_disk_rules(const std::filesystem::path& file) {
  MIZAN_ASSIGN(const auto whole, TomlReader::parse(file));
  return read_disk_rules(whole, file);
}

}  // namespace mizan::app
