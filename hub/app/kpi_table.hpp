#pragma once
#include <functional>
#include <string>
#include <vector>

#include "api/fair_values.hpp"
#include "app/command_line.hpp"
#include "app/table.hpp"
#include "base/error.hpp"
#include "kpi/engine.hpp"

namespace mizan::app {

/// Which values somebody asks a command for. Empty: every KPI, no breakdown, months.
struct KpiQuestions {
  api::Selection selection;  ///< but for kpi, by and every, which are several here
  std::vector<std::string> kpis;
  std::vector<std::string> by;  ///< "all": the total and every breakdown that the KPI has
  std::vector<std::string> every;
  bool intervals = false;
  std::string standardise;  ///< a breakdown, the groups of cases
};

/// Adds the options that choose places, periods and breakdowns.
void add_questions(Command& command, KpiQuestions& questions);

/// Reads the values of one KPI, breakdown and kind of period.
using ValueSource = std::function<base::Result<std::vector<api::FairValue>>(const api::Selection&)>;

/// The answers as rows, in the order asked for. `engine` says which KPIs and breakdowns there are on that
/// day. kNotFound: one that was named is not there.
base::Result<Table> kpi_table(const KpiQuestions& questions, const kpi::Engine& engine, base::Day today,
                              const ValueSource& source);

}  // namespace mizan::app
