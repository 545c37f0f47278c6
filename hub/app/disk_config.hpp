#pragma once
#include <filesystem>

#include "app/toml_reader.hpp"
#include "base/error.hpp"
#include "ops/disk.hpp"

namespace mizan::app {

/// [disk] of mizan.toml: when the hub takes nothing in. Without the table 256 MiB are to stay free. kConfig
/// names file, line and key.
base::Result<ops::DiskRules> read_disk_rules(const toml::table& whole, const std::filesystem::path& file);

/// The same, from the file.
base::Result<ops::DiskRules> read_disk_rules(const std::filesystem::path& file);

}  // namespace mizan::app
