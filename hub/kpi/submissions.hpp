#pragma once
// Private to this folder: reports of an FIR, put together from the records of several holders.
#include <string_view>
#include <vector>

#include "kpi/court_record.hpp"

namespace mizan::kpi {

/// The submissions of an FIR (rule 3), by type, within a type by day of receipt, else of sending. A receipt
/// of the prosecution takes the first free sending of its type on or before it, a filing the first free
/// receipt (rule 13). `assigned` is the prosecutor of what names none.
std::vector<Submission> submissions_of(const std::vector<HeldRecord>& parts, std::string_view assigned,
                                       DateReader& dates, NameReader& names);

}  // namespace mizan::kpi
