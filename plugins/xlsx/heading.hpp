#pragma once
#include <cstdint>
#include <mizan/mapping/join.hpp>
#include <mizan/mapping/sheet.hpp>
#include <vector>

#include "sheet_rows.hpp"

namespace mizan::xlsx {

/// Where the columns that a mapping names stand in a sheet.
struct Heading {
  std::vector<std::size_t> columns;  ///< by place
  std::uint32_t last_row = 0;        ///< of the heading: the data are below
};

/// Finds the heading: at the rule's row, or the first run of rows that names every place (headings of several
/// rows are joined from the top down, without blanks and repetitions). Reads from the sheet's beginning;
/// rewind the rows afterwards. Throws Flaw: if no row names them all, with what the nearest one lacks, and if
/// a heading that the mapping names stands over two columns. Nothing: the sheet has no value there at all.
std::optional<Heading> find_heading(SheetRows& rows, const mapping::InputSheet& rule,
                                    const std::vector<mapping::Place>& places);

}  // namespace mizan::xlsx
