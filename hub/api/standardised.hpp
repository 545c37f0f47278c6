#pragma once
#include <string>
#include <vector>

#include "api/fair_values.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// Puts beside each value, as fair_values_of() gave them for the same selection, what the member's own mix of
/// cases would let expect, by `group` (decision 0050). Goes through the facts of every case, as explain()
/// does; the engine needs no cells for that, and the facts may be younger than the values, so that what is
/// standardised has its own parts. kData: no period or breakdown is named; kNotFound: no such KPI or
/// breakdown; kUnsupported: it cannot be standardised so.
base::Result<> standardise(const Selection& selection, const std::string& group, const kpi::Engine& engine,
                           store::Store& store, base::Day today, std::vector<FairValue>& values);

}  // namespace mizan::api
