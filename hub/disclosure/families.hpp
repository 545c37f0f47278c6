#pragma once
#include <string_view>

namespace mizan::disclosure {

/// Which KPIs' figures hide the same slices, for one could follow from others; empty: a KPI that the public
/// is shown nothing of. Two families are of counts of which none follows from those of the other.
std::string_view family_of(std::string_view kpi);

/// The breakdowns that the public is shown: of persons, stations and courts it is shown none.
bool is_for_the_public(std::string_view breakdown);

}  // namespace mizan::disclosure
