// What stands in a cell, of a span of months.
#include "kpi/cells.hpp"
#include "kpi/united.hpp"

namespace mizan::kpi {

bool Cells::any(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                std::int32_t to) const {
  const auto* part = find_part(kpi, component, cell);
  if (part == nullptr) return false;
  const auto span = months_of(cells_[cell], from, to);
  for (auto month = span.from; month < span.to; ++month) {
    const auto* values = month_of(layout_of(cell), cells_[cell], month);
    if (values != nullptr && holds(values, *part)) return true;
  }
  return false;
}

std::int64_t Cells::sum(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                        std::int32_t to) const {
  const auto* part = find_part(kpi, component, cell);
  if (part == nullptr) return 0;
  std::int64_t total = 0;
  const auto span = months_of(cells_[cell], from, to);
  for (auto month = span.from; month < span.to; ++month) {
    const auto* values = month_of(layout_of(cell), cells_[cell], month);
    if (values == nullptr) continue;
    total += values[part->counts - 1];
    if (const auto* spread = spread_in(values, *part)) {
      for (const auto& occurrence : *spread) total += occurrence.n;
    }
  }
  return total;
}

std::int64_t Cells::sum_until(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                              std::int32_t to, base::Day most) const {
  const auto last = base::month_index(most);
  if (last >= to) return sum(kpi, component, cell, from, to);
  if (last < from) return 0;
  auto total = sum(kpi, component, cell, from, last);
  for (const auto& occurrence : merged(kpi, component, cell, last, last + 1))
    total += occurrence.x <= most.value ? occurrence.n : 0;
  return total;
}

Bucket Cells::merged(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                     std::int32_t to) const {
  const auto* part = find_part(kpi, component, cell);
  if (part == nullptr) return {};
  Bucket all;
  const auto span = months_of(cells_[cell], from, to);
  for (auto month = span.from; month < span.to; ++month) {
    const auto* values = month_of(layout_of(cell), cells_[cell], month);
    if (values == nullptr) continue;
    if (const auto count = values[part->counts - 1]; count != 0) all.push_back({0, count});
    if (const auto* spread = spread_in(values, *part)) all.insert(all.end(), spread->begin(), spread->end());
  }
  return united(std::move(all));
}

}  // namespace mizan::kpi
