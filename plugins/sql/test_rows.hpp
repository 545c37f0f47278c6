#pragma once
#include <mizan/mapping/mapping.hpp>
#include <vector>

#include "database.hpp"

namespace mizan::sql {

/// backend = "rows": what `mizan mapping test` gives in place of a server. The file rows.json of the folder
/// holds, by name of query, lists of rows, each {"column": "text"}; they become tables of a database in
/// memory. Returns the mapping's queries, reading those tables.
std::vector<mapping::Query> use_test_rows(Database& database, const std::string& folder,
                                          const mapping::Mapping& mapping);

}  // namespace mizan::sql
