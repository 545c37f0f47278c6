#pragma once
#include "due/kind.hpp"
#include "kpi/facts.hpp"

namespace mizan::due {

/// Who has the papers of a case: the court from the first filing or institution on, if it was instituted;
/// else whoever had them last, by the dates of its reports. A report that was sent is with the police until
/// somebody receives it. A supplementary report moves nothing.
Whereabouts whereabouts_of(const kpi::Facts& facts);

/// Since when the police have what they sent on that day: since the last return before it, else since the
/// FIR.
Whereabouts police_before(const kpi::Facts& facts, base::Day sent_on);

/// The first institution of the case's trials.
std::optional<base::Day> first_instituted(const kpi::Facts& facts);

}  // namespace mizan::due
