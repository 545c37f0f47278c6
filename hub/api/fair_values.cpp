#include "api/fair_values.hpp"

#include <algorithm>

#include "kpi/fair_shares.hpp"

namespace mizan::api {
namespace {

std::string text_of(const std::optional<model::Fraction>& value) {
  return value ? model::format_value(*value) : "";
}

void add_limits(const std::optional<model::Limits>& limits, std::vector<std::string>& cells) {
  cells.push_back(limits ? model::format_value(limits->low) : "");
  cells.push_back(limits ? model::format_value(limits->high) : "");
}

void add_all(std::vector<std::string> texts, std::vector<std::string>& to) {
  std::move(texts.begin(), texts.end(), std::back_inserter(to));
}

}  // namespace

base::Result<std::vector<FairValue>> fair_values_of(const Selection& selection, const kpi::Engine& engine,
                                                    base::Day today, base::Micros known_at) {
  MIZAN_ASSIGN(auto results, values_of(selection, engine, today, known_at));
  kpi::FairShares shares(engine, today, known_at);
  for (const auto& result : results) shares.expect(result);
  std::vector<FairValue> values;
  values.reserve(results.size());
  for (auto& result : results) {
    const auto fairness = shares.of(result);
    values.push_back({std::move(result), fairness, std::nullopt});
  }
  return values;
}

std::vector<std::string> fairness_columns() {
  return {"interval_low",  "interval_high",  "small",          "province_share",
          "funnel_95_low", "funnel_95_high", "funnel_998_low", "funnel_998_high"};
}

std::vector<std::string> fairness_cells(const std::optional<model::Fairness>& fairness) {
  if (!fairness) return std::vector<std::string>(fairness_columns().size());
  std::vector<std::string> cells;
  add_limits(fairness->interval, cells);
  cells.emplace_back(!fairness->small ? "" : *fairness->small ? "true" : "false");
  cells.push_back(text_of(fairness->province_share));
  add_limits(fairness->funnel_95, cells);
  add_limits(fairness->funnel_998, cells);
  return cells;
}

std::vector<std::string> standardised_columns() {
  return {"expected", "standardised_ratio", "standardised_rate"};
}

std::vector<std::string> standardised_cells(const std::optional<kpi::StandardisedShare>& share) {
  if (!share) return std::vector<std::string>(standardised_columns().size());
  return {model::format_value(share->expected), text_of(share->ratio), text_of(share->rate)};
}

std::string to_csv(const std::vector<FairValue>& values) {
  const auto any = [&](auto FairValue::*part) {
    return std::any_of(values.begin(), values.end(),
                       [&](const FairValue& each) { return (each.*part).has_value(); });
  };
  publish::MoreColumns more;
  const bool fair = any(&FairValue::fairness);
  const bool standardised = any(&FairValue::standardised);
  if (fair) add_all(fairness_columns(), more.names);
  if (standardised) add_all(standardised_columns(), more.names);
  std::vector<model::KpiResult> results;
  for (const auto& each : values) {
    results.push_back(each.value);
    auto& row = more.rows.emplace_back();
    if (fair) add_all(fairness_cells(each.fairness), row);
    if (standardised) add_all(standardised_cells(each.standardised), row);
  }
  return publish::to_csv(results, more);
}

}  // namespace mizan::api
