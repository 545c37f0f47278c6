#pragma once
#include <mizan/abi/mizan_adapter.h>

#include "base/error.hpp"

namespace mizan::adapter {

/// The hub's policy for a status of the boundary. A number outside 0–10 is a bug of the plugin: kInternal.
base::Code code_of(mizan_status status);

/// The status of the boundary for a policy of the hub. What no plugin can name (the store's errors) is
/// internal to it.
mizan_status status_of(base::Code code);

}  // namespace mizan::adapter
