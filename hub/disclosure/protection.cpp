#include "disclosure/protection.hpp"

#include <algorithm>

namespace mizan::disclosure {
namespace {

using Group = std::vector<const std::pair<const Slice, Amounts>*>;

/// The parts of one province by one breakdown.
struct Breakdown {
  std::string province;
  std::string by;
  auto operator<=>(const Breakdown&) const = default;
};

std::map<Breakdown, Group> breakdowns_of(const Table& table) {
  std::map<Breakdown, Group> groups;
  for (const auto& entry : table.slices) {
    if (!entry.first.is_total()) groups[{entry.first.province, entry.first.by}].push_back(&entry);
  }
  return groups;
}

// Of a name that a slice does not have it has none.
std::int64_t count_of(const Amounts& amounts, const std::string& name) {
  const auto found = amounts.counts.find(name);
  return found == amounts.counts.end() ? 0 : found->second;
}

// What the hidden ones must come to, by the names of counts that are small in one of them.
std::map<std::string, std::int64_t> needs_of(const Group& group, const Slices& hidden) {
  std::map<std::string, std::int64_t> needs;
  for (const auto* entry : group) {
    if (!hidden.contains(entry->first)) continue;
    for (const auto& [name, count] : entry->second.counts) {
      const bool small = count > 0 && count < entry->second.least;
      if (small) needs[name] = std::max(needs[name], entry->second.least);
    }
  }
  return needs;
}

bool is_safe(const Group& group, const Slices& hidden) {
  std::size_t several = 0;
  for (const auto* entry : group) several += hidden.contains(entry->first) ? 1 : 0;
  if (several == 0) return true;
  if (several == 1) return false;
  for (const auto& [name, need] : needs_of(group, hidden)) {
    std::int64_t sum = 0;
    for (const auto* entry : group) {
      if (hidden.contains(entry->first)) sum += count_of(entry->second, name);
    }
    if (sum < need) return false;
  }
  return true;
}

// The smallest that is shown and that has of what lacks, so that as little as may be is hidden.
const Slice* next_to_hide(const Group& group, const Slices& hidden) {
  const auto needs = needs_of(group, hidden);
  const auto size = [&](const Amounts& amounts) {
    std::int64_t least = 0;
    for (const auto& [name, need] : needs) least = std::max(least, count_of(amounts, name));
    return least;
  };
  const Slice* best = nullptr;
  std::int64_t best_size = 0;
  for (const auto* entry : group) {
    if (hidden.contains(entry->first)) continue;
    const auto now = size(entry->second);
    const bool better = best == nullptr || (best_size == 0 && now > 0) || (now > 0 && now < best_size);
    if (!better) continue;
    best = &entry->first;
    best_size = now;
  }
  return best;
}

// False: all are hidden, and come to too little.
bool hide_partners(const Group& group, Slices& hidden) {
  while (!is_safe(group, hidden)) {
    const auto* next = next_to_hide(group, hidden);
    if (next == nullptr) return false;
    hidden.insert(*next);
  }
  return true;
}

// A hidden total would follow from its parts, and from the nation less the other provinces.
void hide_around_totals(const Table& table, Slices& hidden) {
  std::set<std::string> provinces;
  for (const auto& slice : hidden) {
    if (slice.is_total() && !slice.is_nation()) provinces.insert(slice.province);
  }
  for (const auto& [slice, amounts] : table.slices) {
    const bool part = provinces.contains(slice.province);
    const bool nation = slice.is_nation() && (!provinces.empty() || hidden.contains({"_T", "total", "_T"}));
    if (part || nation) hidden.insert(slice);
  }
}

bool overlap(const model::Period& one, const model::Period& other) {
  return one.from < other.to && other.from < one.to;
}

}  // namespace

Slices hidden_slices(const Table& table, const Slices& at_least) {
  auto hidden = at_least;
  for (const auto& [slice, amounts] : table.slices) {
    if (is_small(amounts)) hidden.insert(slice);
  }
  hide_around_totals(table, hidden);
  for (const auto& [breakdown, group] : breakdowns_of(table)) {
    if (hidden.contains({breakdown.province, "total", "_T"}) || hide_partners(group, hidden)) continue;
    hidden.insert({breakdown.province, "total", "_T"});
    hide_around_totals(table, hidden);
  }
  return hidden;
}

// A longer period is the sum of shorter ones, so that what is hidden of one would follow from the others.
bool Publication::overlaps_another(const model::Period& period) const {
  return std::any_of(taken_.begin(), taken_.end(), [&](const auto& entry) {
    return entry.first != period.label && overlap(period, entry.second.period);
  });
}

Publication::Shown Publication::add(const Table& table) {
  const auto found = taken_.find(table.period.label);
  if (found == taken_.end()) {
    if (overlaps_another(table.period)) return {};
    auto hidden = hidden_slices(table, {});
    taken_.emplace(table.period.label, Taken{table.period, hidden});
    return {true, std::move(hidden)};
  }
  auto hidden = hidden_slices(table, found->second.hidden);
  if (hidden != found->second.hidden) return {};
  return {true, std::move(hidden)};
}

}  // namespace mizan::disclosure
