#pragma once
#include <filesystem>

#include "base/error.hpp"
#include "kpi/lint.hpp"

namespace mizan::app {

/// The texts of a folder of KPI definitions and of the golden cases in it, each in the order of the names. A
/// folder without golden/ has none. An error names the file or folder that cannot be read.
base::Result<kpi::DefinitionFolder> read_definition_folder(const std::filesystem::path& folder);

}  // namespace mizan::app
