#include "sheet_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mizan::mapping {
namespace {

/// Reads one table that says how sheets and their heading are found: [input] for all, or [[input.sheet]].
class SheetReader {
 public:
  SheetReader(const toml::table& table, std::string path, TableChecks& checks)
      : table_(table), path_(std::move(path)), checks_(checks) {}

  void read_heading(InputSheet& out) {
    out.header_row = number("header_row", 1000, out.header_row);
    out.header_rows = number("header_rows", 10, out.header_rows);
    out.header_search = number("header_search", 1000, out.header_search);
    if (table_.contains("header_join")) out.header_join = checks_.text(table_, "header_join", path_);
    if (table_.contains("header_row") && table_.contains("header_search"))
      fail("header_search", "looks for the heading, and header_row says where it is: name one of them");
  }

  InputSheet read(InputSheet out, const std::vector<InputFiles>& files,
                  const std::vector<InputSheet>& others) {
    checks_.only(table_, path_,
                 {"name", "file", "sheet", "hidden", "optional", "header_row", "header_rows", "header_search",
                  "header_join"});
    out.line = table_.source().begin.line;
    out.name = checks_.text(table_, "name", path_);
    if (out.name.empty()) fail("name", "is missing: records say by it which sheet they are made from");
    if (std::any_of(others.begin(), others.end(),
                    [&](const InputSheet& each) { return each.name == out.name; }))
      fail("name",
           fmt::format("\"{}\" is the name of another sheet: give this one a name of its own", out.name));
    read_file(out, files);
    read_which(out);
    out.hidden = flag("hidden");
    out.optional = flag("optional");
    if (table_.contains("header_search")) out.header_row = 0;
    read_heading(out);
    return out;
  }

 private:
  void fail(std::string_view key, std::string message) {
    const auto* node = table_.get(key);
    checks_.fail(node != nullptr ? node : &table_, path_ + std::string(key), std::move(message));
  }

  int number(std::string_view key, std::int64_t most, int otherwise) {
    const auto* node = table_.get(key);
    if (node == nullptr) return otherwise;
    const auto value = node->is_integer() ? node->value_or(std::int64_t{0}) : 0;
    if (value < 1 || value > most) fail(key, fmt::format("expected a whole number, 1 to {}", most));
    return static_cast<int>(value);
  }

  bool flag(std::string_view key) {
    const auto* node = table_.get(key);
    if (node == nullptr) return false;
    if (!node->is_boolean()) fail(key, "expected true or false");
    return node->value_or(false);
  }

  void read_file(InputSheet& out, const std::vector<InputFiles>& files) {
    if (!table_.contains("file") && files.size() == 1) {
      out.file = files.front().name;
      return;
    }
    out.file = checks_.text(table_, "file", path_);
    if (std::none_of(files.begin(), files.end(),
                     [&](const InputFiles& each) { return each.name == out.file; }))
      fail("file", fmt::format("\"{}\" is no name in input.files", out.file));
  }

  // sheet = "سماعت*" or sheet = 2
  void read_which(InputSheet& out) {
    const auto* node = table_.get("sheet");
    if (node == nullptr) return;
    if (node->is_integer()) {
      out.position = number("sheet", 255, 1);
    } else {
      out.pattern = checks_.text(table_, "sheet", path_);
      if (node->is_string() && out.pattern.empty())
        fail("sheet", "expected a sheet's name, with '*' where it differs, or its position from 1");
    }
  }

  const toml::table& table_;
  std::string path_;
  TableChecks& checks_;
};

}  // namespace

std::vector<InputSheet> read_sheets(const toml::table& input, const std::vector<InputFiles>& files,
                                    TableChecks& checks) {
  InputSheet every;
  SheetReader(input, "input.", checks).read_heading(every);
  std::vector<InputSheet> sheets;
  const auto* node = input.get("sheet");
  if (node == nullptr) {
    for (const auto& file : files) {
      sheets.push_back(every);
      sheets.back().name = sheets.back().file = file.name;
    }
    return sheets;
  }
  const auto* list = node->as_array();
  if (list == nullptr || !list->is_array_of_tables()) {
    checks.fail(node, "input.sheet", "expected [[input.sheet]]");
    return sheets;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    SheetReader reader(*(*list)[i].as_table(), fmt::format("input.sheet[{}].", i + 1), checks);
    sheets.push_back(reader.read(every, files, sheets));
  }
  return sheets;
}

}  // namespace mizan::mapping
