#pragma once
// Private to this folder: what is wrong with the dates of records (`date_findings` of the catalogue).
#include <vector>

#include "kpi/court_record.hpp"

namespace mizan::kpi {

/// Adds what one record's dates show to the counts by field: that one is missing though what it dates is
/// there, lies before one that it should follow, or is still to come. Hearings and next dates may be.
void add_date_findings(const model::Record& record, std::vector<DateFindings>& all, DateReader& dates,
                       NameReader& names);

}  // namespace mizan::kpi
