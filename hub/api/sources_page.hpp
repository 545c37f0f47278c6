#pragma once
#include "api/http.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// Every source: what it declares, when it was read, its last ten runs with their books. kData: a wrong
/// parameter.
base::Result<Response> sources_page(const Request& request, store::Store& store);

}  // namespace mizan::api
