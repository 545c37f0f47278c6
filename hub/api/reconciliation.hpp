#pragma once
#include "api/http.hpp"
#include "api/hub_view.hpp"
#include "kpi/engine.hpp"
#include "reconcile/sources.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// The engine's sources as the reconciliation looks at them. The caller holds the engine's lock.
reconcile::Sources reconciled_sources(const kpi::Engine& engine);

/// `/v1/reconciliation` and what is below it: what each holder counts, by what their counts differ, and the
/// cases of that. kData: a parameter that is none; kNotFound: no such page.
base::Result<Response> reconciliation_page(const Request& request, const HubView& hub, store::Store& store);

}  // namespace mizan::api
