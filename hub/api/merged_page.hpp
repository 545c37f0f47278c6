#pragma once
#include <vector>

#include "api/fair_values.hpp"
#include "api/http.hpp"
#include "api/hub_view.hpp"

namespace mizan::api {

/// The selected values of all hubs together, as fair_values_of() gives them of one, with what is missing of
/// them (merge::note_missing).
base::Result<std::vector<FairValue>> merged_values(const Selection& selection, const MergedKpis& kpis);

/// `/v1/kpis/{id}/merged`: values as `/v1/kpis/{id}/values` has them, and which hubs are in them. kNotFound:
/// this hub takes no cells of others; kTransient: none has come yet; kData: a wrong parameter.
base::Result<Response> merged_page(const Request& request, const HubView& hub);

}  // namespace mizan::api
