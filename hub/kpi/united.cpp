#include "kpi/united.hpp"

#include <algorithm>

namespace mizan::kpi {
namespace {

// What stands in one month is.
bool is_united(const Bucket& all) {
  const auto out_of_order = [](const Occurrence& a, const Occurrence& b) { return a.x >= b.x; };
  const auto is_nothing = [](const Occurrence& each) { return each.n == 0; };
  return std::adjacent_find(all.begin(), all.end(), out_of_order) == all.end() &&
         std::none_of(all.begin(), all.end(), is_nothing);
}

// Counting costs a pass over the span of values, sorting one over the values for each doubling of them.
bool worth_counting(std::size_t size, std::int64_t span) {
  return size > 16 && span < static_cast<std::int64_t>(8 * size);
}

// There are no more values than occurrences, so that they fit in their place.
void count(Bucket& all, std::int32_t least, std::int64_t span, std::vector<std::int64_t>& by_value) {
  by_value.assign(static_cast<std::size_t>(span) + 1, 0);
  for (const auto& occurrence : all) by_value[static_cast<std::size_t>(occurrence.x - least)] += occurrence.n;
  auto kept = all.begin();
  auto x = least;
  for (const auto n : by_value) {
    if (n != 0) *kept++ = {x, n};
    ++x;
  }
  all.erase(kept, all.end());
}

void sort(Bucket& all) {
  std::ranges::sort(all, {}, &Occurrence::x);
  auto kept = all.begin();
  for (auto at = all.begin(); at != all.end();) {
    Occurrence one{at->x, 0};
    const auto next = std::find_if(at, all.end(), [&](const Occurrence& other) { return other.x != one.x; });
    for (; at != next; ++at) one.n += at->n;
    if (one.n != 0) *kept++ = one;
  }
  all.erase(kept, all.end());
}

}  // namespace

void unite(Bucket& all, std::vector<std::int64_t>& scratch) {
  if (is_united(all)) return;
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
