#pragma once
#include <cstdint>
#include <mizan/mapping/sheet.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "limits.hpp"
#include "number_format.hpp"
#include "package.hpp"
#include "shared_strings.hpp"

namespace mizan::xlsx {

/// A sheet of a workbook, in the order of its tabs.
struct SheetPart {
  std::string name;
  std::string part;
  bool hidden = false;
};

/// What the cells of every sheet refer to.
struct CellContext {
  SharedStrings strings;
  std::vector<Meaning> meanings;  ///< of numbers, by the cell's style
  bool from_1904 = false;
};

/// A workbook, opened: its sheets, its texts, its formats. Throws what Package throws.
class Workbook {
 public:
  Workbook(const std::string& path, const Limits& limits);

  /// The sheets that a rule of the mapping means, in the order of their tabs. Hidden sheets are neither found
  /// nor counted unless the rule says so. Throws Flaw if there is none and the rule wants one.
  std::vector<SheetPart> sheets(const mapping::InputSheet& rule) const;
  std::string read(const SheetPart& sheet) { return package_.read(sheet.part); }
  const CellContext& context() const { return context_; }
  const Limits& limits() const { return limits_; }

 private:
  void read_styles(const std::string& part);

  Limits limits_;
  Package package_;
  std::vector<SheetPart> sheets_;
  CellContext context_;
};

/// Does a name fit a pattern with '*'? Compared as headings are (heading_text.hpp).
bool fits_pattern(std::string_view pattern, std::string_view name);

}  // namespace mizan::xlsx
