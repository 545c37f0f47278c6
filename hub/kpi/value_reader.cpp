#include "kpi/value_reader.hpp"

#include <algorithm>

namespace mizan::kpi {

using model::Fraction;
using model::KpiResult;
using model::KpiStatus;
using model::Period;

namespace {

// Flows: a stock's own part only says that it moved, not that anything is in it.
constexpr std::uint8_t kParts[] = {kNumerator,        kDenominator,    kRevivedPart,     kInPart,
                                   kDormantPart,      kOutPart,        kExcludedMissing, kExcludedNotObserved,
                                   kExcludedNegative, kExcludedNoLimit};

}  // namespace

ValueReader::Months ValueReader::months(const Period& period) const {
  if (definition_.form == Form::kCodes) return {0, 1};  // live values have no period: they stand at day 0
  return {base::month_index(period.from), base::month_index(period.to)};
}

std::int64_t ValueReader::flow(std::uint8_t component, CellId cell, const Period& period) const {
  if (definition_.form == Form::kDue) return due(component, cell, period);
  const auto span = months(period);
  return engine_.cells_.sum(kpi_, component, cell, span.from, span.to);
}

// No date after today was counted, so the sum up to the period's last month is the stock at its as_of (rule
// 7).
std::int64_t ValueReader::stock(CellId cell, const Period& period) const {
  return engine_.cells_.sum(kpi_, kStockPart, cell, base::month_index(base::kFarPast), months(period).to);
}

std::int64_t ValueReader::stock_before(CellId cell, const Period& period) const {
  return engine_.cells_.sum(kpi_, kStockPart, cell, base::month_index(base::kFarPast), months(period).from);
}

// What is missing from a stock is missing from every later one.
std::int64_t ValueReader::left_out(std::uint8_t component, CellId cell, const Period& period) const {
  if (!is_stock(definition_.form)) return flow(component, cell, period);
  return engine_.cells_.sum(kpi_, component, cell, base::month_index(base::kFarPast), months(period).to);
}

// Provinces reach to different days, so that the nation is their sum.
std::int64_t ValueReader::due(std::uint8_t component, CellId cell, const Period& period) const {
  const auto span = months(period);
  if (engine_.cells_.name(cell).province != "_T")
    return engine_.cells_.sum_until(kpi_, component, cell, span.from, span.to, due_by(cell));
  std::int64_t total = 0;
  for (const auto& [province, last] : due_)
    total += engine_.cells_.sum_until(kpi_, component, province, span.from, span.to, last);
  return total;
}

base::Day ValueReader::due_by(CellId cell) const {
  const auto& name = engine_.cells_.name(cell).province;
  for (const auto& [province, last] : due_) {
    if (engine_.cells_.name(province).province == name) return last;
  }
  return engine_.due_until(definition_, name, today_);
}

bool ValueReader::any_due(CellId cell, const Period& period) const {
  return std::any_of(std::begin(kParts), std::end(kParts),
                     [&](std::uint8_t part) { return due(part, cell, period) != 0; });
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

base::Day ValueReader::as_of(const Period& period) const {
  return std::min(period.to + -1, today_);
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
  if (named_total || definition_.form == Form::kReceipts) return true;
  if (definition_.form == Form::kDue) return any_due(cell, period);
  if (definition_.form == Form::kOverdue) return overdue(cell, period) != 0;
  const bool stocks = is_stock(definition_.form);
  if (stocks && (stock(cell, period) != 0 || left_out(kExcludedMissing, cell, period) != 0 ||
                 left_out(kExcludedNoLimit, cell, period) != 0))
    return true;
  if (definition_.form == Form::kBalance && (stock(cell, period) != 0 || stock_before(cell, period) != 0))
    return true;
  const auto span = months(period);
  const auto has = [&](int part) {
    return engine_.cells_.any(kpi_, static_cast<std::uint8_t>(part), cell, span.from, span.to);
  };
  const auto counts = [&](std::uint8_t part) {
    return has(part) && !(stocks && (part == kExcludedMissing || part == kExcludedNoLimit));
  };
  if (std::any_of(std::begin(kParts), std::end(kParts), counts)) return true;
  if (definition_.form != Form::kMix) return false;
  for (int part = kFirstClassPart; part < kExcludedMissing; ++part) {
    if (has(part)) return true;
  }
  return false;
}

KpiResult ValueReader::blank(CellId cell, const Period& period, std::string stat) const {
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
  result.excluded.missing = left_out(kExcludedMissing, whole, period);
  result.excluded.no_limit = left_out(kExcludedNoLimit, whole, period);
  result.excluded.not_observed = flow(kExcludedNotObserved, whole, period);
  result.excluded.negative = flow(kExcludedNegative, whole, period);
  return result;
}

DistrictCounts count_districts(const Cells& cells) {
  DistrictCounts counts;
  for (CellId cell = 0; cell < cells.size(); ++cell) {
    const auto& name = cells.name(cell);
    if (name.dimension == Dimension::kDistrict && name.province != "_T" && !cells.empty(cell))
      ++counts[name.province];
  }
  return counts;
}

ValueReader::ValueReader(const Engine& engine, std::size_t kpi, const DistrictCounts& districts,
                         base::Day today, base::Micros known_at)
    : engine_(engine),
      definition_(engine.definitions_[kpi]),
      kpi_(static_cast<std::uint8_t>(kpi)),
      today_(today),
      known_at_(known_at) {
  auto& nation = districts_["_T"];
  for (const auto& [province, count] : districts) {
    const model::Share share{engine.observed(definition_, province) ? count : 0, count};
    districts_[province] = share;
    nation.used += share.used;
    nation.all += share.all;
  }
  for (const auto& source : engine.sources_) gives_.push_back(gives_somewhere(source.declaration));
  if (definition_.form != Form::kDue) return;
  for (CellId cell = 0; cell < engine_.cells_.size(); ++cell) {
    const auto& name = engine_.cells_.name(cell);
    if (name.dimension == Dimension::kTotal && name.province != "_T")
      due_.emplace_back(cell, engine_.due_until(definition_, name.province, today_));
  }
}

// True if the source sees some of what is needed, and all of it is seen in its place, or in any if it covers
// all.
bool ValueReader::gives_somewhere(const model::SourceDeclaration& source) const {
  const auto& needs = definition_.needs;
  const auto sees = [&](const Need& need) { return need.seen_by(source); };
  if (!needs.empty() && std::none_of(needs.begin(), needs.end(), sees)) return false;
  if (!source.province.empty()) return engine_.observed(definition_, source.province);
  return std::any_of(engine_.sources_.begin(), engine_.sources_.end(), [&](const SourceState& other) {
    return engine_.observed(definition_, other.declaration.province);
  });
}

// Places: districts of the cell with all that is needed observed, of all its districts known.
void ValueReader::cover(KpiResult& result, CellId cell) const {
  const auto& name = engine_.cells_.name(cell);
  const auto found = districts_.find(name.province);
  if (found != districts_.end()) result.places = found->second;
  if (name.dimension == Dimension::kDistrict) {
    result.places.used = std::min<std::int64_t>(result.places.used, 1);
    result.places.all = 1;
  }
  for (const auto& source : engine_.sources_) {
    const auto& declaration = source.declaration;
    if (name.province != "_T" && !declaration.province.empty() && declaration.province != name.province)
      continue;
    result.fresh_to.push_back({declaration.name, source.horizon, source.newest_change});
  }
}

// A horizon matters only of a source that sees some of what is needed, in a place where all of it is seen
// (rule 6). A source without a province gives to all.
bool ValueReader::gives_what_is_needed(std::size_t source, std::string_view province) const {
  if (province == "_T" || !engine_.sources_[source].declaration.province.empty()) return gives_[source];
  return gives_[source] && engine_.observed(definition_, province);
}

void ValueReader::judge(KpiResult& result, CellId cell) const {
  cover(result, cell);
  const auto& name = engine_.cells_.name(cell);
  const bool nation = name.province == "_T";
  bool observed = false;
  bool reached = false;
  bool beyond = false;
  for (std::size_t i = 0; i < gives_.size(); ++i) {
    const auto& source = engine_.sources_[i];
    const auto& province = source.declaration.province;
    if (!nation && !province.empty() && province != name.province) continue;
    if (!gives_what_is_needed(i, name.province)) continue;
    observed = true;
    reached = reached || !source.horizon || *source.horizon >= result.period.from;
    beyond = beyond || !source.horizon || *source.horizon + 1 < result.period.to;
  }
  const auto& excluded = result.excluded;
  const auto used =
      result.denominator.value_or(result.value ? std::max<std::int64_t>(result.value->numerator, 0) : 0);
  result.records = {used,
                    used + excluded.missing + excluded.not_observed + excluded.negative + excluded.no_limit};
  const bool applies = applies_in(definition_, name.province);
  if (!applies || !observed || !reached || result.period.from > today_) {
    result.status = applies ? KpiStatus::kNotAvailable : KpiStatus::kNotApplicable;
    result.value.reset();
    result.numerator.reset();
    result.denominator.reset();
  } else if (result.period.to > today_ || beyond) {
    result.status = KpiStatus::kProvisional;
  }
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
  const auto names = class_names(definition_);
  for (std::size_t c = 0; c < names.size(); ++c) {
    const auto n = flow(static_cast<std::uint8_t>(kFirstClassPart + c), cell, period);
    if (n == 0) continue;
    auto result = blank(cell, period, std::string(names[c]));
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

KpiResult ValueReader::receipts(CellId cell, const Period& period) const {
  auto result = blank(cell, period, "value");
  std::int64_t received = 0;
  std::int64_t quarantined = 0;
  for (const auto& receipt : engine_.receipts_) {
    const bool here = result.key.province == "_T" || result.key.province == receipt.province;
    if (!here || receipt.day < period.from || receipt.day >= period.to || receipt.day > today_) continue;
    received += receipt.received;
    quarantined += receipt.quarantined;
  }
  result.numerator = quarantined;
  result.denominator = received;
  if (received > 0) result.value = Fraction{100 * quarantined, received};
  cover(result, cell);
  result.records = {received, received};
  if (period.to > today_) result.status = KpiStatus::kProvisional;
  return result;
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
      return mix(cell, period);
    case Form::kInOut:
      return in_out(cell, period);
    case Form::kDays: {
      const auto span = months(period);
      return quantiles(cell, period, engine_.cells_.merged(kpi_, kNumerator, cell, span.from, span.to));
    }
    case Form::kAge:
      return quantiles(cell, period, ages(cell, period));
    case Form::kReceipts:
      return {receipts(cell, period)};
    default:
      return {single(cell, period)};
  }
}

}  // namespace mizan::kpi
