#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cell_reference.hpp"
#include "limits.hpp"
#include "merged_cells.hpp"
#include "workbook.hpp"
#include "xml_node.hpp"
#include "xml_tags.hpp"

namespace mizan::xlsx {

/// Cells that hold no value though something stands in them.
struct LostCells {
  std::uint64_t count = 0;
  CellReference first;
};

/// The rows of one sheet, from the top down, each cell as the text of its value. One row at a time is parsed.
/// Throws Flaw for what ends the sheet: broken XML, rows out of order, more rows than a sheet has.
class SheetRows {
 public:
  /// `xml` and `context` must outlive it. `part` is what sentences call the text.
  SheetRows(std::string_view xml, const std::string& part, const CellContext& context, const Limits& limits);

  /// False at the end of the sheet.
  bool next();
  /// Goes back to before the first row.
  void rewind();

  std::uint32_t number() const { return number_; }
  /// No cell of its own holds a value; it may lie within merged cells.
  bool blank() const { return blank_; }
  /// Why the row cannot be read, as a sentence.
  const std::optional<std::string>& flaw() const { return flaw_; }
  /// The cell's value, of merged cells that of the first of them; nothing if there is none. Valid until
  /// next().
  std::optional<std::string_view> value(std::size_t column) const;
  /// True for a merged cell that has its value from a column before it.
  bool continues(std::size_t column) const { return merged_.continues(number_, column); }
  /// Columns that may hold a value.
  std::size_t width() const { return std::max(cells_.size(), merged_.width()); }

  /// So far: cells that hold an error such as #N/A, and formulas whose value was not stored.
  const LostCells& errors() const { return errors_; }
  const LostCells& uncomputed() const { return uncomputed_; }

 private:
  struct Cell {
    std::size_t begin = 0;
    std::size_t size = 0;
  };

  std::optional<Tag> next_row();
  void take_number(pugi::xml_node row);
  void read_cells(pugi::xml_node row);
  bool read_cell(pugi::xml_node cell, std::size_t column);
  bool put_value(pugi::xml_node cell, std::size_t column);
  bool put_number(pugi::xml_node cell, std::string_view written, std::size_t column);
  void lose(LostCells& lost, std::size_t column) const;
  bool fail(std::size_t column, std::string_view what);
  std::optional<std::string_view> own(std::size_t column) const;

  std::string_view xml_;
  std::string part_;
  const CellContext& context_;
  Limits limits_;
  MergedCells merged_;
  XmlTags tags_;
  XmlDocument document_;
  std::string text_;
  std::vector<Cell> cells_;
  std::uint32_t number_ = 0;
  bool blank_ = true;
  std::optional<std::string> flaw_;
  LostCells errors_;
  LostCells uncomputed_;
};

}  // namespace mizan::xlsx
