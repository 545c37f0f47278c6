#include "kpi/united.hpp"

#include <algorithm>

namespace mizan::kpi {
namespace {

// Counting costs a pass over the span of values, sorting one over the values for each doubling of them.
bool worth_counting(std::size_t size, std::int64_t span) {
  return size > 16 && span < static_cast<std::int64_t>(8 * size);
}

Bucket counted(const Bucket& all, std::int32_t least, std::int64_t span) {
  std::vector<std::int64_t> by_value(static_cast<std::size_t>(span) + 1);
  for (const auto& occurrence : all) by_value[static_cast<std::size_t>(occurrence.x - least)] += occurrence.n;
  Bucket merged;
  for (std::size_t i = 0; i < by_value.size(); ++i) {
    if (by_value[i] != 0) merged.push_back({least + static_cast<std::int32_t>(i), by_value[i]});
  }
  return merged;
}

Bucket sorted(Bucket all) {
  std::sort(all.begin(), all.end(), [](const Occurrence& a, const Occurrence& b) { return a.x < b.x; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < all.size();) {
    auto one = all[i];
    for (++i; i < all.size() && all[i].x == one.x; ++i) one.n += all[i].n;
    if (one.n != 0) all[kept++] = one;
  }
  all.resize(kept);
  return all;
}

}  // namespace

Bucket united(Bucket all) {
  if (all.empty()) return all;
  const auto [least, most] = std::minmax_element(
      all.begin(), all.end(), [](const Occurrence& a, const Occurrence& b) { return a.x < b.x; });
  const auto span = std::int64_t{most->x} - least->x;
  return worth_counting(all.size(), span) ? counted(all, least->x, span) : sorted(std::move(all));
}

}  // namespace mizan::kpi
