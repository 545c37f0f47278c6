#include "layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <mizan/sdk/adapter.hpp>

namespace mizan::cmms {
namespace {

using parts::LayoutFile;

constexpr std::int64_t kFirstDay = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLastDay = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kLongestName = 63;  // PostgreSQL cuts longer ones

std::string column(const LayoutFile& file, const toml::table& in, std::string_view key,
                   std::string_view path) {
  auto name = file.text(in, key, path);
  if (!is_column_name(name)) file.fail(in.get(key), parts::dotted(path, key), "is no name of a column");
  return name;
}

bool is_table_name(std::string_view name) {
  const auto stop = name.find('.');
  if (stop == std::string_view::npos) return is_column_name(name);
  return is_column_name(name.substr(0, stop)) && is_column_name(name.substr(stop + 1));
}

Table read_table(const LayoutFile& file, const std::string& name, std::uint16_t kind) {
  const auto& in = file.table(file.root(), name);
  const bool is_case = kind == MIZAN_KIND_CASE;
  file.allow(in, name,
             is_case
                 ? std::vector<std::string_view>{"table", "id", "changed", "district", "entered_on", "fields"}
                 : std::vector<std::string_view>{"table", "id", "case", "changed", "fields"});
  Table out;
  out.kind = kind;
  out.name = name;
  out.table = file.text(in, "table", name);
  if (!is_table_name(out.table)) file.fail(in.get("table"), name + ".table", "is no name of a table");
  out.id = column(file, in, "id", name);
  out.changed = column(file, in, "changed", name);
  if (!is_case) out.of_case = column(file, in, "case", name);
  out.fields = file.fields(in, name, kind);
  for (const auto& field : out.fields) {
    if (!is_column_name(field.place))
      file.fail(in["fields"][field.field->name].node(), fmt::format("{}.fields.{}", name, field.field->name),
                "is no name of a column");
  }
  return out;
}

DistrictCodes read_districts(const LayoutFile& file) {
  DistrictCodes out;
  const auto* node = file.root().get("district");
  const auto* list = node == nullptr ? nullptr : node->as_array();
  if (list == nullptr) file.fail(node, "district", "expected tables [[district]]");
  for (const auto& item : *list) {
    const auto* in = item.as_table();
    if (in == nullptr) file.fail(&item, "district", "expected tables [[district]]");
    file.allow(*in, "district", {"code", "name", "valid_from", "valid_to"});
    DistrictCode code;
    code.code = file.text(*in, "code", "district");
    code.name = file.text(*in, "name", "district");
    code.from = file.day(*in, "valid_from", "district", kFirstDay);
    code.until = file.day(*in, "valid_to", "district", kLastDay);
    if (code.from >= code.until) file.fail(in, "district.valid_to", "must be behind valid_from");
    if (!out.add(std::move(code))) file.fail(in, "district.code", "means a district on such days already");
  }
  return out;
}

}  // namespace

bool is_column_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= kLongestName && (name[0] < '0' || name[0] > '9') &&
         std::all_of(name.begin(), name.end(), fits);
}

bool DistrictCodes::add(DistrictCode code) {
  for (const auto& known : codes_) {
    if (known.code == code.code && known.from < code.until && code.from < known.until) return false;
  }
  codes_.push_back(std::move(code));
  return true;
}

std::optional<std::string_view> DistrictCodes::find(std::string_view code,
                                                    std::optional<std::int64_t> day) const {
  std::optional<std::string_view> found;
  for (const auto& known : codes_) {
    if (known.code != code || (day && (*day < known.from || *day >= known.until))) continue;
    if (found && *found != known.name) return std::nullopt;
    found = known.name;
  }
  return found;
}

Layout read_layout(std::string_view text, const std::string& name) {
  const LayoutFile file(text, name);
  file.allow(file.root(), "", {"format", "date_formats", "case", "report", "accused", "hearing", "district"});
  Layout out;
  out.date_formats = file.texts(file.root(), "date_formats", "");
  out.tables.push_back(read_table(file, "case", MIZAN_KIND_CASE));
  out.tables.push_back(read_table(file, "report", MIZAN_KIND_REPORT));
  out.tables.push_back(read_table(file, "accused", MIZAN_KIND_ACCUSED));
  out.tables.push_back(read_table(file, "hearing", MIZAN_KIND_HEARING));
  const auto& of_case = file.table(file.root(), "case");
  out.district = column(file, of_case, "district", "case");
  out.entered_on = column(file, of_case, "entered_on", "case");
  out.districts = read_districts(file);
  return out;
}

}  // namespace mizan::cmms
