// What stands in cells bucket by bucket, against others, and in all of them.
#include <algorithm>

#include "kpi/cells.hpp"

namespace mizan::kpi {

Bucket Cells::bucket(BucketKey key) const {
  return merged(key.kpi, key.component, key.cell, key.month, key.month + 1);
}

bool Cells::holds_all_of(CellId cell, const Cells& other, CellId theirs) const {
  bool all = true;
  const auto compare = [&](const BucketKey& key) {
    if (!all) return;
    const auto* values = other.month_of(other.layout_of(theirs), other.cells_[theirs], key.month);
    const auto* part = other.find_part(key.kpi, key.component, theirs);
    all = holds_the_same(cell, key, values[part->counts - 1], other.spread_in(values, *part));
  };
  other.for_each_of(theirs, compare);
  return all;
}

bool Cells::holds_the_same(CellId cell, const BucketKey& key, std::int64_t count,
                           const Bucket* spread) const {
  const auto* part = find_part(key.kpi, key.component, cell);
  const auto span = months_of(cells_[cell], key.month, key.month + 1);
  if (part == nullptr || span.from >= span.to) return false;
  const auto* values = month_of(layout_of(cell), cells_[cell], key.month);
  if (values == nullptr || values[part->counts - 1] != count) return false;
  static const Bucket kNone;
  const auto* own = spread_in(values, *part);
  return (own == nullptr ? kNone : *own) == (spread == nullptr ? kNone : *spread);
}

bool Cells::empty(CellId cell) const {
  const auto& layout = layout_of(cell);
  const auto span = months_of(cells_[cell], kAllMonths.from, kAllMonths.to);
  for (auto month = span.from; month < span.to; ++month) {
    const auto* values = month_of(layout, cells_[cell], month);
    if (values != nullptr && std::any_of(layout.parts.begin(), layout.parts.end(),
                                         [&](const Part& part) { return holds(values, part); }))
      return false;
  }
  return true;
}

bool Cells::same(CellId cell, const Cells& other, CellId theirs) const {
  return holds_all_of(cell, other, theirs) && other.holds_all_of(theirs, *this, cell);
}

std::vector<BucketKey> Cells::not_in(const Cells& other) const {
  std::vector<BucketKey> keys;
  for (CellId cell = 0; cell < size(); ++cell) {
    const auto& name = cells_[cell].name;
    const auto theirs = other.find(name.province, name.dimension, name.member);
    const auto compare = [&](const BucketKey& key) {
      const auto* values = month_of(layout_of(cell), cells_[cell], key.month);
      const auto* part = find_part(key.kpi, key.component, cell);
      if (!theirs || !other.holds_the_same(*theirs, key, values[part->counts - 1], spread_in(values, *part)))
        keys.push_back(key);
    };
    for_each_of(cell, compare);
  }
  return keys;
}

std::optional<std::int32_t> Cells::first_month(std::uint8_t kpi) const {
  constexpr auto kNever = std::numeric_limits<std::int32_t>::max();
  if (!first_months_) {
    std::vector<std::int32_t> first(256, kNever);
    for_each([&](BucketKey key) { first[key.kpi] = std::min<std::int32_t>(first[key.kpi], key.month); });
    first_months_ = std::move(first);
  }
  const auto month = (*first_months_)[kpi];
  if (month == kNever) return std::nullopt;
  return month;
}

}  // namespace mizan::kpi
