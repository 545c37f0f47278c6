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
  std::string member;  ///< of the breakdown
};

/// The selection in the engine's terms. kNotFound: no such KPI or breakdown; kData: a period that is none.
base::Result<kpi::ValueQuery> query_of(const Selection& selection, const kpi::Engine& engine,
                                       base::Day today);

/// The selected values, in order of province, member and period.
base::Result<std::vector<model::KpiResult>> values_of(const Selection& selection, const kpi::Engine& engine,
                                                      base::Day today, base::Micros known_at);

}  // namespace mizan::api
