#pragma once
#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace mizan::app {

/// A whole file; an error names it.
base::Result<std::string> read_text(const std::filesystem::path& file);

}  // namespace mizan::app
