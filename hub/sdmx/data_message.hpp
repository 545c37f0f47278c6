#pragma once
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/kpi_result.hpp"
#include "sdmx/names.hpp"

namespace mizan::sdmx {

/// Values to tell.
struct Observations {
  std::vector<model::KpiResult> values;  ///< as they are
  std::vector<model::KpiResult> gone;    ///< that were told before and are no longer
  bool changes = false;                  ///< these are what has changed alone
  base::Micros prepared = 0;
};

/// As an SDMX-JSON 2.1 data message, all dimensions at the observation: one line. Values that are gone are a
/// data set of the action Delete.
std::string data_message(const Observations& observations, const ConceptNames& names);

/// As SDMX-CSV 2.1.
std::string data_csv(const Observations& observations);

}  // namespace mizan::sdmx
