#pragma once
// Private to this folder: [[input.join]] of a mapping file.
#include <optional>
#include <string>
#include <vector>

#include "mizan/mapping/mapping.hpp"
#include "table_checks.hpp"

namespace mizan::mapping {

/// Reads [[input.join]] and notes what is wrong with it.
std::vector<Join> read_joins(const toml::table& input, const std::vector<InputFiles>& files,
                             TableChecks& checks);

/// The join that a place such as "join.column" names, and the column. Nothing: the place is a column of its
/// own.
struct JoinedName {
  std::size_t join;
  std::string column;
};
std::optional<JoinedName> joined_name(const std::vector<Join>& joins, const std::string& place);

/// True if a place such as "file.column" names a file of the input other than the record's own.
bool is_of_another_file(const std::vector<InputFiles>& files, const std::string& own,
                        const std::string& place);

/// Notes joins that no place reads from.
void check_joins_are_used(const toml::table& input, const std::vector<Join>& joins, TableChecks& checks);

}  // namespace mizan::mapping
