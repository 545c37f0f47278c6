// What counts only when its day has come: what is due, cohorts, and stocks of what is overdue.
#include <algorithm>

#include "kpi/value_reader.hpp"

namespace mizan::kpi {

using model::Fraction;
using model::KpiStatus;
using model::Period;

// The day before, or the least horizon of the sources that see some of what is needed (rule 6).
base::Day Engine::due_until(const Definition& definition, std::string_view province,
                            const Reach& reach) const {
  auto last = reach.today + -1;
  if (!observed(definition, province)) return last;
  for (const auto& source : sources_) {
    const auto& declaration = source.declaration;
    const bool here = declaration.province.empty() || declaration.province == province;
    const bool needed =
        definition.needs.empty() || std::any_of(definition.needs.begin(), definition.needs.end(),
                                                [&](const Need& need) { return need.seen_by(declaration); });
    if (!here || !needed) continue;
    const auto horizon = reach.horizons.find(declaration.id.value);
    if (horizon != reach.horizons.end() && horizon->second) last = std::min(last, *horizon->second);
  }
  return last;
}

// What lies on days of the period from which `wait` days are over. Provinces reach to different days, so that
// the nation is their sum.
std::int64_t ValueReader::due(std::uint8_t component, CellId cell, const Period& period,
                              std::int32_t wait) const {
  const auto span = months(period);
  const auto until = [&](CellId of, base::Day last) {
    return engine_.cells_.sum_until(kpi_, component, of, span.from, span.to, last + -wait);
  };
  if (engine_.cells_.name(cell).province != "_T") return until(cell, view_of(cell).due_until);
  std::int64_t total = 0;
  for (const auto& [province, last] : due_) total += until(province, last);
  return total;
}

// A cohort stands in its period though its days are not over yet.
bool ValueReader::any_due(CellId cell, const Period& period) const {
  const bool cohort = definition_.form == Form::kCohort;
  const auto span = months(period);
  if (cohort && engine_.cells_.any(kpi_, kDenominator, cell, span.from, span.to)) return true;
  const auto wait = cohort ? definition_.limits.front().days : 0;
  const auto parts = {kNumerator, kDenominator, kExcludedNegative, kExcludedNotObserved};
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::uint8_t part) { return due(part, cell, period, wait) != 0; });
}

// One statistic a limit: its days.
void ValueReader::cohorts(CellId cell, const Period& period, std::vector<Figures>& out) const {
  const auto span = months(period);
  const auto begun = engine_.cells_.sum(kpi_, kDenominator, cell, span.from, span.to);
  for (const auto& limit : definition_.limits) {
    const auto days = limit.days;
    const auto stat = static_cast<std::size_t>(&limit - definition_.limits.data());
    Figures figures;
    figures.stat = static_cast<std::uint8_t>(stat);
    std::int64_t met = 0;
    for (std::size_t each = 0; each <= stat; ++each) met += due(within_part(each), cell, period, days);
    const auto over = due(kDenominator, cell, period, days);
    figures.numerator = met;
    figures.denominator = over;
    if (over > 0) figures.value = Fraction{100 * met, over};
    judge(figures, cell, period);
    // While the days of some are not over, it is not the last word.
    if (figures.status == KpiStatus::kNormal && begun != over) figures.status = KpiStatus::kProvisional;
    out.push_back(figures);
  }
}

// Where edges have days that may be to come: those up to `last`.
std::int64_t ValueReader::stock_until(std::uint8_t component, CellId cell, const Period& period,
                                      base::Day last) const {
  return engine_.cells_.sum_until(kpi_, component, cell, base::month_index(base::kFarPast), months(period).to,
                                  last);
}

// Passed: due by as_of, and before today (rule 7).
std::int64_t ValueReader::overdue(CellId cell, const Period& period) const {
  return stock_until(kStockPart, cell, period, std::min(as_of(period), today_ + -1)) -
         stock_until(kEndedPart, cell, period, as_of(period));
}

}  // namespace mizan::kpi
