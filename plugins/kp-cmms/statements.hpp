#pragma once
#include <cstdint>
#include <string>

#include "layout.hpp"

namespace mizan::cmms {

/// The statements for one table; names stand in quotes, values are parameters.
/// Columns of rows: Columns (row.hpp), then those of the fields. A child is read whether or not its case is
/// there: nothing waits for a row that another transaction writes later.

/// $1: changed, $2: id of the last row, $3: changed of the last row that is wanted, $4: rows. Of the rows
/// behind it, in order.
std::string page_after(const Layout& layout, const Table& table);
/// $1 less $2 seconds: the first changed, $3: the last, $4: rows.
std::string page_from(const Layout& layout, const Table& table);
/// One row: the largest changed, and the same or the server's time, whichever is earlier. NULL: no rows.
std::string newest_of(const Table& table);
/// A row if one has no id or no changed: such rows are never read.
std::string lacking_of(const Table& table);
/// No row: whether $1 (changed) and $2 (id) are values of these columns.
std::string probe_of(const Table& table);

}  // namespace mizan::cmms
