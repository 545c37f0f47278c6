#include "reconcile/gaps.hpp"

#include <algorithm>
#include <array>

namespace mizan::reconcile {
namespace {

constexpr std::array<std::string_view, kGapCount> kNames = {"not_received", "not_filed", "not_registered"};

/// The stages that a gap lies between.
struct Sides {
  Stage from;
  Stage to;
};

constexpr std::array<Sides, kGapCount> kSides = {Sides{Stage::kSent, Stage::kReceived},
                                                 Sides{Stage::kReceived, Stage::kFiled},
                                                 Sides{Stage::kFiled, Stage::kInstituted}};

bool in_court(const kpi::Facts& facts) {
  return std::ranges::any_of(facts.trials,
                             [](const kpi::Trial& trial) { return trial.instituted_on.has_value(); });
}

std::optional<base::Day> stuck_since(Gap gap, const kpi::Submission& report, bool instituted) {
  switch (gap) {
    case Gap::kNotReceived:
      return report.received_on ? std::nullopt : report.sent_on;
    case Gap::kNotFiled:
      return report.filed_on || report.returned || instituted ? std::nullopt : report.received_on;
    case Gap::kNotRegistered:
      return instituted ? std::nullopt : report.filed_on;
  }
  return std::nullopt;
}

}  // namespace

std::string_view gap_name(Gap gap) {
  return kNames[static_cast<std::size_t>(gap)];
}

std::optional<Gap> find_gap(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Gap>(found - kNames.begin());
}

std::optional<base::Day> seen_until(Gap gap, const Sources& sources, std::string_view province,
                                    base::Day today) {
  const auto sides = kSides[static_cast<std::size_t>(gap)];
  if (!sources.reach(sides.from, province)) return std::nullopt;
  const auto reach = sources.reach(sides.to, province);
  return reach ? std::optional(std::min(*reach, today)) : std::nullopt;
}

std::vector<StuckReport> stuck_reports(const kpi::Facts& facts,
                                       const std::array<std::optional<base::Day>, kGapCount>& until) {
  std::vector<StuckReport> stuck;
  const bool instituted = in_court(facts);
  for (const auto& report : facts.submissions) {
    for (std::size_t i = 0; i < kGapCount; ++i) {
      const auto gap = static_cast<Gap>(i);
      const auto since = stuck_since(gap, report, instituted);
      if (since && until[i] && *since <= *until[i]) stuck.push_back({gap, *since, *until[i] - *since});
    }
  }
  return stuck;
}

}  // namespace mizan::reconcile
