#pragma once
#include <string>
#include <string_view>

#include "access/principal.hpp"
#include "base/error.hpp"

namespace mizan::access {

/// A scope as the store keeps it: {"provinces":[…],"districts":[…],"endpoints":[…],"grains":[…]}, empty lists
/// left out.
std::string scope_text(const Scope& scope);

/// Reads it back. kData: it is none; what is not understood must not be taken for no limit.
base::Result<Scope> read_scope(std::string_view text);

/// kConfig: a scope that this role cannot have, or endpoints that there are not.
base::Result<> check_scope(Role role, const Scope& scope);

}  // namespace mizan::access
