#include "normalize/csv.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace mizan::normalize {
namespace {

using base::Code;
using base::Error;

// Walks the text once; quoted cells may hold separators and line ends.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  bool done() const { return at_ >= text_.size(); }
  bool quote_left_open() const { return open_; }

  CsvTable::Row next() {
    CsvTable::Row row{line_, {}};
    while (true) {
      row.cells.push_back(cell());
      if (done()) return row;
      const char separator = text_[at_++];
      if (separator == ',') continue;
      ++line_;
      return row;
    }
  }

  // A line that holds no row.
  bool pass_over() {
    const auto end = std::min(text_.find('\n', at_), text_.size());
    const auto line = base::trim(text_.substr(at_, end - at_));
    if (!line.empty() && line.front() != '#') return false;
    at_ = end + 1;
    ++line_;
    return true;
  }

 private:
  std::string cell() {
    if (!done() && text_[at_] == '"') return quoted();
    const auto end = std::min(text_.find_first_of(",\n", at_), text_.size());
    const auto cell = text_.substr(at_, end - at_);
    at_ = end;
    return std::string(base::trim(cell));
  }

  std::string quoted() {
    std::string out;
    for (++at_; !done(); ++at_) {
      if (text_[at_] == '"') {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
        ++at_;
      }
      if (text_[at_] == '\n') ++line_;
      out += text_[at_];
    }
    open_ = open_ || done();
    at_ = std::min(text_.find_first_of(",\n", at_), text_.size());
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  bool open_ = false;
};

}  // namespace

std::size_t CsvTable::column(std::string_view name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  return found == header.end() ? npos : static_cast<std::size_t>(found - header.begin());
}

std::string_view CsvTable::cell(const Row& row, std::size_t column) const {
  return column < row.cells.size() ? base::trim(row.cells[column]) : std::string_view{};
}

base::Result<base::Day> CsvTable::day(const Row& row, std::string_view name, base::Day otherwise) const {
  const auto text = cell(row, column(name));
  if (text.empty()) return otherwise;
  const auto found = base::parse_iso_day(text);
  if (!found)
    return Error{Code::kConfig, fmt::format("{}: {}: '{}' is no day, 2025-07-01", where(row), name, text)};
  return *found;
}

std::string CsvTable::where(const Row& row) const {
  return fmt::format("{}:{}", file, row.line);
}

base::Result<CsvTable> read_csv(std::string_view text, std::string_view file,
                                const std::vector<std::string_view>& required) {
  CsvTable table;
  table.file = file;
  CsvReader reader(text);
  while (!reader.done()) {
    if (reader.pass_over()) continue;
    auto row = reader.next();
    if (reader.quote_left_open()) {
      return Error{Code::kConfig, fmt::format("{}: a quote is not closed", table.where(row))};
    }
    if (table.header.empty()) {
      for (const auto& cell : row.cells) table.header.push_back(base::to_lower(base::trim(cell)));
      continue;
    }
    if (row.cells.size() > table.header.size()) {
      return Error{Code::kConfig, fmt::format("{}: {} cells, the header has {}", table.where(row),
                                              row.cells.size(), table.header.size())};
    }
    table.rows.push_back(std::move(row));
  }
  for (const auto name : required) {
    if (table.column(name) == CsvTable::npos) {
      return Error{Code::kConfig, fmt::format("{}: the header has no column '{}'", file, name)};
    }
  }
  return table;
}

}  // namespace mizan::normalize
