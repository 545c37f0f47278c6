#include "reconcile/differences.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mizan::reconcile {
namespace {

using model::Holder;
using ByCell = std::map<Cell, std::vector<const Entry*>>;

bool observed(const Sources& sources, const Selection& selection, Stage stage, Holder holder,
              const Cell& cell) {
  const auto* period = selection.period(cell.period);
  return period != nullptr && sources.sight(stage, holder, cell.place.province, *period).observed;
}

ByCell by_cell(const HeldCase& held, const Selection& selection, Stage stage, Holder holder) {
  ByCell cells;
  for (const auto& entry : held.entries) {
    if (entry.stage == stage && entry.holder == holder) cells[selection.cell_of(entry)].push_back(&entry);
  }
  return cells;
}

/// One that is left of a holder's entries in a cell, once those of the other one are taken from them.
struct Left {
  Cell cell;
  const Entry* entry = nullptr;
  const Left* other = nullptr;  ///< one left of the other holder elsewhere that it belongs with
};

std::vector<Left> left_of(const ByCell& mine, const ByCell& others) {
  std::vector<Left> left;
  for (const auto& [cell, entries] : mine) {
    const auto found = others.find(cell);
    const auto taken = found == others.end() ? 0 : found->second.size();
    for (auto i = taken; i < entries.size(); ++i) left.push_back({cell, entries[i], nullptr});
  }
  return left;
}

// Those of one period first, then those of one place, then any.
void match(std::vector<Left>& first, std::vector<Left>& second) {
  const auto pass = [&](auto fits) {
    for (auto& one : first) {
      if (one.other != nullptr) continue;
      const auto found = std::ranges::find_if(
          second, [&](const Left& two) { return two.other == nullptr && fits(one.cell, two.cell); });
      if (found == second.end()) continue;
      one.other = &*found;
      found->other = &one;
    }
  };
  pass([](const Cell& a, const Cell& b) { return a.period == b.period; });
  pass([](const Cell& a, const Cell& b) { return a.place == b.place; });
  pass([](const Cell&, const Cell&) { return true; });
}

std::string where(const Place& place, const Place& than) {
  if (place == than) return "";
  if (place.province != than.province) return fmt::format(" in {} {}", place.province, place.district);
  if (place.district != than.district) return " in " + place.district;
  return " at " + place.station;
}

/// Explains what is left of the one holder to the other.
Part part_of(const HeldCase& held, const Left& left, Holder has, Holder lacks, bool lacks_counts_case) {
  Part part{held.id, held.case_id, held.fir, left.cell, has, lacks, Why::kNotLinked, *left.entry, ""};
  const auto other = static_cast<std::size_t>(lacks);
  if (left.other != nullptr) {
    const auto& there = left.other->cell;
    part.why = there.period == left.cell.period ? Why::kOtherPlace : Why::kOtherPeriod;
    part.detail = base::to_iso(left.other->entry->day) + where(there.place, left.cell.place);
  } else if (lacks_counts_case) {
    part.why = Why::kLessOften;
  } else if (held.holders.test(other)) {
    part.why = Why::kEmpty;
    if (left.entry->stage == Stage::kDisposed) part.detail = held.uncounted[other];
  }
  return part;
}

/// The parts between two holders in one stage.
void add_parts(const HeldCase& held, const Selection& selection, const Sources& sources, Stage stage,
               Holder first, Holder second, std::vector<Part>& parts) {
  const auto of_first = by_cell(held, selection, stage, first);
  const auto of_second = by_cell(held, selection, stage, second);
  auto left_first = left_of(of_first, of_second);
  auto left_second = left_of(of_second, of_first);
  match(left_first, left_second);
  const auto add = [&](const std::vector<Left>& left, Holder has, Holder lacks, bool lacks_counts_case) {
    for (const auto& each : left) {
      if (!selection.wants(each.cell) || !observed(sources, selection, stage, has, each.cell) ||
          !observed(sources, selection, stage, lacks, each.cell))
        continue;
      parts.push_back(part_of(held, each, has, lacks, lacks_counts_case));
    }
  };
  add(left_first, first, second, !of_second.empty());
  add(left_second, second, first, !of_first.empty());
}

template <class Visit>
void for_each_pair(const Selection& selection, Visit visit) {
  const auto& holders = selection.holders;
  for (const auto stage : selection.stages) {
    for (std::size_t i = 0; i < holders.size(); ++i) {
      for (auto j = i + 1; j < holders.size(); ++j) visit(stage, holders[i], holders[j]);
    }
  }
}

}  // namespace

std::string_view why_name(Why why) {
  constexpr std::array<std::string_view, kWhyCount> kNames = {"not_linked", "empty", "other_period",
                                                              "other_place", "less_often"};
  return kNames[static_cast<std::size_t>(why)];
}

std::vector<Part> parts_of(const HeldCase& held, const Selection& selection, const Sources& sources) {
  std::vector<Part> parts;
  for_each_pair(selection, [&](Stage stage, Holder first, Holder second) {
    add_parts(held, selection, sources, stage, first, second, parts);
  });
  return parts;
}

void DifferenceTally::count(const HeldCase& held) {
  for_each_pair(selection_, [&](Stage stage, Holder first, Holder second) {
    for (const auto& entry : held.entries) {
      if (entry.stage != stage || (entry.holder != first && entry.holder != second)) continue;
      const auto cell = selection_.cell_of(entry);
      if (!selection_.wants(cell) || !observed(sources_, selection_, stage, first, cell) ||
          !observed(sources_, selection_, stage, second, cell))
        continue;
      auto& difference =
          differences_
              .try_emplace({cell, stage, first, second}, Difference{cell, stage, first, second, 0, 0, {}, {}})
              .first->second;
      ++(entry.holder == first ? difference.first_count : difference.second_count);
    }
  });
}

void DifferenceTally::keep(std::vector<Part> parts) {
  part_count_ += static_cast<std::int64_t>(parts.size());
  if (parts.empty() || parts.front().id <= after_) return;
  if (!page_.empty() && page_.size() + parts.size() > limit_) more_ = true;
  if (more_) return;
  last_ = parts.front().id;
  std::move(parts.begin(), parts.end(), std::back_inserter(page_));
}

void DifferenceTally::add(const HeldCase& held) {
  count(held);
  auto parts = parts_of(held, selection_, sources_);
  for (const auto& part : parts) {
    const auto first = std::min(part.has, part.lacks);
    const auto second = std::max(part.has, part.lacks);
    auto& difference = differences_.at({part.cell, part.entry.stage, first, second});
    ++(part.has == first ? difference.only_first
                         : difference.only_second)[static_cast<std::size_t>(part.why)];
  }
  keep(std::move(parts));
}

std::vector<Difference> DifferenceTally::differences() const {
  std::vector<Difference> all;
  for (const auto& [key, difference] : differences_) all.push_back(difference);
  return all;
}

}  // namespace mizan::reconcile
