#include "access/answer_filter.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

namespace mizan::access {

using nlohmann::ordered_json;

namespace {

std::string text_in(const ordered_json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool shows_row(const ordered_json& row, const Grant& grant) {
  if (!row.is_object()) return false;
  const auto province = text_in(row, "province");
  const auto by = text_in(row, "by");
  const auto member = text_in(row, "member");
  return !province.empty() && grant.shows({province, by, member});
}

void drop_rows(ordered_json& answer, const Grant& grant) {
  const auto values = answer.find("values");
  if (values == answer.end() || !values->is_array()) return;
  auto kept = ordered_json::array();
  for (auto& row : *values) {
    if (shows_row(row, grant)) kept.push_back(std::move(row));
  }
  *values = std::move(kept);
}

// Lists are transparent: their entries have the path of the list.
void drop_members(ordered_json& value, const FieldPaths& fields, const std::string& path) {
  if (value.is_array()) {
    for (auto& each : value) drop_members(each, fields, path);
    return;
  }
  if (!value.is_object()) return;
  auto kept = ordered_json::object();
  for (auto& [name, member] : value.items()) {
    const auto inner = path.empty() ? name : path + "." + name;
    if (fields.has(inner)) {
      kept[name] = std::move(member);
    } else if (fields.leads_to(inner) && member.is_structured()) {
      drop_members(member, fields, inner);
      kept[name] = std::move(member);
    }
  }
  value = std::move(kept);
}

/// The cells of the row at `at` as they are written (quotes and all), and where the next row begins.
std::vector<std::string_view> cells_of(std::string_view csv, std::size_t& at) {
  std::vector<std::string_view> cells;
  auto from = at;
  bool quoted = false;
  for (; at < csv.size(); ++at) {
    if (csv[at] == '"') quoted = !quoted;
    if (quoted || (csv[at] != ',' && csv[at] != '\n')) continue;
    const bool ends = csv[at] == '\n';
    cells.push_back(csv.substr(from, at - from));
    from = at + 1;
    if (!ends) continue;
    ++at;
    if (cells.back().ends_with('\r')) cells.back().remove_suffix(1);
    return cells;
  }
  cells.push_back(csv.substr(from));
  return cells;
}

std::string unquoted(std::string_view cell) {
  if (cell.size() < 2 || cell.front() != '"') return std::string(cell);
  std::string out;
  for (std::size_t i = 1; i + 1 < cell.size(); ++i) {
    out += cell[i];
    if (cell[i] == '"') ++i;
  }
  return out;
}

struct Group {
  std::string_view begins;
  std::string_view path;
};
// Several columns that are one member; the others bear its name.
constexpr Group kGroups[] = {{"excluded_", "values.excluded"},
                             {"places_", "values.coverage"},
                             {"records_", "values.coverage"},
                             {"interval_", "values.fairness"},
                             {"small", "values.fairness"},
                             {"province_share", "values.fairness"},
                             {"funnel_", "values.fairness"},
                             {"expected", "values.standardised"},
                             {"standardised_", "values.standardised"}};

std::string path_of(std::string_view column) {
  for (const auto& group : kGroups) {
    if (column.starts_with(group.begins)) return std::string(group.path);
  }
  return "values." + std::string(column);
}

std::size_t place_of(const std::vector<std::string_view>& heading, std::string_view name) {
  return static_cast<std::size_t>(std::find(heading.begin(), heading.end(), name) - heading.begin());
}

void put_row(std::string& out, const std::vector<std::string_view>& cells, const std::vector<bool>& shown) {
  bool first = true;
  for (std::size_t i = 0; i < cells.size() && i < shown.size(); ++i) {
    if (!shown[i]) continue;
    if (!first) out += ',';
    out += cells[i];
    first = false;
  }
  out += "\r\n";
}

}  // namespace

void keep_shown(ordered_json& answer, const Grant& grant) {
  drop_rows(answer, grant);
  if (!grant.fields().all()) drop_members(answer, grant.fields(), "");
}

std::string keep_shown_csv(std::string_view csv, const Grant& grant) {
  std::size_t at = 0;
  const auto heading = cells_of(csv, at);
  const auto province = place_of(heading, "province");
  const auto by = place_of(heading, "by");
  const auto member = place_of(heading, "member");
  std::vector<bool> shown;
  for (const auto column : heading) shown.push_back(grant.fields().has(path_of(column)));
  std::string out;
  put_row(out, heading, shown);
  while (at < csv.size()) {
    const auto cells = cells_of(csv, at);
    if (cells.size() != heading.size() || std::max({province, by, member}) >= cells.size()) continue;
    if (grant.shows({unquoted(cells[province]), unquoted(cells[by]), unquoted(cells[member])}))
      put_row(out, cells, shown);
  }
  return out;
}

}  // namespace mizan::access
