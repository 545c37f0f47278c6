#pragma once
#include "verify/script.hpp"

namespace mizan::verify {

/// Fills v_finding: what is wrong with the dates of every record whose case is there.
base::Result<> fill_findings(Script& script, base::Day today);

}  // namespace mizan::verify
