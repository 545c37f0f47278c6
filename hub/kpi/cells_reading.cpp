// What stands in a cell, of a span of months.
#include <algorithm>

#include "kpi/cells.hpp"
#include "kpi/united.hpp"

namespace mizan::kpi {

// From block to block: values of many months are asked for far more often than anything is added.
template <class Visit>
void Cells::for_each_month(const Layout& layout, const Cell& cell, std::int32_t from, std::int32_t to,
                           const Visit& visit) const {
  const auto stride = std::size_t{layout.stride};
  auto begin = cell.first_year * kMonthsOfYear;
  for (const auto block : cell.years) {
    const auto end = begin + kMonthsOfYear;
    const auto first = std::max(from, begin);
    const auto last = std::min(to, end);
    if (block != 0 && first < last) {
      const auto* values =
          layout.blocks.data() +
          ((block - 1U) * std::size_t{kMonthsOfYear} + static_cast<std::size_t>(first - begin)) * stride;
      for (auto month = first; month < last; ++month, values += stride) visit(values);
    }
    begin = end;
  }
}

bool Cells::any(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                std::int32_t to) const {
  const auto& layout = layout_of(cell);
  const auto* part = layout.find(kpi, component);
  if (part == nullptr) return false;
  bool found = false;
  for_each_month(layout, cells_[cell], from, to,
                 [&](const std::int64_t* values) { found = found || holds(values, *part); });
  return found;
}

std::int64_t Cells::sum(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                        std::int32_t to) const {
  const auto& layout = layout_of(cell);
  const auto* part = layout.find(kpi, component);
  if (part == nullptr) return 0;
  std::int64_t total = 0;
  for_each_month(layout, cells_[cell], from, to, [&](const std::int64_t* values) {
    total += values[part->counts - 1];
    if (const auto* spread = spread_in(values, *part)) {
      for (const auto& occurrence : *spread) total += occurrence.n;
    }
  });
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
  const auto& layout = layout_of(cell);
  const auto* part = layout.find(kpi, component);
  if (part == nullptr) return {};
  Bucket all;
  for_each_month(layout, cells_[cell], from, to, [&](const std::int64_t* values) {
    if (const auto count = values[part->counts - 1]; count != 0) all.push_back({0, count});
    if (const auto* spread = spread_in(values, *part)) all.insert(all.end(), spread->begin(), spread->end());
  });
  return united(std::move(all));
}

}  // namespace mizan::kpi
