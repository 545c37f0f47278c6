#pragma once
#include <shared_mutex>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "kpi/engine.hpp"

namespace mizan::api {

/// What the API may see of the running hub. The engine is read under the shared lock; whoever changes it
/// holds the exclusive one. Stores are opened for reading, one a thread.
struct HubView {
  const kpi::Engine& engine;
  std::shared_mutex& engine_lock;
  const base::Clock& clock;
  std::string store_path;
  std::vector<model::Granularity> published;  ///< what a snapshot of the feed repeats
  bool records = false;                       ///< the feed of records is served
};

}  // namespace mizan::api
