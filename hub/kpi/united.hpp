#pragma once
// Private to this folder.
#include "kpi/cells.hpp"

namespace mizan::kpi {

/// The occurrences in ascending order, those of one value together, none with count 0.
Bucket united(Bucket all);

}  // namespace mizan::kpi
