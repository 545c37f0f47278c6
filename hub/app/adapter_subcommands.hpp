#pragma once
#include "app/commands.hpp"

namespace mizan::app {

/// Commands under `adapter`: new; install, remove and list; key, sign, trust and revoke.
void add_adapter_new(CLI::App& adapter, Globals& globals);
void add_registry_commands(CLI::App& adapter, Globals& globals);
void add_trust_commands(CLI::App& adapter, Globals& globals);

}  // namespace mizan::app
