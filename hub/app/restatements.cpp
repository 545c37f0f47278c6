#include "app/restatements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace mizan::app {
namespace {

double number(const model::Fraction& value) {
  return static_cast<double>(value.numerator) / static_cast<double>(value.denominator);
}

/// A restatement as a candidate for one reason.
struct Candidate {
  const model::KpiChange* change = nullptr;
  bool alone = false;
  int days = 0;
  double moved = 0;  ///< of the larger value, 0 to 2
};

bool is_of_a_province(const model::KpiChange& change) {
  const auto& key = change.now.key;
  return key.dimension == "total" && key.province != "_T" && key.province != "_U";
}

// What changed past the published digits is nothing to show.
bool shows_a_move(const model::KpiChange& change) {
  return change.restatement && change.previous && change.now.value &&
         model::format_value(*change.previous) != model::format_value(*change.now.value);
}

Candidate candidate_of(const model::KpiChange& change, std::size_t reason) {
  const double was = number(*change.previous);
  const double now = number(*change.now.value);
  const auto others = std::count_if(std::begin(change.records), std::end(change.records),
                                    [](std::int64_t records) { return records != 0; });
  return {&change, others == 1 && change.records[reason] != 0, change.now.period.to - change.now.period.from,
          std::abs(now - was) / std::max(std::abs(now), std::abs(was))};
}

std::vector<Candidate> candidates_of(const std::vector<model::KpiChange>& changes, std::size_t reason) {
  std::vector<Candidate> out;
  for (const auto& change : changes) {
    if (is_of_a_province(change) && shows_a_move(change) && change.records[reason] != 0)
      out.push_back(candidate_of(change, reason));
  }
  std::stable_sort(out.begin(), out.end(), [](const Candidate& a, const Candidate& b) {
    return std::tie(a.alone, a.days, a.moved) > std::tie(b.alone, b.days, b.moved);
  });
  return out;
}

}  // namespace

std::vector<const model::KpiChange*> telling_restatements(const std::vector<model::KpiChange>& changes,
                                                          std::size_t per_reason) {
  std::vector<const model::KpiChange*> chosen;
  std::set<std::string> kpis;
  for (std::size_t reason = 0; reason < model::kChangeReasonCount; ++reason) {
    const auto candidates = candidates_of(changes, reason);
    std::size_t taken = 0;
    for (const bool repeat : {false, true}) {
      for (const auto& candidate : candidates) {
        const bool there = std::find(chosen.begin(), chosen.end(), candidate.change) != chosen.end();
        const auto& kpi = candidate.change->now.key.kpi;
        if (taken == per_reason || there || (!repeat && kpis.contains(kpi))) continue;
        kpis.insert(kpi);
        chosen.push_back(candidate.change);
        ++taken;
      }
    }
  }
  return chosen;
}

std::string reasons_of(const model::KpiChange& change) {
  std::string text;
  for (int r = 0; r < model::kChangeReasonCount; ++r) {
    if (change.records[r] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", change.records[r],
                        model::change_reason_name(static_cast<model::ChangeReason>(r)));
  }
  return text;
}

}  // namespace mizan::app
