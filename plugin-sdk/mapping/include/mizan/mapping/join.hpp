#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mizan::mapping {

/// Where a place stands that is no column of the row itself: a column of a join.
struct JoinedColumn {
  std::size_t join = 0;    ///< counted in Input::joins
  std::size_t column = 0;  ///< counted in Join::columns
};

/// Where a record or a field reads from, in the file's own words: a column, a column of a join
/// ("join.column"), or a JSON Pointer ("^/x": from the document's root instead of the element of `each`; "-1"
/// names the last element of an array).
struct Place {
  std::string name;
  std::uint32_t line = 0;
  std::optional<JoinedColumn> joined = std::nullopt;
};

/// Which of several rows with one key a join takes. Of equal days, the first in the order of the files.
enum class Take : std::uint8_t {
  kOnly,      ///< nothing was said: a second row is a mistake
  kFirst,     ///< in the order of the files' names and rows
  kLast,      ///< likewise
  kEarliest,  ///< by the date in Join::by; rows without one stand back
  kLatest     ///< likewise
};

/// [[input.join]]: rows of another file of the export, found by key.
struct Join {
  std::string name;             ///< places are called "name.column"
  std::string file;             ///< InputFiles::name
  std::vector<Place> key;       ///< columns of that file
  std::vector<std::string> to;  ///< columns of the record's own file with the same values, in the same order
  Take take = Take::kOnly;
  Place by;                          ///< kEarliest, kLatest: a column of that file
  std::vector<std::string> formats;  ///< of `by`
  std::vector<Place> columns;        ///< what records read of it
  std::uint32_t line = 0;
};

/// A join as the rows of one file use it.
struct JoinUse {
  std::size_t join = 0;         ///< counted in Input::joins
  std::vector<std::size_t> to;  ///< places of the row that hold the key, in the order of Join::key
};

}  // namespace mizan::mapping
