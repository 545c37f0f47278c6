#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mizan::xlsx {

/// Where a cell stands: "B7" is column 1, row 7. Columns count from 0, rows from 1, as sentences name them.
struct CellReference {
  std::uint32_t column = 0;
  std::uint32_t row = 0;
};

/// Nothing if it is no reference.
std::optional<CellReference> read_reference(std::string_view text);

/// 0 is A, 26 is AA.
std::string column_letters(std::size_t column);

}  // namespace mizan::xlsx
