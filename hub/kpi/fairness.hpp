#pragma once
#include "kpi/definition.hpp"
#include "model/fairness.hpp"

namespace mizan::kpi {

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
model::Fairness fairness_of(const model::KpiResult& value, const model::KpiResult* province);

}  // namespace mizan::kpi
