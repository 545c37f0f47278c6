#pragma once
#include "api/http.hpp"
#include "api/hub_view.hpp"

namespace mizan::api {

/// `/v1/coverage?province=`: of each province that has a source which KPIs it can compute and what is
/// missing, and what its sources would have to see for the rest (kpi/coverage.hpp). kNotFound: no source is
/// of that one.
base::Result<Response> coverage_page(const Request& request, const HubView& hub);

}  // namespace mizan::api
