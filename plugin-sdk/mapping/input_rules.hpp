#pragma once
// Private to this folder: [input] of a mapping file.
#include "mizan/mapping/mapping.hpp"
#include "table_checks.hpp"

namespace mizan::mapping {

/// Reads [input] and notes what is wrong with it. `snapshot`: each read gives everything that exists.
Input read_input(const toml::table& input, TableChecks& checks, bool snapshot);

}  // namespace mizan::mapping
