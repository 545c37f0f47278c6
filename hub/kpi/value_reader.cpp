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

KpiResult ValueReader::blank(CellId cell, const Period& period, std::string stat, std::int32_t wait) const {
  const auto& name = engine_.cells_.name(cell);
  KpiResult result;
  result.key = {definition_.id,
                definition_.version,
                std::move(stat),
                name.province,
                std::string(dimension_name(name.dimension)),
                name.member};
  result.unit = definition_.unit;
  result.period = period;
  result.known_at = known_at_;
  const auto whole = denominator_cell(cell);
  result.excluded.missing = left_out(kExcludedMissing, whole, period, wait);
  result.excluded.no_limit = left_out(kExcludedNoLimit, whole, period, wait);
  result.excluded.not_observed = flow(kExcludedNotObserved, whole, period, wait);
  result.excluded.negative = flow(kExcludedNegative, whole, period, wait);
  return result;
}

std::vector<KpiResult> ValueReader::quantiles(CellId cell, const Period& period, const Bucket& values) const {
  std::vector<KpiResult> results;
  std::int64_t n = 0;
  for (const auto& value : values) n += value.n;
  for (const int p : {50, 90}) {
    auto result = blank(cell, period, p == 50 ? "p50" : "p90");
    result.denominator = n;
    if (const auto days = quantile(values, p)) result.value = Fraction{*days, 1};
    judge(result, cell);
    results.push_back(std::move(result));
  }
  return results;
}

Bucket ValueReader::ages(CellId cell, const Period& period) const {
  auto begun =
      engine_.cells_.merged(kpi_, kStockPart, cell, base::month_index(base::kFarPast), months(period).to);
  std::reverse(begun.begin(), begun.end());  // the latest institution is the least age
  for (auto& occurrence : begun) occurrence.x = as_of(period).value - occurrence.x;
  return begun;
}

std::vector<KpiResult> ValueReader::mix(CellId cell, const Period& period) const {
  std::vector<KpiResult> results;
  std::uint8_t part = kFirstClassPart;
  for (const auto name : class_names(definition_)) {
    const auto n = flow(part++, cell, period);
    if (n == 0) continue;
    auto result = blank(cell, period, std::string(name));
    result.value = Fraction{n, 1};
    judge(result, cell);
    results.push_back(std::move(result));
  }
  return results;
}

std::vector<KpiResult> ValueReader::in_out(CellId cell, const Period& period) const {
  std::vector<KpiResult> results;
  for (const auto part : {kNumerator, kDenominator}) {
    auto result = blank(cell, period, part == kNumerator ? "in" : "out");
    result.value = Fraction{flow(part, cell, period), 1};
    judge(result, cell);
    results.push_back(std::move(result));
  }
  return results;
}

// The share and, where the definition has bands, which of them it is in: the lowest is 1.
std::vector<KpiResult> ValueReader::complete(CellId cell, const Period& period) const {
  const auto whole = held(kOldPart, cell, period);
  const auto all = stock(cell, period);
  const auto& bands = definition_.bands;
  const auto reached =
      std::count_if(bands.begin(), bands.end(), [&](std::int64_t from) { return 100 * whole >= from * all; });
  std::vector<KpiResult> results;
  for (const bool band : {false, true}) {
    if (band && bands.empty()) break;
    auto result = blank(cell, period, band ? "band" : "value");
    if (band) result.unit = "band";
    result.numerator = whole;
    result.denominator = all;
    if (all > 0) result.value = band ? Fraction{1 + reached, 1} : Fraction{100 * whole, all};
    judge(result, cell);
    results.push_back(std::move(result));
  }
  return results;
}

KpiResult ValueReader::single(CellId cell, const Period& period) const {
  auto result = blank(cell, period, "value");
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
  judge(result, cell);
  return result;
}

std::vector<KpiResult> ValueReader::read(CellId cell, const Period& period) const {
  switch (definition_.form) {
    case Form::kMix:
    case Form::kFindings:
      return mix(cell, period);
    case Form::kInOut:
      return in_out(cell, period);
    case Form::kCohort:
      return cohorts(cell, period);
    case Form::kDays: {
      const auto span = months(period);
      return quantiles(cell, period, engine_.cells_.merged(kpi_, kNumerator, cell, span.from, span.to));
    }
    case Form::kAge:
      return quantiles(cell, period, ages(cell, period));
    case Form::kComplete:
      return complete(cell, period);
    case Form::kReceipts:
      return {receipts(cell, period)};
    case Form::kFreshness:
      return {};  // no cell holds it: freshness()
    default:
      return {single(cell, period)};
  }
}

}  // namespace mizan::kpi
