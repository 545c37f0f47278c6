#include "kpi/value_reader.hpp"

#include <algorithm>

namespace mizan::kpi {

using model::Fraction;
using model::KpiResult;
using model::Period;

namespace {

// Flows: a stock's own part only says that it moved, not that anything is in it.
constexpr std::uint8_t kParts[] = {kNumerator,        kDenominator,    kRevivedPart,     kInPart,
                                   kDormantPart,      kOutPart,        kExcludedMissing, kExcludedNotObserved,
                                   kExcludedNegative, kExcludedNoLimit};

}  // namespace

ValueReader::Months ValueReader::months(const Period& period) const {
  if (is_live(definition_.form)) return {0, 1};  // live values have no period: they stand at day 0
  return {base::month_index(period.from), base::month_index(period.to)};
}

base::Day ValueReader::as_of(const Period& period) const {
  return std::min(period.to + -1, today_);
}

std::int64_t ValueReader::flow(std::uint8_t component, CellId cell, const Period& period,
                               std::int32_t wait) const {
  if (is_due(definition_.form)) return due(component, cell, period, wait);
  const auto span = months(period);
  return engine_.cells_.sum(kpi_, component, cell, span.from, span.to);
}

// No date after today was counted, so the sum up to the period's last month is the stock at its as_of (rule
// 7).
std::int64_t ValueReader::held(std::uint8_t component, CellId cell, const Period& period) const {
  return engine_.cells_.sum(kpi_, component, cell, base::month_index(base::kFarPast), months(period).to);
}

// With limits it is what has passed them.
std::int64_t ValueReader::stock(CellId cell, const Period& period) const {
  if (definition_.form == Form::kStock && !definition_.limits.empty())
    return stock_until(kOldPart, cell, period, as_of(period));
  return held(kStockPart, cell, period);
}

std::int64_t ValueReader::stock_before(CellId cell, const Period& period) const {
  return engine_.cells_.sum(kpi_, kStockPart, cell, base::month_index(base::kFarPast), months(period).from);
}

// What is missing from a stock is missing from every later one.
std::int64_t ValueReader::left_out(std::uint8_t component, CellId cell, const Period& period,
                                   std::int32_t wait) const {
  return is_stock(definition_.form) ? held(component, cell, period) : flow(component, cell, period, wait);
}

bool ValueReader::numerator_only(Dimension dimension) const {
  const auto& list = definition_.numerator_by;
  return std::find(list.begin(), list.end(), dimension) != list.end();
}

CellId ValueReader::denominator_cell(CellId cell) const {
  const auto& name = engine_.cells_.name(cell);
  if (!numerator_only(name.dimension)) return cell;
  return engine_.cells_.find(name.province, Dimension::kTotal, "_T").value_or(cell);
}

bool ValueReader::exists(CellId cell, const Period& period) const {
  const auto& name = engine_.cells_.name(cell);
  // The totals of what has a name are always there; the unknown is a cell like any other.
  const bool named_total = name.dimension == Dimension::kTotal && name.province != "_U";
  if (named_total || definition_.form == Form::kReceipts || is_mix(definition_.form)) return true;
  if (is_due(definition_.form)) return any_due(cell, period);
  if (definition_.form == Form::kOverdue) return overdue(cell, period) != 0;
  const bool stocks = is_stock(definition_.form);
  if (definition_.form == Form::kShare && held(kOldPart, cell, period) != 0) return true;
  if (stocks && (stock(cell, period) != 0 || left_out(kExcludedMissing, cell, period) != 0 ||
                 left_out(kExcludedNoLimit, cell, period) != 0))
    return true;
  if (definition_.form == Form::kBalance && (stock(cell, period) != 0 || stock_before(cell, period) != 0))
    return true;
  const auto span = months(period);
  const auto counts = [&](std::uint8_t part) {
    return engine_.cells_.any(kpi_, part, cell, span.from, span.to) &&
           !(stocks && (part == kExcludedMissing || part == kExcludedNoLimit));
  };
  return std::any_of(std::begin(kParts), std::end(kParts), counts);
}

// What is left out of a slice of the numerator alone is what the whole cell leaves out.
model::Excluded ValueReader::excluded(CellId cell, const Period& period, std::int32_t wait) const {
  const auto whole = denominator_cell(cell);
  model::Excluded excluded;
  excluded.missing = left_out(kExcludedMissing, whole, period, wait);
  excluded.no_limit = left_out(kExcludedNoLimit, whole, period, wait);
  excluded.not_observed = flow(kExcludedNotObserved, whole, period, wait);
  excluded.negative = flow(kExcludedNegative, whole, period, wait);
  return excluded;
}

void ValueReader::quantiles(const Bucket& values, CellId cell, const Period& period,
                            std::vector<Figures>& out) const {
  std::int64_t n = 0;
  for (const auto& value : values) n += value.n;
  for (const int p : {50, 90}) {
    Figures figures;
    figures.stat = p == 50 ? 0 : 1;
    figures.denominator = n;
    if (const auto days = quantile(values, p)) figures.value = Fraction{*days, 1};
    judge(figures, cell, period);
    out.push_back(figures);
  }
}

Bucket ValueReader::ages(CellId cell, const Period& period) const {
  auto begun =
      engine_.cells_.merged(kpi_, kStockPart, cell, base::month_index(base::kFarPast), months(period).to);
  std::reverse(begun.begin(), begun.end());  // the latest institution is the least age
  for (auto& occurrence : begun) occurrence.x = as_of(period).value - occurrence.x;
  return begun;
}

Figures ValueReader::in_class(std::uint8_t stat, std::int64_t n, CellId cell, const Period& period) const {
  Figures figures;
  figures.stat = stat;
  figures.value = Fraction{n, 1};
  judge(figures, cell, period);
  return figures;
}

Figures ValueReader::nothing(std::uint8_t stat, CellId cell, const Period& period) const {
  return in_class(stat, 0, cell, period);
}

void ValueReader::mix(CellId cell, const Period& period, std::vector<Figures>& out) const {
  for (const auto& name : classes_) {
    const auto stat = static_cast<std::uint8_t>(&name - classes_.data());
    const auto n = flow(static_cast<std::uint8_t>(kFirstClassPart + stat), cell, period);
    if (n != 0) out.push_back(in_class(stat, n, cell, period));
  }
}

void ValueReader::in_out(CellId cell, const Period& period, std::vector<Figures>& out) const {
  for (const auto part : {kNumerator, kDenominator}) {
    Figures figures;
    figures.stat = part == kNumerator ? 0 : 1;
    figures.value = Fraction{flow(part, cell, period), 1};
    judge(figures, cell, period);
    out.push_back(figures);
  }
}

// The share and, where the definition has bands, which of them it is in: the lowest is 1.
void ValueReader::complete(CellId cell, const Period& period, std::vector<Figures>& out) const {
  const auto whole = held(kOldPart, cell, period);
  const auto all = stock(cell, period);
  const auto& bands = definition_.bands;
  const auto reached =
      std::count_if(bands.begin(), bands.end(), [&](std::int64_t from) { return 100 * whole >= from * all; });
  for (const bool band : {false, true}) {
    if (band && bands.empty()) break;
    Figures figures;
    figures.stat = band ? 1 : 0;
    figures.numerator = whole;
    figures.denominator = all;
    if (all > 0) figures.value = band ? Fraction{1 + reached, 1} : Fraction{100 * whole, all};
    judge(figures, cell, period);
    out.push_back(figures);
  }
}

Figures ValueReader::single(CellId cell, const Period& period) const {
  Figures result;
  const auto parts = [&](std::int64_t numerator, std::int64_t denominator, std::int64_t scale) {
    result.numerator = numerator;
    result.denominator = denominator;
    if (denominator > 0) result.value = Fraction{scale * numerator, denominator};
  };
  switch (definition_.form) {
    case Form::kCount:
      result.value = Fraction{flow(kNumerator, cell, period), 1};
      break;
    case Form::kStock:
      result.value = Fraction{stock(cell, period), 1};
      break;
    case Form::kRatio:
    case Form::kCodes:
      parts(flow(kNumerator, cell, period), flow(kDenominator, denominator_cell(cell), period), 100);
      break;
    case Form::kDue:
    case Form::kWithin:
      parts(flow(kNumerator, cell, period), flow(kDenominator, cell, period), 100);
      break;
    case Form::kOverdue:
      result.value = Fraction{overdue(cell, period), 1};
      break;
    case Form::kShare:
      parts(held(kOldPart, cell, period), stock(cell, period), 100);
      break;
    case Form::kBacklog:
      parts(stock_until(kOldPart, cell, period, as_of(period)), stock(cell, period), 100);
      break;
    case Form::kMean:
      parts(flow(kNumerator, cell, period), flow(kDenominator, cell, period), 1);
      break;
    case Form::kTurnover:
      parts(stock(cell, period), flow(kDenominator, cell, period), as_of(period) - period.from + 1);
      break;
    case Form::kBalance:
      result.value = Fraction{stock_before(cell, period) + flow(kNumerator, cell, period) +
                                  flow(kRevivedPart, cell, period) + flow(kInPart, cell, period) -
                                  flow(kDenominator, cell, period) - flow(kDormantPart, cell, period) -
                                  flow(kOutPart, cell, period) - stock(cell, period),
                              1};
      break;
    default:
      break;
  }
  judge(result, cell, period);
  return result;
}

void ValueReader::figures(CellId cell, const Period& period, std::vector<Figures>& out) const {
  switch (definition_.form) {
    case Form::kMix:
    case Form::kFindings:
      return mix(cell, period, out);
    case Form::kInOut:
      return in_out(cell, period, out);
    case Form::kCohort:
      return cohorts(cell, period, out);
    case Form::kDays: {
      const auto span = months(period);
      return quantiles(engine_.cells_.merged(kpi_, kNumerator, cell, span.from, span.to), cell, period, out);
    }
    case Form::kAge:
      return quantiles(ages(cell, period), cell, period, out);
    case Form::kComplete:
      return complete(cell, period, out);
    case Form::kReceipts:
      return out.push_back(receipts(cell, period));
    case Form::kFreshness:
      return;  // no cell holds it: freshness()
    default:
      return out.push_back(single(cell, period));
  }
}

std::string ValueReader::stat_name(std::uint8_t stat) const {
  switch (definition_.form) {
    case Form::kMix:
    case Form::kFindings:
      return std::string(classes_[stat]);
    case Form::kInOut:
      return stat == 0 ? "in" : "out";
    case Form::kCohort:
      return std::to_string(definition_.limits[stat].days);
    case Form::kDays:
    case Form::kAge:
      return stat == 0 ? "p50" : "p90";
    default:
      return stat == 0 ? "value" : "band";
  }
}

KpiResult ValueReader::told(CellId cell, const Period& period, const Figures& figures) const {
  const auto& name = engine_.cells_.name(cell);
  KpiResult result;
  result.key = {definition_.id,
                definition_.version,
                stat_name(figures.stat),
                name.province,
                std::string(dimension_name(name.dimension)),
                name.member};
  result.unit = definition_.form == Form::kComplete && figures.stat != 0 ? "band" : definition_.unit;
  result.period = period;
  result.known_at = known_at_;
  result.value = figures.value;
  result.numerator = figures.numerator;
  result.denominator = figures.denominator;
  result.status = figures.status;
  const auto wait = definition_.form == Form::kCohort ? definition_.limits[figures.stat].days : 0;
  const auto left_out = excluded(cell, period, wait);
  result.excluded = left_out;
  result.records = {figures.used, figures.used + left_out.missing + left_out.not_observed +
                                      left_out.negative + left_out.no_limit};
  cover(result, name);
  return result;
}

std::vector<KpiResult> ValueReader::read(CellId cell, const Period& period) const {
  std::vector<Figures> all;
  figures(cell, period, all);
  std::vector<KpiResult> results;
  results.reserve(all.size());
  for (const auto& each : all) results.push_back(told(cell, period, each));
  return results;
}

}  // namespace mizan::kpi
