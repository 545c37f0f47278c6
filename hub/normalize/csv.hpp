#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/civil.hpp"
#include "base/error.hpp"

namespace mizan::normalize {

/// A configuration table in CSV (RFC 4180 quoting): a header, then rows. Lines that are empty or begin with
/// '#' are passed over.
struct CsvTable {
  struct Row {
    std::size_t line = 0;  ///< of its first byte, from 1
    std::vector<std::string> cells;
  };
  std::string file;
  std::vector<std::string> header;  ///< lower case
  std::vector<Row> rows;

  /// Position of a column, or npos.
  std::size_t column(std::string_view name) const;
  /// The trimmed cell; empty for a column or cell that is not there.
  std::string_view cell(const Row& row, std::size_t column) const;
  /// The day in a cell, or `otherwise` where it is empty. kConfig, naming file, line and column: it is none.
  base::Result<base::Day> day(const Row& row, std::string_view name, base::Day otherwise) const;
  /// "offences.csv:12".
  std::string where(const Row& row) const;

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

/// Reads a table. An open quote, a row wider than the header, and a required column that is missing are
/// kConfig errors naming file and line.
base::Result<CsvTable> read_csv(std::string_view text, std::string_view file,
                                const std::vector<std::string_view>& required);

}  // namespace mizan::normalize
