#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/civil.hpp"

namespace mizan::kpi {

/// How far one sees at a moment: which day it is, and up to which day the data of each source reach. Values
/// depend on it besides the cells: what is due counts once its day has passed and the sources have reached
/// it, ages grow, and a period comes to be observed (KPIS rules 6 and 7).
struct Reach {
  base::Day today{};
  std::map<std::int32_t, std::optional<base::Day>> horizons;  ///< by the source's number; none: it has no end

  friend bool operator==(const Reach&, const Reach&) = default;
};

/// As one line for the store: "20783 1=20780 2=-".
std::string reach_text(const Reach& reach);
/// Reads such a line. Nothing if it is none.
std::optional<Reach> parse_reach(std::string_view text);

}  // namespace mizan::kpi
