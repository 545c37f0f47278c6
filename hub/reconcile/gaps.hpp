#pragma once
#include <optional>
#include <vector>

#include "kpi/facts.hpp"
#include "reconcile/sources.hpp"

namespace mizan::reconcile {

/// Where a report got stuck between two holders.
enum class Gap : std::uint8_t {
  kNotReceived,    ///< sent by the police, and no receipt
  kNotFiled,       ///< received by the prosecution, not returned, not filed, and no case in court
  kNotRegistered,  ///< filed, and no case in the court's register
};

inline constexpr std::size_t kGapCount = 3;

/// "not_received", "not_filed", "not_registered".
std::string_view gap_name(Gap gap);
std::optional<Gap> find_gap(std::string_view name);

/// One report that is stuck.
struct StuckReport {
  Gap gap = Gap::kNotReceived;
  base::Day since;
  std::int32_t days = 0;  ///< from `since` to the day up to which one sees
};

/// How far one sees whether a gap was closed in a province: the earliest of today and what the sources reach
/// that would say so. Nothing: no source there sees both sides, and there may be a gap or not.
std::optional<base::Day> seen_until(Gap gap, const Sources& sources, std::string_view province,
                                    base::Day today);

/// The reports of a case that are stuck, as KPIS puts them together from all holders (rules 3 and 13).
/// `until`: by Gap, what seen_until() gave for the province. Pure; any thread.
std::vector<StuckReport> stuck_reports(const kpi::Facts& facts,
                                       const std::array<std::optional<base::Day>, kGapCount>& until);

}  // namespace mizan::reconcile
