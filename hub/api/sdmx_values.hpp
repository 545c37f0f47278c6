#pragma once
#include <vector>

#include "access/decision.hpp"
#include "api/hub_view.hpp"
#include "sdmx/data_message.hpp"
#include "sdmx/series.hpp"
#include "sdmx/structure_message.hpp"

namespace mizan::api {

/// The values that are wanted, of the definitions in force, of rows that the grant shows. kData: more than
/// 50,000 of them. The caller holds the lock of the engine.
base::Result<std::vector<model::KpiResult>> sdmx_values(const sdmx::Wanted& wanted, const kpi::Engine& engine,
                                                        const access::Grant& grant, base::Micros moment);

/// What who knows `before` must be told to know `after`: values that are new or others, and those that are
/// gone.
sdmx::Observations changes_between(const std::vector<model::KpiResult>& before,
                                   std::vector<model::KpiResult> after);

/// The codes of these values: places, KPIs, units, breakdowns, and the members of each breakdown.
std::vector<sdmx::CodeList> code_lists_of(const std::vector<model::KpiResult>& values);

}  // namespace mizan::api
