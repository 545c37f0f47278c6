#pragma once
#include "api/http.hpp"
#include "api/hub_view.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// `/v1/reconciliation/gaps`: reports that are stuck between two holders, with days since. kData: a parameter
/// that is none.
base::Result<Response> gaps_page(const Request& request, const HubView& hub, store::Store& store);

/// `/v1/reconciliation/fields`: the cases of a period and place whose holders say different things of a
/// field.
base::Result<Response> fields_page(const Request& request, const HubView& hub, store::Store& store);

}  // namespace mizan::api
