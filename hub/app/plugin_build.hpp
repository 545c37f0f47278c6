#pragma once
#include <filesystem>

#include "base/error.hpp"
#include "registry/plugin_bytes.hpp"
#include "registry/signature.hpp"

namespace mizan::app {

/// What a plugin's bytes are: its id and version as it says them, asked in a worker, and its digest. An error
/// if they are none that can be installed. `plugin` only names them.
base::Result<registry::Build> build_of(const std::filesystem::path& plugin,
                                       const registry::PluginBytes& bytes);

}  // namespace mizan::app
