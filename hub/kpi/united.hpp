#pragma once
// Private to this folder: occurrences put together.
#include <cstdint>
#include <vector>

#include "kpi/cells.hpp"

namespace mizan::kpi {

/// Puts occurrences in order, each value once, none with count 0. `scratch` is memory that may be used again.
void unite(Bucket& all, std::vector<std::int64_t>& scratch);

/// The same of a bucket that is passed through.
Bucket united(Bucket all);

}  // namespace mizan::kpi
