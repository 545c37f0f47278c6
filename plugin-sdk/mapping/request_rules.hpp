#pragma once
// Private to this folder: [[input.request]] of a mapping file.
#include <string>
#include <vector>

#include "mizan/mapping/request.hpp"
#include "table_checks.hpp"

namespace mizan::mapping {

/// Reads [[input.request]] and notes what is wrong with it. `snapshot`: each read gives everything, so none
/// can ask for changes alone.
std::vector<ApiRequest> read_requests(const toml::table& input, TableChecks& checks, bool snapshot);

/// What the places of a record are read from, as one name: a request of this name and an `each`.
std::string group_of(const std::string& request, const std::string& each);

}  // namespace mizan::mapping
