#pragma once
#include "adapter/host_services.hpp"
#include "base/error.hpp"

namespace mizan::services {

/// What an adapter may ask for: GET, HEAD or POST, a body of POST alone and up to 1 MiB, headers that are
/// well-formed and not the hub's own business (credentials, framing, packing). kConfig; no values are named.
base::Result<> check_request(const adapter::HttpRequest& request);

/// The headers that may follow a redirect to another host: what is accepted, and no more.
adapter::HttpHeaders harmless(const adapter::HttpHeaders& headers);

}  // namespace mizan::services
