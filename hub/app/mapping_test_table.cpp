#include "app/mapping_test_table.hpp"

#include <algorithm>

namespace mizan::app {
namespace {

std::vector<std::string> heading_of(const std::vector<mapping::Place>& places, const TestRows& rows) {
  std::vector<std::string> heading;
  const auto add = [&](const std::string& name) {
    if (std::find(heading.begin(), heading.end(), name) == heading.end()) heading.push_back(name);
  };
  for (const auto& place : places) add(place.name);
  for (const auto& row : rows) {
    for (const auto& [column, value] : row) add(column);
  }
  return heading;
}

}  // namespace

std::vector<std::vector<std::string>> table_of(const std::vector<mapping::Place>& places,
                                               const TestRows& rows) {
  const auto heading = heading_of(places, rows);
  std::vector<std::vector<std::string>> table = {heading};
  for (const auto& row : rows) {
    auto& line = table.emplace_back();
    for (const auto& column : heading) {
      const auto found = row.find(column);
      line.push_back(found == row.end() ? std::string() : found->second);
    }
  }
  return table;
}

const TestRows& rows_of(const MappingTest& test, const std::string& name) {
  static const TestRows kNone;
  auto found = test.rows.find(name);
  if (found == test.rows.end()) found = test.rows.find("");
  return found == test.rows.end() ? kNone : found->second;
}

}  // namespace mizan::app
