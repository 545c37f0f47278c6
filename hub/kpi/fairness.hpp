#pragma once
#include <optional>

#include "kpi/definition.hpp"
#include "model/kpi_result.hpp"

namespace mizan::kpi {

/// Two limits in percent, rounded half up to 4 decimals and cut to 0 and 100.
struct Limits {
  model::Fraction low;
  model::Fraction high;
};

/// What a share of a person or a place must carry, so that nobody takes chance for merit (KPIS rule 12). It
/// says how far a value can be told from the province's, and ranks nobody.
struct Fairness {
  std::optional<Limits> interval;  ///< Wilson's, uncorrected, z 1.959964; absent: no denominator
  std::optional<bool> small;       ///< the denominator is under 20; absent: there is no value at all
  std::optional<model::Fraction>
      province_share;  ///< p0, percent: of the same period; absent: it has no denominator
  /// p0 ± z·sqrt(p0(1-p0)/n) with the unit's own denominator n: z 1.959964 and 3.090232. Absent without p0 or
  /// n.
  std::optional<Limits> funnel_95;
  std::optional<Limits> funnel_998;
};

/// A denominator below this is small.
inline constexpr std::int64_t kSmallDenominator = 20;

/// True if the values are shares of one lot of units: percent, and each unit of the numerator is one of the
/// denominator. A ratio of two flows (disposed / instituted), of sums, or of different units is none.
bool is_share(const Definition& definition);

/// True for the breakdowns whose members people compare: districts, police stations, courts and prosecutors.
constexpr bool is_compared(Dimension dimension) {
  return dimension == Dimension::kDistrict || dimension == Dimension::kStation ||
         dimension == Dimension::kCourt || dimension == Dimension::kProsecutor;
}

/// Of a value of a share, and the value of its province in the same period (null: there is none). Exact: the
/// limits are rounded from their true values, not from approximations.
Fairness fairness_of(const model::KpiResult& value, const model::KpiResult* province);

}  // namespace mizan::kpi
