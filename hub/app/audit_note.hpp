#pragma once
#include <string>

#include "app/config.hpp"
#include "audit/entry.hpp"

namespace mizan::app {

/// What the audit trail has of a command of whoever runs this program.
audit::Entry told_of(std::string did, std::string what, std::string outcome);

/// Writes that a command begins, before it changes anything; ends the program where that cannot be written. A
/// hub that has no store yet has no trail.
void note_in_audit(const HubConfig& config, std::string did, std::string what);

}  // namespace mizan::app
