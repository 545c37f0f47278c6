#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/kpi_result.hpp"
#include "reconcile/held_case.hpp"

namespace mizan::reconcile {

/// What one row is of.
enum class Level : std::uint8_t { kProvince, kDistrict, kStation };

std::string_view level_name(Level level);

/// What is asked for, in words; empty ones are not said.
struct Question {
  std::string period = {};  ///< "2026-03", "2026-Q1", "2026", "FY2025-26"
  std::string from = {};    ///< in place of it the first and the last month
  std::string to = {};
  std::string province = {};
  std::string district = {};
  std::string station = {};
  std::string by = {};  ///< "province", "district" (default) or "station"
  std::string stage = {};
  std::string between = {};  ///< two holders, "police,court"
};

/// Where a cell lies: the label of its period, and its place down to the level of the selection.
struct Cell {
  std::string period;
  Place place;

  friend auto operator<=>(const Cell&, const Cell&) = default;
};

/// What is asked for, understood. Pure; any thread.
struct Selection {
  std::vector<model::Period> periods;  ///< following each other, of one granularity
  model::Granularity granularity = model::Granularity::kMonth;
  Level level = Level::kDistrict;
  std::string province;  ///< empty: all; the same of the next two
  std::string district;
  std::string station;
  std::vector<Stage> stages;
  std::vector<model::Holder> holders;  ///< the two that are compared; all where none were named

  base::Day from() const { return periods.front().from; }
  base::Day to() const { return periods.back().to; }
  Cell cell_of(const Entry& entry) const;
  /// The period of that label, if it is asked for.
  const model::Period* period(std::string_view label) const;
  bool wants(const Cell& cell) const;
  bool wants(Stage stage) const;
};

/// So many periods at once, at most.
inline constexpr std::size_t kMostPeriods = 36;

/// kData: a word that is none, one missing, or more than kMostPeriods periods.
base::Result<Selection> selection_of(const Question& question);

}  // namespace mizan::reconcile
