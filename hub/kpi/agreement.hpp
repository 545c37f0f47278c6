#pragma once
// Private to this folder: whether the holders of a case say the same (`holder_disagreement` of the
// catalogue).
#include <vector>

#include "kpi/court_record.hpp"

namespace mizan::kpi {

/// The fields of case records that are compared: all but `sections`, which each writes in its own way (the
/// offence group stands for it), and what else follows from it.
const std::vector<model::FieldId>& compared_fields();

/// The fields that two holders or more have, and whether they differ. A holder's value is that of the first
/// of its records, by source id and key, that has one; a code that no table holds is none.
std::vector<SharedField> shared_fields(const std::vector<HeldRecord>& parts, DateReader& dates,
                                       NameReader& names);

}  // namespace mizan::kpi
