#pragma once
#include <string>
#include <vector>

#include "model/kpi_result.hpp"

namespace mizan::app {

/// Of what moved in one round, the few restatements that tell most: for each reason at most `per_reason`, in
/// the order of ChangeReason. Provinces' own figures only, with a value before and after. First those with
/// that reason alone, then those of longer periods, then those that moved most in proportion; a KPI that is
/// there already comes only if no other is left. They point into `changes`.
std::vector<const model::KpiChange*> telling_restatements(const std::vector<model::KpiChange>& changes,
                                                          std::size_t per_reason);

/// "9 late, 1 deleted": the records behind a change.
std::string reasons_of(const model::KpiChange& change);

}  // namespace mizan::app
