#pragma once
#include <string>
#include <vector>

#include "kpi/definition.hpp"

namespace mizan::kpi {

/// What a definition's values stand on and none of its `needs` covers, each as `needs` would word it: the
/// populations of its units, and the fields behind the dates, codes, details and sums of its terms. Without
/// it, a source that cannot see the field would give 0 in place of "not available". Breakdowns need nothing:
/// what is not known is `_U`.
std::vector<std::string> missing_needs(const Definition& definition);

}  // namespace mizan::kpi
