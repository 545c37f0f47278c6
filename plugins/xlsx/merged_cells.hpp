#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cell_reference.hpp"
#include "limits.hpp"

namespace mizan::xlsx {

/// The merged cells of a sheet: each of them has the value that the first of them, at the top and left,
/// holds.
class MergedCells {
 public:
  MergedCells() = default;
  /// Of the sheet's XML, where they stand behind the rows. Throws Flaw.
  MergedCells(std::string_view xml, const std::string& part, const Limits& limits);

  /// Goes on to a row, from the top down. `value_of(column)` gives what the row's own cells hold.
  template <class ValueOf>
  void enter(std::uint32_t row, const ValueOf& value_of) {
    for (; next_ < ranges_.size() && ranges_[next_].first.row <= row; ++next_) {
      const auto& range = ranges_[next_];
      // A row that is not there holds nothing.
      const auto value = range.first.row == row ? value_of(range.first.column) : std::nullopt;
      hold(range, value);
    }
  }

  /// The value that a merged cell has from the first of its range; nothing if the cell is not merged.
  std::optional<std::string_view> value(std::uint32_t row, std::size_t column) const;
  /// True for a cell of a range that begins in another column.
  bool continues(std::uint32_t row, std::size_t column) const;
  /// How many columns ranges have reached so far.
  std::size_t width() const { return held_.size(); }
  void rewind();

 private:
  struct Range {
    CellReference first;
    CellReference last;
  };
  struct Held {
    std::shared_ptr<const std::string> text;
    std::uint32_t last_row = 0;
    std::uint32_t first_column = 0;
  };

  void hold(const Range& range, std::optional<std::string_view> value);
  void add(std::string_view reference, const Limits& limits);

  std::vector<Range> ranges_;  ///< by first row
  std::size_t next_ = 0;
  std::vector<Held> held_;  ///< by column
  std::uint64_t columns_ = 0;
};

}  // namespace mizan::xlsx
