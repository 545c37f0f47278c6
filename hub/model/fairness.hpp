#pragma once
#include <optional>

#include "model/kpi_result.hpp"

namespace mizan::model {

/// Two limits in percent, rounded half up to 4 decimals and cut to 0 and 100.
struct Limits {
  Fraction low;
  Fraction high;
};

/// What a share of a person or a place must carry, so that nobody takes chance for merit (KPIS rule 12). It
/// says how far a value can be told from the province's, and ranks nobody.
struct Fairness {
  std::optional<Limits> interval;          ///< Wilson's, uncorrected, z 1.959964; absent: no denominator
  std::optional<bool> small;               ///< the denominator is under 20; absent: there is no value at all
  std::optional<Fraction> province_share;  ///< p0, percent: of the same period; absent: it has no denominator
  /// p0 ± z·sqrt(p0(1-p0)/n) with the unit's own denominator n: z 1.959964 and 3.090232. Absent without p0 or
  /// n.
  std::optional<Limits> funnel_95;
  std::optional<Limits> funnel_998;
};

}  // namespace mizan::model
