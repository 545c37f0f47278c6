#pragma once
#include "app/commands.hpp"

namespace mizan::app {

/// Commands under `adapter`: new; install, remove and list; key, sign, trust and revoke.
void add_adapter_new(Command& adapter, Globals& globals);
void add_registry_commands(Command& adapter, Globals& globals);
void add_trust_commands(Command& adapter, Globals& globals);

}  // namespace mizan::app
