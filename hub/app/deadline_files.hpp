#pragma once
#include <filesystem>
#include <memory>
#include <vector>

#include "app/config.hpp"
#include "base/error.hpp"
#include "deadlines/calendar.hpp"
#include "deadlines/deadline_table.hpp"
#include "due/rules.hpp"
#include "kpi/definition.hpp"

namespace mizan::app {

/// The table of deadlines of a hub's tables, and whether they have one.
base::Result<deadlines::DeadlineTable> read_deadlines(const HubConfig& config);
bool has_deadlines(const HubConfig& config);

/// The shipped holidays, and those beside mizan.toml: deadlines/holidays*.csv.
base::Result<deadlines::Calendar> read_calendar(const HubConfig& config);

/// The definitions of a hub's tables, those with limits in working days bound to its calendar. kConfig errors
/// name the file.
base::Result<std::vector<kpi::Definition>> read_hub_definitions(const HubConfig& config);

/// By which things are due; null where the hub's tables have no deadlines.
base::Result<std::shared_ptr<const due::Rules>> read_due_rules(const HubConfig& config);

}  // namespace mizan::app
