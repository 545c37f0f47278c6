#include "kpi/observation.hpp"

#include <algorithm>

namespace mizan::kpi {

bool is_observed(const Definition& definition, const std::vector<SourceState>& sources,
                 std::string_view province) {
  return std::all_of(definition.needs.begin(), definition.needs.end(), [&](const Need& need) {
    return std::any_of(sources.begin(), sources.end(), [&](const SourceState& source) {
      const auto& declaration = source.declaration;
      return (declaration.province.empty() || declaration.province == province) && need.seen_by(declaration);
    });
  });
}

}  // namespace mizan::kpi
