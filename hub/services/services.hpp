#pragma once
#include <memory>

#include "adapter/host_services.hpp"
#include "base/clock.hpp"
#include "services/config.hpp"
#include "services/waiter.hpp"

namespace mizan::services {

/// What the hub does for the adapter of one source: its secrets, its requests, the time. `clock` must outlive
/// it; `waiter`: null: real time. kConfig: something of the configuration is wrong (check_config), a secret
/// cannot be read, or the folder of recorded exchanges cannot be used.
base::Result<std::unique_ptr<adapter::HostServices>> open_services(ServicesConfig config,
                                                                   const base::Clock& clock,
                                                                   std::unique_ptr<Waiter> waiter = nullptr);

}  // namespace mizan::services
