#include "reconcile/counts.hpp"

namespace mizan::reconcile {
namespace {

// The cell that a selection names by itself, in one of its periods.
bool names_one_place(const Selection& selection) {
  switch (selection.level) {
    case Level::kProvince:
      return !selection.province.empty();
    case Level::kDistrict:
      return !selection.district.empty();
    case Level::kStation:
      return !selection.station.empty();
  }
  return false;
}

}  // namespace

void Tally::add(const HeldCase& held) {
  for (const auto& entry : held.entries) {
    if (!selection_.wants(entry.stage)) continue;
    const auto cell = selection_.cell_of(entry);
    if (selection_.wants(cell))
      ++cells_[cell][static_cast<std::size_t>(entry.stage)][static_cast<std::size_t>(entry.holder)];
  }
}

std::vector<Count> Tally::counts() const {
  auto cells = cells_;
  if (names_one_place(selection_)) {
    for (const auto& period : selection_.periods)
      cells.try_emplace({period.label, {selection_.province, selection_.district, selection_.station}});
  }
  std::vector<Count> all;
  for (const auto& [cell, counts] : cells) {
    const auto* period = selection_.period(cell.period);
    for (const auto stage : selection_.stages) {
      for (const auto holder : sources_.holders()) {
        all.push_back({cell, stage, holder,
                       counts[static_cast<std::size_t>(stage)][static_cast<std::size_t>(holder)],
                       sources_.sight(stage, holder, cell.place.province, *period)});
      }
    }
  }
  return all;
}

}  // namespace mizan::reconcile
