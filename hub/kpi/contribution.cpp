#include "kpi/contribution.hpp"

#include <algorithm>

#include "kpi/contribution_impl.hpp"

namespace mizan::kpi {

bool has_dimension(const Definition& definition, Dimension dimension) {
  const auto in = [&](const std::vector<Dimension>& list) {
    return std::find(list.begin(), list.end(), dimension) != list.end();
  };
  return dimension == Dimension::kTotal || in(definition.by) || in(definition.numerator_by);
}

void contributions(const Facts& facts, const Definition& definition, const Setting& setting,
                   ContributionSink sink) {
  contribute(facts, definition, setting, sink);
}

}  // namespace mizan::kpi
