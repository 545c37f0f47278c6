#pragma once
#include "api/http.hpp"
#include "api/hub_view.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// The definitions, every version. kData: a wrong parameter. Reads nothing that changes while the hub runs;
/// any thread.
base::Result<Response> kpis_page(const Request& request, const HubView& hub);

/// Values of the KPI that the path names, as JSON or CSV. kData: a parameter is wrong; kNotFound: no such KPI
/// or breakdown. Any thread, with a store of its own; holds the engine's lock while it reads cells.
base::Result<Response> values_page(const Request& request, const HubView& hub, store::Store& store);

/// The cases behind one value, as JSON or PROV-JSON; likewise.
base::Result<Response> explain_page(const Request& request, const HubView& hub, store::Store& store);

}  // namespace mizan::api
