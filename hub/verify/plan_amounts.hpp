#pragma once
// Private to this folder: what each row of a definition's units puts where.
#include <string>
#include <vector>

#include "kpi/definition.hpp"

namespace mizan::verify {

/// The statements that put a definition's flows into v_amount: by part, month, province and every breakdown.
std::vector<std::string> amounts_of(const kpi::Definition& definition);

/// The month of a day, counted from January 1970.
std::string month_sql(const std::string& day);

/// The column of a breakdown in v_amount; of the total, its one member.
std::string column_of(kpi::Dimension dimension);

}  // namespace mizan::verify
