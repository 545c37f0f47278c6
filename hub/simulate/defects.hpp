#pragma once
#include "simulate/case_group.hpp"
#include "simulate/random.hpp"

namespace mizan::simulate {

class Generator;

/// Puts one defect into the group and notes it in group.defect. If the drawn one does not fit (no disposal to
/// spoil, two records), the group stays whole. `csv`: the defects that only CSV files can have are drawn too.
void damage(CaseGroup& group, Generator& generator, bool csv, Random& random);

}  // namespace mizan::simulate
