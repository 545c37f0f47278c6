#pragma once
#include <string>
#include <vector>

#include "api/traffic.hpp"
#include "app/config.hpp"
#include "app/webhook_config.hpp"
#include "ops/metrics.hpp"
#include "store/store.hpp"

namespace mizan::app {

/// What is told besides what the store and the files say.
struct HubState {
  bool ready = true;
  bool disk_full = false;
};

/// Every metric of metric_list(), as things are now. `store` is read, on the caller's thread.
base::Result<std::vector<ops::Metric>> hub_metrics(const HubConfig& config,
                                                   const std::vector<WebhookConfig>& webhooks,
                                                   const store::Store& store, const api::Traffic& traffic,
                                                   const HubState& state);

}  // namespace mizan::app
