#pragma once
#include <functional>

#include "base/error.hpp"
#include "pipeline/ingest_runner.hpp"

namespace mizan::app {

/// Has a source read to its end: `run` reads it once and is called again while an item that ends its adapter
/// is counted or has just come to be passed over (pipeline/isolation.hpp). Where none gets there in three
/// runs, it is not the items, and the last run is the end. Gives the books of all.
base::Result<pipeline::IngestReport> run_whole(
    const std::function<base::Result<pipeline::IngestReport>()>& run);

}  // namespace mizan::app
