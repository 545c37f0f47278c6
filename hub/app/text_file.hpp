#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace mizan::app {

/// A whole file; an error names it.
base::Result<std::string> read_text(const std::filesystem::path& file);

/// What a folder has that ends so (".toml"), in the order of names; empty: this folder. kConfig: it cannot be
/// listed.
base::Result<std::vector<std::filesystem::path>> files_of(const std::filesystem::path& folder,
                                                          std::string_view ending);
/// The same; of a folder that is not there nothing.
base::Result<std::vector<std::filesystem::path>> files_if_any(const std::filesystem::path& folder,
                                                              std::string_view ending);

}  // namespace mizan::app
