#pragma once
#include <string_view>
#include <vector>

#include "kpi/engine.hpp"

namespace mizan::kpi {

/// True if each need of the definition is seen by a source of the province, linked or not (KPIS rule 6).
bool is_observed(const Definition& definition, const std::vector<SourceState>& sources,
                 std::string_view province);

}  // namespace mizan::kpi
