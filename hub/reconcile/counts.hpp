#pragma once
#include <array>
#include <map>
#include <vector>

#include "reconcile/selection.hpp"

namespace mizan::reconcile {

/// What one holder counts of one stage in one cell.
struct Count {
  Cell cell;
  Stage stage = Stage::kFirs;
  model::Holder holder = model::Holder::kCourt;
  std::int64_t count = 0;  ///< 0 where it is not observed too: look at `sight`
  Sight sight;
};

/// Adds up what the holders count, case by case, in any order. One thread.
class Tally {
 public:
  Tally(const Selection& selection, const Sources& sources) : selection_(selection), sources_(sources) {}

  void add(const HeldCase& held);
  /// By cell, stage and holder: of every cell into which something falls, and of the one that the selection
  /// names, whether or not something does; of every holder that has a source.
  std::vector<Count> counts() const;

 private:
  using ByHolder = std::array<std::int64_t, kHolderCount>;

  const Selection& selection_;
  const Sources& sources_;
  std::map<Cell, std::array<ByHolder, kStageCount>> cells_;
};

}  // namespace mizan::reconcile
