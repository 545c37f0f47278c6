#pragma once
#include <bitset>
#include <cstddef>
#include <cstdint>

#include "kpi/facts.hpp"

namespace mizan::kpi {

/// Parts of a case's facts that change apart from each other. Most records change one: whoever knows which
/// parts a definition looks at need not count it anew.
enum class Aspect : std::uint8_t {
  kCase,      ///< where it is, its FIR, who has a record of it
  kTrials,    ///< how many trials it has, and of each where it was, of which offence, to whom it was assigned
  kOrders,    ///< of each what became of it, and when: institution, dormancy, disposal
  kCharged,   ///< of each when the charge was framed
  kHearings,  ///< of each its hearings
  kListed,    ///< of each how many hearings led to its disposal
  kLoads,     ///< of each on which days its hearings say that it is another prosecutor's load
  kNextDates,  ///< of each on which days its latest hearing begins or ceases to give a next date
  kAccused,
  kSubmissions,
  kBail,
  kAppeals,
  kCodes,
  kFindings,  ///< about dates
  kShared
};
inline constexpr std::size_t kAspects = 15;
using Aspects = std::bitset<kAspects>;

/// What a definition looks at: facts that are equal in these give it the same contributions.
Aspects looked_at(const Definition& definition);

/// True if what a definition counts of a hearing depends on that hearing, Aspect::kCase and Aspect::kTrials
/// alone: hearings that two facts have in common then add the same to both.
bool counts_hearings_apart(const Definition& definition);

/// In what two facts differ. `wakes` does not count: no contribution comes of it.
Aspects differing(const Facts& a, const Facts& b);

}  // namespace mizan::kpi
