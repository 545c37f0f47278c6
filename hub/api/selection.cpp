#include "api/selection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace mizan::api {
namespace {

base::Error not_a_period(const std::string& name) {
  return {base::Code::kData, name + " is a month 2026-03, a quarter 2026-Q1, a year 2026 or FY2025-26"};
}

base::Result<base::Day> bound(const std::string& name, const std::string& label, bool end,
                              base::Day otherwise) {
  if (label.empty()) return otherwise;
  const auto period = model::parse_period(label);
  if (!period) return not_a_period(name);
  return end ? period->to : period->from;
}

base::Result<std::vector<model::Period>> periods_of(const Selection& selection, const kpi::Engine& engine,
                                                    base::Day today) {
  if (!selection.period.empty()) {
    const auto period = model::parse_period(selection.period);
    if (!period) return not_a_period("period");
    return std::vector<model::Period>{*period};
  }
  const auto granularity =
      model::find_granularity(selection.every.empty() ? std::string("month") : selection.every);
  if (!granularity) return base::Error{base::Code::kData, "every is month, quarter, year or fiscal_year"};
  MIZAN_ASSIGN(const auto from, bound("from", selection.from, false, base::kFarPast));
  MIZAN_ASSIGN(const auto to, bound("to", selection.to, true, base::kFarFuture));
  auto periods = engine.periods(*granularity, today);
  std::erase_if(periods, [&](const model::Period& period) { return period.from < from || period.to > to; });
  return periods;
}

}  // namespace

base::Result<const kpi::Definition*> definition_of(const Selection& selection, const kpi::Engine& engine,
                                                   base::Day today) {
  const kpi::Definition* found = nullptr;
  if (selection.version.empty()) {
    found = engine.in_force(selection.kpi, today);
  } else {
    const auto version = base::parse_int(selection.version).value_or(0);
    found = engine.find(selection.kpi,
                        static_cast<int>(std::clamp<std::int64_t>(version, 0, kpi::kMostVersions)));
  }
  if (found != nullptr) return found;
  if (!selection.version.empty())
    return base::Error{base::Code::kNotFound, fmt::format("there is no version {} of a KPI \"{}\"",
                                                          selection.version, selection.kpi)};
  const auto& all = engine.definitions();
  const bool known =
      std::any_of(all.begin(), all.end(), [&](const auto& each) { return each.id == selection.kpi; });
  return base::Error{base::Code::kNotFound,
                     known ? fmt::format("no version of the KPI \"{}\" was in force on {}", selection.kpi,
                                         base::to_iso(today))
                           : fmt::format("there is no KPI \"{}\"", selection.kpi)};
}

base::Result<kpi::ValueQuery> query_of(const Selection& selection, const kpi::Engine& engine,
                                       base::Day today) {
  MIZAN_ASSIGN(const auto* definition, definition_of(selection, engine, today));
  MIZAN_ASSIGN(auto periods, periods_of(selection, engine, today));
  kpi::ValueQuery query{selection.kpi, std::move(periods), std::nullopt, selection.province,
                        definition->version};
  if (selection.by.empty()) return query;
  kpi::Dimension dimension{};
  if (!kpi::find_dimension(selection.by, dimension) || !kpi::has_dimension(*definition, dimension)) {
    return base::Error{base::Code::kNotFound, selection.kpi + " has no breakdown \"" + selection.by + "\""};
  }
  query.by = dimension;
  return query;
}

base::Result<std::vector<model::KpiResult>> values_of(const Selection& selection, const kpi::Engine& engine,
                                                      base::Day today, base::Micros known_at) {
  MIZAN_ASSIGN(const auto query, query_of(selection, engine, today));
  auto values = engine.values(query, today, known_at);
  if (!selection.member.empty()) {
    std::erase_if(values,
                  [&](const model::KpiResult& result) { return result.key.member != selection.member; });
  }
  return values;
}

}  // namespace mizan::api
