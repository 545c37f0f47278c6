#include "kpi/cells.hpp"

namespace mizan::kpi {

std::optional<std::int32_t> quantile(const Bucket& values, int p) {
  std::int64_t n = 0;
  for (const auto& value : values) n += value.n;
  if (n <= 0) return std::nullopt;
  std::int64_t below = 0;
  for (const auto& value : values) {
    below += value.n;
    if (below * 100 >= n * p) return value.x;
  }
  return values.back().x;
}

}  // namespace mizan::kpi
