#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "access/decision.hpp"

namespace mizan::access {

/// Takes out of an answer what the grant does not show: members by their paths, and of "values" the rows.
void keep_shown(nlohmann::ordered_json& answer, const Grant& grant);

/// The same of values as CSV, whose columns are the members of "values" under names of their own. A column
/// that is none of them is not shown.
std::string keep_shown_csv(std::string_view csv, const Grant& grant);

}  // namespace mizan::access
