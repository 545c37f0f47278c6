#pragma once
#include "adapter/source.hpp"
#include "adapter/worker_source.hpp"

namespace mizan::adapter {

/// What a plugin says of itself, asked in a worker, so that nothing of it runs in this process.
base::Result<Descriptor> describe_in_worker(const WorkerOptions& options);

}  // namespace mizan::adapter
