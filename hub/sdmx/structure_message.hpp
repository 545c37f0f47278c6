#pragma once
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "sdmx/names.hpp"

namespace mizan::sdmx {

/// The codes that a component can have, as codes of this hub.
struct CodeList {
  std::string id;         ///< "CL_AREA"
  std::string component;  ///< whose names they have; for ConceptNames
  std::vector<std::string> codes;
};

/// Codelists that do not hang on a hub's data: frequencies, statistics, statuses.
std::vector<CodeList> fixed_code_lists();

/// Dataflow, data structure, concepts and codelists as an SDMX-JSON 2.1 structure message, on one line.
/// `lists` must have CL_AREA, CL_KPI, CL_BREAKDOWN, CL_MEMBER and CL_UNIT; any others are there for who reads
/// them.
std::string structure_message(const std::vector<CodeList>& lists, const ConceptNames& names,
                              base::Micros prepared);

}  // namespace mizan::sdmx
