#include "kpi/united.hpp"

#include <algorithm>

namespace mizan::kpi {
namespace {

// Counting costs a pass over the span of values, sorting one over the values for each doubling of them.
bool worth_counting(std::size_t size, std::int64_t span) {
  return size > 16 && span < static_cast<std::int64_t>(8 * size);
}

// There are no more values than occurrences, so that they fit in their place.
void count(Bucket& all, std::int32_t least, std::int64_t span, std::vector<std::int64_t>& by_value) {
  by_value.assign(static_cast<std::size_t>(span) + 1, 0);
  for (const auto& occurrence : all) by_value[static_cast<std::size_t>(occurrence.x - least)] += occurrence.n;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < by_value.size(); ++i) {
    if (by_value[i] != 0) all[kept++] = {least + static_cast<std::int32_t>(i), by_value[i]};
  }
  all.resize(kept);
}

void sort(Bucket& all) {
  std::sort(all.begin(), all.end(), [](const Occurrence& a, const Occurrence& b) { return a.x < b.x; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < all.size();) {
    auto one = all[i];
    for (++i; i < all.size() && all[i].x == one.x; ++i) one.n += all[i].n;
    if (one.n != 0) all[kept++] = one;
  }
  all.resize(kept);
}

}  // namespace

void unite(Bucket& all, std::vector<std::int64_t>& scratch) {
  if (all.empty()) return;
  auto least = all.front().x;
  auto most = least;
  for (const auto& occurrence : all) {
    least = std::min(least, occurrence.x);
    most = std::max(most, occurrence.x);
  }
  const auto span = std::int64_t{most} - least;
  if (worth_counting(all.size(), span)) return count(all, least, span, scratch);
  sort(all);
}

Bucket united(Bucket all) {
  std::vector<std::int64_t> scratch;
  unite(all, scratch);
  return all;
}

}  // namespace mizan::kpi
