#pragma once
#include <filesystem>
#include <optional>

#include "api/tls_files.hpp"
#include "app/toml_reader.hpp"
#include "base/error.hpp"

namespace mizan::app {

/// Reads [listen.tls] out of [listen]; nothing: there is none. Relative paths are taken from the folder of
/// `file`. One error names file, line and key.
base::Result<std::optional<api::TlsFiles>> read_tls(const toml::table& listen,
                                                    const std::filesystem::path& file);

}  // namespace mizan::app
