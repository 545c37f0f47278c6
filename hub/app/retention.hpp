#pragma once
#include "app/config.hpp"
#include "base/civil.hpp"
#include "store/retention.hpp"

namespace mizan::app {

/// How far back a hub of that config goes on a day: from the beginning of the Karachi day so many days
/// before.
store::Retention retention_on(const HubConfig& config, base::Day today);

}  // namespace mizan::app
