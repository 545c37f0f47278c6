#pragma once
#include <mizan/abi/mizan_adapter.h>

#include "adapter/worker_process.hpp"
#include "base/error.hpp"

namespace mizan::worker {

/// Is all that a plugin says it needs (mizan.needs/1) granted? Else one sentence (kConfig) that says what to
/// write where: better than a worker that its sandbox ends.
base::Result<> check_needs(const mizan_adapter_plugin& plugin, const adapter::WorkerLimits& granted);

}  // namespace mizan::worker
