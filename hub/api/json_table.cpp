#include "api/json_table.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace mizan::api {

using nlohmann::ordered_json;

namespace {

void add_cell(std::string& row, const std::string& text, bool first) {
  if (!first) row += ',';
  row += base::csv_cell(text);
}

// Null: there is no such member, or it has no value.
ordered_json member_at(const ordered_json& row, const std::string& path) {
  const auto* at = &row;
  for (const auto part : base::split(path, '.')) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(std::string(part));
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return *at;
}

std::string text_of(const ordered_json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  const bool words = value.is_array() && std::all_of(value.begin(), value.end(),
                                                     [](const auto& each) { return each.is_string(); });
  if (!words) return base::json_text(value);
  std::string text;
  for (const auto& each : value) text += (text.empty() ? "" : ";") + each.template get<std::string>();
  return text;
}

}  // namespace

std::string csv_of(const ordered_json& answer, const std::vector<std::string>& columns,
                   const std::string& list, const access::FieldPaths& shown) {
  std::vector<std::string> kept;
  for (const auto& column : columns) {
    if (shown.has(list + "." + column)) kept.push_back(column);
  }
  std::string text;
  for (const auto& column : kept) add_cell(text, column, &column == kept.data());
  text += "\r\n";
  for (const auto& row : answer.at(list)) {
    for (const auto& column : kept) add_cell(text, text_of(member_at(row, column)), &column == kept.data());
    text += "\r\n";
  }
  return text;
}

Response tabled(Response response, const Request& request, const describe::Parts& parts,
                const access::FieldPaths& shown) {
  if (response.status != 200 || response.table.list.empty() || request.get("format") != "csv")
    return response;
  const std::string list(response.table.list);
  const auto answer = base::parse_ordered_json(response.body);
  if (!answer.contains(list))
    return problem(403, "Forbidden", "you are not given the rows of this table here");
  response.body = csv_of(answer, parts.columns(std::string(response.table.schema), list), list, shown);
  response.type = "text/csv; charset=utf-8";
  return response;
}

}  // namespace mizan::api
