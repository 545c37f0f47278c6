#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"

namespace mizan::registry {

/// Which build serves a source, kept over restarts in FOLDER/.serving/SOURCE.toml.
struct Serving {
  std::string digest;   ///< empty: the plugin that comes with the hub
  std::string name;     ///< "zhob 1.1.0"
  std::string refused;  ///< digest of a later build that was tried and not taken; empty: none
  std::string why;      ///< in one sentence that names it
  std::string since;    ///< RFC 3339, of the last change of any of these
};

/// Nothing: no build is known to have served it.
base::Result<std::optional<Serving>> read_serving(const std::filesystem::path& folder,
                                                  const std::string& source);
base::Result<> write_serving(const std::filesystem::path& folder, const std::string& source,
                             const Serving& serving);

}  // namespace mizan::registry
