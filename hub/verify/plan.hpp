#pragma once
#include <string>
#include <vector>

#include "kpi/definition.hpp"

namespace mizan::verify {

/// The statements that work out the measures of every cell of a definition, over the tables of facts.
std::vector<std::string> measures_of(const kpi::Definition& definition);

/// The query that gives the published values of one breakdown (or the totals), after measures_of. Its
/// columns: province, member, period, stat, value as numerator and denominator of the exact fraction,
/// numerator, denominator, missing, not_observed, negative, status, no_limit.
std::string values_of(const kpi::Definition& definition, kpi::Dimension dimension);

/// The totals, then each breakdown.
std::vector<kpi::Dimension> dimensions_of(const kpi::Definition& definition);

}  // namespace mizan::verify
