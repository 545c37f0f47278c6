#pragma once
// Private to this folder: [[input.sheet]] of a mapping file.
#include <vector>

#include "mizan/mapping/mapping.hpp"
#include "table_checks.hpp"

namespace mizan::mapping {

/// Reads [[input.sheet]] and notes what is wrong with it. Without any, each of `files` has one: its first
/// sheet, of the file's name.
std::vector<InputSheet> read_sheets(const toml::table& input, const std::vector<InputFiles>& files,
                                    TableChecks& checks);

}  // namespace mizan::mapping
