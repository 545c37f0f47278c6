#pragma once
#include <filesystem>

#include "backup/manifest.hpp"

namespace mizan::backup {

/// Holds a backup against its manifest: every file by its digest, every page of the store, and that its state
/// is the one that the manifest says. Writes nothing. kData: it is not what was made, and where; kNotFound:
/// there is no backup; kStore as store::check_copy().
base::Result<Manifest> verify_backup(const std::filesystem::path& folder);

}  // namespace mizan::backup
