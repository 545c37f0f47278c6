#pragma once
// Private to this folder: [[input.query]] of a mapping file.
#include <vector>

#include "mizan/mapping/query.hpp"
#include "table_checks.hpp"

namespace mizan::mapping {

/// Reads [[input.query]] and notes what is wrong with it. `snapshot`: see Input::snapshot.
std::vector<Query> read_queries(const toml::table& input, bool snapshot, TableChecks& checks);

}  // namespace mizan::mapping
