#pragma once
#include "verify/script.hpp"

namespace mizan::verify {

/// Fills v_shared: the fields that two holders of a linked case have, and whether they differ.
base::Result<> fill_shared(Script& script, base::Day today);

}  // namespace mizan::verify
