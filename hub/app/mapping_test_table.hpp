#pragma once
#include <mizan/mapping/mapping.hpp>
#include <string>
#include <vector>

#include "app/mapping_test_file.hpp"

namespace mizan::app {

/// Rows of one kind of file or sheet, as a mapping test writes them: column → value.
using TestRows = std::vector<std::map<std::string, std::string>>;

/// The rows as a table, its first line the heading: every column that the mapping reads, and those that the
/// rows name beside them. Values that are left out are empty.
std::vector<std::vector<std::string>> table_of(const std::vector<mapping::Place>& places,
                                               const TestRows& rows);

/// The rows that a test gives to the files or sheets of a name; none if it gives none.
const TestRows& rows_of(const MappingTest& test, const std::string& name);

}  // namespace mizan::app
