#pragma once
#include <mizan/toml/toml.hpp>

#include <array>
#include <filesystem>
#include <string_view>

#include "base/error.hpp"
#include "services/config.hpp"

namespace mizan::app {

/// The tables [secrets], [credentials.NAME] and [http] of a source file, whose parsed text `table` is.
/// Without them: no secrets, and no host that may be asked. Relative paths are taken from the folder of
/// `file`. One error names file, line and key; a secret's value in the file is refused.
base::Result<services::ServicesConfig> read_services(const toml::table& table,
                                                     const std::filesystem::path& file);

/// The top-level keys of a source file that read_services() reads.
inline constexpr std::array<std::string_view, 3> kServicesTables = {"secrets", "credentials", "http"};

}  // namespace mizan::app
