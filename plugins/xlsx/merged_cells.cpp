#include "merged_cells.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "xml_node.hpp"
#include "xml_tags.hpp"

namespace mizan::xlsx {

MergedCells::MergedCells(std::string_view xml, const std::string& part, const Limits& limits) {
  if (xml.find("mergeCell") == std::string_view::npos) return;
  XmlTags tags(xml, part, limits.depth);
  XmlDocument one;
  while (const auto tag = tags.next()) {
    if (tag->name != "mergeCell" || tag->kind == Tag::Kind::kClose || tag->depth != 2) continue;
    const auto element = tags.element(*tag);
    if (element.size() > limits.document_bytes || !one.parse(element)) continue;
    add(attribute(one.root(), "ref"), limits);
  }
  std::stable_sort(ranges_.begin(), ranges_.end(),
                   [](const Range& a, const Range& b) { return a.first.row < b.first.row; });
}

void MergedCells::add(std::string_view reference, const Limits& limits) {
  const auto colon = reference.find(':');
  if (colon == std::string_view::npos) return;
  const auto first = read_reference(reference.substr(0, colon));
  const auto last = read_reference(reference.substr(colon + 1));
  if (!first || !last || last->column < first->column || last->row < first->row ||
      last->column >= limits.columns)
    throw Flaw(kUnreadable,
               fmt::format("\"{}\" is no range of cells that can be merged", reference.substr(0, 50)));
  columns_ += last->column - first->column + 1;
  if (ranges_.size() >= limits.merges || columns_ > limits.merged_columns)
    throw Flaw(kTooLarge, fmt::format("more than {} ranges of cells are merged", limits.merges));
  ranges_.push_back({*first, *last});
}

void MergedCells::hold(const Range& range, std::optional<std::string_view> value) {
  const auto text = std::make_shared<const std::string>(value.value_or(""));
  if (held_.size() <= range.last.column) held_.resize(range.last.column + 1);
  for (auto column = range.first.column; column <= range.last.column; ++column)
    held_[column] = {text, range.last.row, range.first.column};
}

std::optional<std::string_view> MergedCells::value(std::uint32_t row, std::size_t column) const {
  if (column >= held_.size() || held_[column].last_row < row || held_[column].text->empty())
    return std::nullopt;
  return *held_[column].text;
}

bool MergedCells::continues(std::uint32_t row, std::size_t column) const {
  return column < held_.size() && held_[column].last_row >= row && held_[column].first_column < column;
}

void MergedCells::rewind() {
  next_ = 0;
  held_.clear();
}

}  // namespace mizan::xlsx
