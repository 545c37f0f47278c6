#include "app/kpi_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "api/standardised.hpp"

namespace mizan::app {
namespace {

std::string number(const std::optional<std::int64_t>& value) {
  return value ? fmt::format("{}", *value) : "";
}

// Who asks for persons is shown how far their shares can be told apart, whether he asks for that or not.
bool shows_fairness(const KpiQuestions& questions) {
  const auto person = kpi::dimension_name(kpi::Dimension::kProsecutor);
  const auto& by = questions.by;
  return questions.intervals || std::find(by.begin(), by.end(), person) != by.end();
}

std::vector<std::string> kpis_of(const KpiQuestions& questions, const kpi::Engine& engine, base::Day today) {
  if (!questions.kpis.empty()) return questions.kpis;
  std::vector<std::string> ids;
  for (const auto& definition : engine.definitions()) {
    if (engine.is_in_force(definition, today)) ids.push_back(definition.id);
  }
  return ids;
}

std::vector<std::string> breakdowns_of(const KpiQuestions& questions, const kpi::Definition& definition) {
  if (questions.by.empty()) return {""};
  std::vector<std::string> names;
  for (const auto& name : questions.by) {
    if (name == "all") names.emplace_back();
    for (const auto* list : {&definition.by, &definition.numerator_by}) {
      for (const auto dimension : *list) {
        if (name == "all" || name == kpi::dimension_name(dimension))
          names.emplace_back(kpi::dimension_name(dimension));
      }
    }
  }
  // One that it lacks is a mistake where the KPI was named, and no matter where all were meant.
  return names.empty() && !questions.kpis.empty() ? questions.by : names;
}

std::vector<std::string> cells_of(const model::KpiResult& result) {
  return {result.key.kpi,
          result.key.stat,
          result.key.province,
          result.key.dimension,
          result.key.member,
          result.period.label,
          result.value ? model::format_value(*result.value) : "",
          number(result.numerator),
          number(result.denominator),
          fmt::format("{}", result.excluded.missing),
          fmt::format("{}", result.excluded.not_observed),
          fmt::format("{}", result.excluded.negative),
          fmt::format("{}/{}", result.places.used, result.places.all),
          std::string(model::kpi_status_name(result.status))};
}

/// Columns that are there if somebody asks for them.
struct More {
  bool fairness = false;
  bool standardised = false;
};

void add_values(const std::vector<api::FairValue>& values, More more, Table& table) {
  for (const auto& each : values) {
    auto cells = cells_of(each.value);
    const auto add = [&](const std::vector<std::string>& others) {
      cells.insert(cells.end(), others.begin(), others.end());
    };
    if (more.fairness) add(api::fairness_cells(each.fairness));
    if (more.standardised) add(api::standardised_cells(each.standardised));
    table.add(std::move(cells));
  }
}

Table table_of_values(More more) {
  std::vector<Table::Column> columns = {{"kpi"},
                                        {"stat"},
                                        {"province"},
                                        {"by"},
                                        {"member"},
                                        {"period"},
                                        {"value", true},
                                        {"numerator", true},
                                        {"denominator", true},
                                        {"missing", true},
                                        {"not_observed", true},
                                        {"negative", true},
                                        {"places"},
                                        {"status"}};
  const auto add = [&](const std::vector<std::string>& names) {
    for (const auto& name : names) columns.push_back({name, true});
  };
  if (more.fairness) add(api::fairness_columns());
  if (more.standardised) add(api::standardised_columns());
  return Table(std::move(columns));
}

}  // namespace

void add_questions(Command& command, KpiQuestions& questions) {
  auto& selection = questions.selection;
  command.add_option("--period", &selection.period, "one period: 2026-03, 2026-Q1, 2026, FY2025-26");
  command.add_option("--province", &selection.province, "only this province");
  command.add_option("--member", &selection.member, "the district, court … of --by");
  command.add_option("--by", &questions.by, "a breakdown: district, court, prosecutor, offence_group …; all")
      .one_at_a_time();
  command.add_option("--every", &questions.every, "month, quarter, year or fiscal_year").one_at_a_time();
  command.add_option("--from", &selection.from, "first period");
  command.add_option("--to", &selection.to, "last period");
  command.add_option(
      "--intervals", &questions.intervals,
      "how far shares can be told from the province's: Wilson's interval, small denominators, funnel limits; "
      "always there with --by prosecutor");
}

base::Result<Table> kpi_table(const KpiQuestions& questions, const kpi::Engine& engine, base::Day today,
                              const ValueSource& source) {
  const More more{shows_fairness(questions), !questions.standardise.empty()};
  auto table = table_of_values(more);
  auto selection = questions.selection;
  for (const auto& id : kpis_of(questions, engine, today)) {
    selection.kpi = id;
    MIZAN_ASSIGN(const auto* definition, api::definition_of(selection, engine, today));
    for (const auto& by : breakdowns_of(questions, *definition)) {
      selection.by = by;
      for (const auto& every : questions.every.empty() ? std::vector<std::string>{""} : questions.every) {
        selection.every = every;
        MIZAN_ASSIGN(const auto values, source(selection));
        add_values(values, more, table);
      }
    }
  }
  return table;
}

}  // namespace mizan::app
