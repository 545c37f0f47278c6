#pragma once
#include <string>
#include <vector>

#include "base/error.hpp"
#include "kpi/engine.hpp"

namespace mizan::api {

/// Which values of a KPI somebody asks for, in the words of a URL or a command line. Empty: not said.
struct Selection {
  std::string kpi;
  std::string period;  ///< one period; excludes `from`, `to` and `every`
  std::string from;    ///< first period
  std::string to;      ///< last period
  std::string every;   ///< month (the default), quarter, year or fiscal_year
  std::string by;      ///< a breakdown
  std::string province;
  std::string member;   ///< of the breakdown
  std::string version;  ///< of the KPI's definition; else the one in force
};

/// The definition that is asked for, as of that day. kNotFound: there is no such KPI, or version of it.
base::Result<const kpi::Definition*> definition_of(const Selection& selection, const kpi::Engine& engine,
                                                   base::Day today);

/// The selection in the engine's terms. kNotFound: no such KPI or breakdown; kData: a period that is none.
base::Result<kpi::ValueQuery> query_of(const Selection& selection, const kpi::Engine& engine,
                                       base::Day today);

/// The selected values, in order of province, member and period.
base::Result<std::vector<model::KpiResult>> values_of(const Selection& selection, const kpi::Engine& engine,
                                                      base::Day today, base::Micros known_at);

}  // namespace mizan::api
