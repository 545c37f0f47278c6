#pragma once
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/kpi_result.hpp"

namespace mizan::disclosure {

/// Which rows of a period: of one province (or "_T", the nation), one breakdown, one member of it.
struct Slice {
  std::string province;
  std::string by;
  std::string member;
  auto operator<=>(const Slice&) const = default;

  bool is_total() const { return by == "total"; }
  bool is_nation() const { return province == "_T"; }
};

/// What is counted of a slice: counts by a name of what they are of. All are at least 0, and those of parts
/// add up to that of the whole.
struct Amounts {
  std::map<std::string, std::int64_t> counts;
  std::int64_t least = 5;  ///< from 1 to below it a count is small; 10 in slices of victims of sexual
                           ///< violence and of juveniles
};

/// The figures of one period that are shown or hidden together: those of KPIs that follow from each other.
struct Table {
  model::Period period;
  std::map<Slice, Amounts> slices;
};

/// The KPI results of one period as the amounts of their slices. A share has its numerator, denominator and
/// their difference; a quantile its number. Results of another period are left out.
Table table_of(const model::Period& period, const std::vector<model::KpiResult>& results);

/// True if a count of the slice is small.
bool is_small(const Amounts& amounts);

}  // namespace mizan::disclosure
