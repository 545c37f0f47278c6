// What no case is behind: what sources sent, and when.
#include <algorithm>

#include "kpi/value_reader.hpp"

namespace mizan::kpi {

using model::Fraction;
using model::KpiResult;
using model::KpiStatus;
using model::Period;

Figures ValueReader::receipts(CellId cell, const Period& period) const {
  const auto& province = engine_.cells_.name(cell).province;
  std::int64_t received = 0;
  std::int64_t quarantined = 0;
  for (const auto& receipt : engine_.receipts_) {
    const bool here = province == "_T" || province == receipt.province;
    if (!here || receipt.day < period.from || receipt.day >= period.to || receipt.day > today_) continue;
    received += receipt.received;
    quarantined += receipt.quarantined;
  }
  Figures figures;
  figures.numerator = quarantined;
  figures.denominator = received;
  if (received > 0) figures.value = Fraction{100 * quarantined, received};
  figures.used = received;
  if (period.to > today_) figures.status = KpiStatus::kProvisional;
  return figures;
}

// A place is as stale as the stalest of its sources; one that never brought anything is missing.
KpiResult ValueReader::freshness_of(const CellName& place, const std::vector<const SourceState*>& sources,
                                    const Period& period) const {
  constexpr base::Micros kHour = 3'600'000'000;
  KpiResult result;
  result.key = {definition_.id,
                definition_.version,
                "value",
                place.province,
                std::string(dimension_name(place.dimension)),
                place.member};
  result.unit = definition_.unit;
  result.period = period;
  result.known_at = known_at_;
  std::optional<base::Micros> oldest;
  for (const auto* source : sources) {
    if (source->newest_change == 0) {
      ++result.excluded.missing;
      continue;
    }
    ++result.records.used;
    oldest = std::min(oldest.value_or(source->newest_change), source->newest_change);
  }
  if (oldest) result.value = Fraction{std::max<base::Micros>(known_at_ - *oldest, 0) / kHour, 1};
  cover(result, place);
  result.records.all = result.records.used + result.excluded.missing;
  if (period.to > today_) result.status = KpiStatus::kProvisional;
  return result;
}

// A source that tells of all provinces is of an unknown one, as its receipts are.
std::vector<KpiResult> ValueReader::freshness(const ValueQuery& query) const {
  const auto by = query.by.value_or(Dimension::kTotal);
  std::map<std::pair<std::string, std::string>, std::vector<const SourceState*>> places;
  for (const auto& source : engine_.sources_) {
    const auto& declaration = source.declaration;
    const std::string province = declaration.province.empty() ? "_U" : declaration.province;
    if (by == Dimension::kTotal) places[{"_T", "_T"}].push_back(&source);
    places[{province, by == Dimension::kTotal ? "_T" : declaration.name}].push_back(&source);
  }
  std::vector<KpiResult> results;
  for (const auto& [place, sources] : places) {
    if (!query.province.empty() && query.province != place.first) continue;
    for (const auto& period : query.periods)
      results.push_back(freshness_of({place.first, by, place.second}, sources, period));
  }
  return results;
}

}  // namespace mizan::kpi
