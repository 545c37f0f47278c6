#pragma once
#include "access/decision.hpp"
#include "api/http.hpp"
#include "api/hub_view.hpp"

namespace mizan::api {

/// KPI values and what they are made of as SDMX 2.1 messages, by the paths of SDMX-REST 2: of rows that the
/// grant shows. kData: a wrong key or parameter; kNotFound: another dataflow. Any thread; holds the engine's
/// lock while it reads cells.
base::Result<Response> sdmx_page(const Request& request, const HubView& hub, const access::Grant& grant);

}  // namespace mizan::api
