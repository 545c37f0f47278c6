#include "app/mapping_test_workbook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mizan/mapping/test_workbook.hpp>

#include "app/mapping_test_table.hpp"

namespace mizan::app {
namespace {

using Lines = std::vector<std::vector<std::string>>;

// "Hearings | Date" in two rows: its parts one below the other, the last in the last row, as merged cells
// have it.
Lines heading_rows(const std::vector<std::string>& names, const mapping::InputSheet& sheet) {
  Lines rows(static_cast<std::size_t>(sheet.header_rows), std::vector<std::string>(names.size()));
  for (std::size_t column = 0; column < names.size(); ++column) {
    std::string_view rest = names[column];
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const auto cut = sheet.header_join.empty() || row + 1 == rows.size() ? std::string_view::npos
                                                                           : rest.find(sheet.header_join);
      rows[row][column] = rest.substr(0, cut);
      rest = cut == std::string_view::npos ? std::string_view() : rest.substr(cut + sheet.header_join.size());
    }
  }
  return rows;
}

Lines rows_of_sheet(const MappingTest& test, const mapping::Mapping& mapping,
                    const mapping::InputSheet& sheet) {
  const auto groups = mapping.groups();
  const bool read = std::find(groups.begin(), groups.end(), sheet.name) != groups.end();
  const auto table =
      table_of(read ? mapping.places(sheet.name) : std::vector<mapping::Place>(), rows_of(test, sheet.name));
  Lines lines(static_cast<std::size_t>(std::max(sheet.header_row, 1) - 1));
  for (auto& row : heading_rows(table.front(), sheet)) lines.push_back(std::move(row));
  lines.insert(lines.end(), table.begin() + 1, table.end());
  return lines;
}

std::string name_of(std::string pattern) {
  std::replace(pattern.begin(), pattern.end(), '*', 'x');
  return pattern;
}

}  // namespace

bool write_test_workbook(const MappingTest& test, const mapping::Mapping& mapping, const std::string& file,
                         const std::filesystem::path& path) {
  std::vector<mapping::TestSheet> sheets;
  // Those that are found by their position stand there, with empty ones between them.
  for (const auto& sheet : mapping.input().sheets) {
    if (sheet.file != file || !sheet.pattern.empty()) continue;
    const auto position = static_cast<std::size_t>(sheet.position);
    while (sheets.size() < position) sheets.push_back({fmt::format("sheet {}", sheets.size() + 1), {}});
    sheets[position - 1].rows = rows_of_sheet(test, mapping, sheet);
  }
  for (const auto& sheet : mapping.input().sheets) {
    if (sheet.file == file && !sheet.pattern.empty())
      sheets.push_back({name_of(sheet.pattern), rows_of_sheet(test, mapping, sheet)});
  }
  return mapping::write_workbook(path, sheets);
}

}  // namespace mizan::app
