#pragma once
#include <filesystem>
#include <string>

#include "app/toml_reader.hpp"
#include "base/error.hpp"

namespace mizan::app {

/// [adapters] of mizan.toml: those that are installed, and which may run. Without a mizan.toml there are
/// none.
struct AdaptersConfig {
  std::filesystem::path folder;  ///< of installed builds (hub/registry); "adapters" beside the file
  std::filesystem::path trust;   ///< whose signatures count; "trust.toml" beside the file
  bool allow_unsigned = false;   ///< unsigned = "allow"
};

/// Which build of its adapter a source asks for: `version` and `digest` of its file.
struct AdapterPin {
  std::string version;  ///< empty: the newest that may run
  std::string digest;   ///< SHA-256 in hexadecimal; empty: any

  bool any() const { return version.empty() && digest.empty(); }
};

/// Reads [adapters] out of the whole file. Relative paths are taken from its folder. One error names file,
/// line and key.
base::Result<AdaptersConfig> read_adapters(const toml::table& whole, const std::filesystem::path& file);

/// Takes `version` and `digest` of a source file, whose adapter is this one, from its reader.
AdapterPin read_pin(TomlReader& reader, const toml::table& whole, const std::string& adapter);

}  // namespace mizan::app
