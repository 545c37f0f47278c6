#pragma once
#include <cstdint>
#include <string>

namespace mizan::mapping {

/// [[input.sheet]]: sheets of one kind in the workbooks of one kind, and how their heading is found.
struct InputSheet {
  std::string name;                 ///< what records and mapping tests call it
  std::string file;                 ///< InputFiles::name
  std::string pattern;              ///< the sheet's name, with '*'; empty: by position
  int position = 1;                 ///< counted from 1, among the sheets that are looked at
  bool hidden = false;              ///< hidden sheets are looked at too
  bool optional = false;            ///< a workbook without such a sheet is no mistake
  int header_row = 0;               ///< the heading's first row; 0: wherever the columns' names stand
  int header_rows = 1;              ///< how many rows the heading has
  int header_search = 20;           ///< how many rows are looked at for a heading that moves
  std::string header_join = " | ";  ///< between the parts of a heading of several rows
  std::uint32_t line = 0;           ///< of the mapping
};

}  // namespace mizan::mapping
