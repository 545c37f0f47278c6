#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mizan::app {

enum class Format { kTable, kJson, kCsv };

std::optional<Format> find_format(std::string_view name);

/// Rows of text under named columns, printed the same way by every command: aligned for people, JSON or CSV
/// for programs. Numbers are marked so that they stand right-aligned and without quotes.
class Table {
 public:
  struct Column {
    std::string name;
    bool number = false;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// One cell per column. An empty cell of a number column is null in JSON.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::size_t size() const { return rows_.size(); }

  std::string render(Format format) const;

 private:
  std::string as_table() const;
  std::string as_json() const;
  std::string as_csv() const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace mizan::app
