#include "sheet_rows.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <charconv>

#include "cell_number.hpp"

namespace mizan::xlsx {
namespace {

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

SheetRows::SheetRows(std::string_view xml, const std::string& part, const CellContext& context,
                     const Limits& limits)
    : xml_(xml),
      part_(part),
      context_(context),
      limits_(limits),
      merged_(xml, part, limits),
      tags_(xml, part, limits.depth) {}

void SheetRows::rewind() {
  tags_ = XmlTags(xml_, part_, limits_.depth);
  merged_.rewind();
  number_ = 0;
  errors_ = {};
  uncomputed_ = {};
}

std::optional<Tag> SheetRows::next_row() {
  while (const auto tag = tags_.next()) {
    if (tag->name == "row" && tag->depth == 2 && tag->kind != Tag::Kind::kClose) return tag;
  }
  return std::nullopt;
}

bool SheetRows::next() {
  const auto tag = next_row();
  if (!tag) return false;
  const auto element = tags_.element(*tag);
  text_.clear();
  cells_.clear();
  blank_ = true;
  flaw_.reset();
  if (element.size() > limits_.document_bytes)
    throw Flaw(kTooLarge, fmt::format("the row after row {} is larger than {} MiB", number_,
                                      limits_.document_bytes >> 20U));
  if (!document_.parse(element))
    throw Flaw(kUnreadable, fmt::format("the row after row {} is no XML", number_));
  take_number(document_.root());
  read_cells(document_.root());
  merged_.enter(number_, [this](std::size_t column) { return own(column); });
  return true;
}

void SheetRows::take_number(pugi::xml_node row) {
  const auto written = attribute(row, "r");
  const auto number = written.empty() ? number_ + 1 : whole_number(written).value_or(0);
  if (number <= number_)
    throw Flaw(kUnreadable, fmt::format("row \"{}\" stands behind row {}", written.substr(0, 20), number_));
  if (number > limits_.rows)
    throw Flaw(kTooLarge, fmt::format("the sheet has more than {} rows", limits_.rows));
  number_ = static_cast<std::uint32_t>(number);
}

void SheetRows::read_cells(pugi::xml_node row) {
  for (const auto& cell : row.children()) {
    if (local_name(cell) != "c") continue;
    const auto written = attribute(cell, "r");
    const auto reference = written.empty() ? CellReference{static_cast<std::uint32_t>(cells_.size()), number_}
                                           : read_reference(written).value_or(CellReference{0, 0});
    if (reference.row != number_ || reference.column < cells_.size()) {
      fail(cells_.size(), fmt::format("\"{}\" is no cell that can stand here", written.substr(0, 20)));
      break;
    }
    if (reference.column >= limits_.columns) {
      fail(reference.column, fmt::format("a sheet has {} columns at most", limits_.columns));
      break;
    }
    cells_.resize(reference.column + 1);
    if (!read_cell(cell, reference.column)) break;
  }
  // A character reference can name what is no character.
  if (!flaw_ && !simdjson::validate_utf8(text_)) flaw_ = "the row is not well-formed UTF-8";
  if (flaw_) cells_.clear();
}

bool SheetRows::read_cell(pugi::xml_node cell, std::size_t column) {
  const auto begin = text_.size();
  if (!put_value(cell, column)) return false;
  const auto size = text_.size() - begin;
  if (size > limits_.cell_bytes)
    return fail(column, fmt::format("the cell has more than {} bytes", limits_.cell_bytes));
  cells_[column] = {begin, size};
  blank_ = blank_ && size == 0;
  return true;
}

// What stands in the cell, by its type (ECMA-376, 18.18.11).
bool SheetRows::put_value(pugi::xml_node cell, std::size_t column) {
  const auto type = attribute(cell, "t");
  if (type == "inlineStr") {
    append_text(child(cell, "is"), text_);
    return true;
  }
  const std::string_view written = child(cell, "v").child_value();
  if (written.empty()) {
    if (child(cell, "f") && type != "str") lose(uncomputed_, column);
    return true;
  }
  if (type == "s") {
    const auto number = whole_number(written);
    const auto text = number ? context_.strings.text(*number) : std::nullopt;
    if (!text) return fail(column, fmt::format("there is no shared string {}", written.substr(0, 20)));
    text_ += *text;
  } else if (type == "str") {
    append_unescaped(written, text_);
  } else if (type == "e") {
    lose(errors_, column);
  } else if (type == "b") {
    text_ += written == "1" || written == "true" ? "true" : "false";
  } else if (type == "d") {
    text_ += written;
  } else {
    return put_number(cell, written, column);
  }
  return true;
}

bool SheetRows::put_number(pugi::xml_node cell, std::string_view written, std::size_t column) {
  const auto style = whole_number(attribute(cell, "s")).value_or(0);
  const auto meaning = style < context_.meanings.size() ? context_.meanings[style] : Meaning::kNumber;
  const auto text = moment_text(written, meaning, context_.from_1904);
  if (!text) return fail(column, "the cell holds a number that is none");
  text_ += *text;
  return true;
}

void SheetRows::lose(LostCells& lost, std::size_t column) const {
  if (lost.count++ == 0) lost.first = {static_cast<std::uint32_t>(column), number_};
}

bool SheetRows::fail(std::size_t column, std::string_view what) {
  flaw_ = fmt::format("column {}: {}", column_letters(column), what);
  return false;
}

std::optional<std::string_view> SheetRows::own(std::size_t column) const {
  if (column >= cells_.size() || cells_[column].size == 0) return std::nullopt;
  return std::string_view(text_).substr(cells_[column].begin, cells_[column].size);
}

std::optional<std::string_view> SheetRows::value(std::size_t column) const {
  if (const auto value = own(column)) return value;
  return merged_.value(number_, column);
}

}  // namespace mizan::xlsx
