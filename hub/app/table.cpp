#include "app/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "base/json.hpp"

namespace mizan::app {
namespace {

// Columns on screen: code points are near enough for the scripts that stand in these tables.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string padded(std::string_view text, std::size_t width, bool right) {
  const std::string blanks(width - std::min(width, width_of(text)), ' ');
  return right ? blanks + std::string(text) : std::string(text) + blanks;
}

}  // namespace

std::optional<Format> find_format(std::string_view name) {
  if (name == "table") return Format::kTable;
  if (name == "json") return Format::kJson;
  if (name == "csv") return Format::kCsv;
  return std::nullopt;
}

std::string Table::render(Format format) const {
  switch (format) {
    case Format::kTable:
      return as_table();
    case Format::kJson:
      return as_json();
    case Format::kCsv:
      return as_csv();
  }
  return {};
}

std::string Table::as_table() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = width_of(columns_[i].name);
    for (const auto& row : rows_) width = std::max(width, width_of(row[i]));
    widths.push_back(width);
  }
  std::string out;
  const auto line = [&](const auto& cell) {
    std::string text;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      text += padded(cell(i), widths[i], columns_[i].number) + (i + 1 < columns_.size() ? "  " : "");
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  };
  line([&](std::size_t i) { return columns_[i].name; });
  line([&](std::size_t i) { return std::string(widths[i], '-'); });
  for (const auto& row : rows_) line([&](std::size_t i) { return row[i]; });
  return out;
}

std::string Table::as_json() const {
  auto list = nlohmann::ordered_json::array();
  for (const auto& row : rows_) {
    nlohmann::ordered_json object;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      // Number cells are valid JSON numbers already; parsing keeps integers integers.
      object[columns_[i].name] = !columns_[i].number ? nlohmann::ordered_json(row[i])
                                 : row[i].empty()    ? nlohmann::ordered_json(nullptr)
                                                     : base::parse_ordered_json(row[i]);
    }
    list.push_back(std::move(object));
  }
  return base::json_text(list, 2) + "\n";
}

std::string Table::as_csv() const {
  std::string out;
  const auto line = [&](const auto& cell) {
    for (std::size_t i = 0; i < columns_.size(); ++i) out += (i > 0 ? "," : "") + base::csv_cell(cell(i));
    out += "\n";
  };
  line([&](std::size_t i) { return columns_[i].name; });
  for (const auto& row : rows_) line([&](std::size_t i) { return row[i]; });
  return out;
}

}  // namespace mizan::app
