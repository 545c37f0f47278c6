#include "test_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <mizan/sdk/error.hpp>
#include <nlohmann/json.hpp>

namespace mizan::sql {
namespace {
using nlohmann::json;

constexpr const char* kNumber = "mizan_row";

json read_rows(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  auto out = json::parse(text, nullptr, false);
  if (!out.is_object()) throw sdk::Error(MIZAN_E_CONFIG, file + ": is no JSON object of rows");
  return out;
}

// SQLite tells columns apart without regard to case.
std::string lower(std::string text) {
  for (auto& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

/// One query's rows as a table.
class TestTable {
 public:
  TestTable(Database& database, std::string name) : database_(database), name_(std::move(name)) {}

  void add_column(const std::string& name) {
    const bool known = std::any_of(columns_.begin(), columns_.end(),
                                   [&](const std::string& column) { return lower(column) == lower(name); });
    if (!known) columns_.push_back(name);
  }

  void create() {
    std::string columns = fmt::format("{} INTEGER PRIMARY KEY", kNumber);
    for (const auto& column : columns_) columns += fmt::format(", {} TEXT", quoted(Dialect::kSqlite, column));
    database_.run({fmt::format("CREATE TABLE {} ({})", name_, columns), {}});
  }

  void insert(const json& row) {
    Statement statement;
    std::string names;
    std::string values;
    for (const auto& [column, value] : row.items()) {
      statement.bound.push_back({value.get<std::string>(), false, false, Flaw::kNone});
      names += (names.empty() ? "" : ", ") + quoted(Dialect::kSqlite, column);
      values += fmt::format("{}:p{}", values.empty() ? "" : ", ", statement.bound.size());
    }
    statement.text = names.empty() ? fmt::format("INSERT INTO {} DEFAULT VALUES", name_)
                                   : fmt::format("INSERT INTO {} ({}) VALUES ({})", name_, names, values);
    database_.run(statement);
  }

 private:
  Database& database_;
  std::string name_;
  std::vector<std::string> columns_;
};

}  // namespace

std::vector<mapping::Query> use_test_rows(Database& database, const std::string& folder,
                                          const mapping::Mapping& mapping) {
  const auto all = read_rows(folder + "/rows.json");
  const auto groups = mapping.groups();
  std::vector<mapping::Query> out;
  for (const auto& query : mapping.input().queries) {
    const auto name = fmt::format("rows_{}", out.size());
    const auto rows = all.value(query.name, json::array());
    TestTable table(database, name);
    if (std::find(groups.begin(), groups.end(), query.name) != groups.end())
      for (const auto& place : mapping.places(query.name)) table.add_column(place.name);
    for (const auto& row : rows)
      for (const auto& [column, value] : row.items()) table.add_column(column);
    table.create();
    for (const auto& row : rows) table.insert(row);
    out.push_back(query);
    out.back().sql = "SELECT * FROM " + name;
    out.back().key = {kNumber};
    out.back().changed.clear();
  }
  return out;
}

}  // namespace mizan::sql
