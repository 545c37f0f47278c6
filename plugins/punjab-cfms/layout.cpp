#include "layout.hpp"

#include <fmt/format.h>

#include <charconv>
#include <mizan/mapping/time_format.hpp>
#include <mizan/sdk/adapter.hpp>

namespace mizan::cfms {
namespace {

using parts::LayoutFile;

constexpr std::string_view kCase = "{case}";
constexpr std::string_view kNumber = "{number}";

json::Pointer pointer(const LayoutFile& file, const toml::table& in, std::string_view key,
                      std::string_view path) {
  const auto text = file.text(in, key, path);
  if (!text.starts_with('/'))
    file.fail(in.get(key), parts::dotted(path, key), "expected a pointer such as \"/id\"");
  return json::Pointer(text);
}

std::vector<Member> members(const LayoutFile& file, const toml::table& in, std::string_view path,
                            std::uint16_t kind) {
  std::vector<Member> out;
  for (auto& [field, place] : file.fields(in, path, kind)) {
    if (!place.starts_with('/')) {
      file.fail(in["fields"][field->name].node(), fmt::format("{}.fields.{}", path, field->name),
                "expected a pointer such as \"/date\"");
    }
    out.push_back({field, place, json::Pointer(place)});
  }
  return out;
}

std::string time_format(const LayoutFile& file, const toml::table& in, std::string_view key,
                        std::string_view path) {
  auto format = file.text(in, key, path);
  if (!mapping::is_time_format(format))
    file.fail(in.get(key), parts::dotted(path, key),
              "expected \"epoch\", \"epoch_ms\" or a pattern of %Y %m %d %H %M %S %z");
  return format;
}

ListQuery read_query(const LayoutFile& file) {
  constexpr std::string_view kPath = "list";
  const auto& in = file.table(file.root(), kPath);
  file.allow(
      in, kPath,
      {"path", "items", "more", "page", "first_page", "size", "since", "since_format", "utc_offset_minutes"});
  ListQuery out;
  out.path = file.text(in, "path", kPath);
  if (!out.path.starts_with('/') || out.path.find_first_of("?# ") != std::string::npos)
    file.fail(in.get("path"), "list.path", "expected a path such as \"/cases\"");
  out.items = pointer(file, in, "items", kPath);
  out.more = pointer(file, in, "more", kPath);
  out.page = file.text(in, "page", kPath);
  out.size = file.text(in, "size", kPath);
  out.since = file.text(in, "since", kPath);
  out.since_format = time_format(file, in, "since_format", kPath);
  out.first_page = file.integer(in, "first_page", kPath, 1, 0, 1);
  out.utc_offset_minutes = file.integer(in, "utc_offset_minutes", kPath, 0, -840, 840);
  return out;
}

Children read_children(const LayoutFile& file, const std::string& name, std::uint16_t kind,
                       std::vector<std::string_view> keys) {
  const auto& in = file.table(file.root(), name);
  const bool has_ids = std::find(keys.begin(), keys.end(), "id") != keys.end();
  file.allow(in, name, keys);
  Children out;
  out.kind = kind;
  out.name = name;
  out.list = pointer(file, in, "list", name);
  out.members = members(file, in, name, kind);
  if (has_ids) out.id = pointer(file, in, "id", name);
  const auto pattern = has_ids ? file.text(in, "numbered", name, "") : file.text(in, "numbered", name);
  if (!pattern.empty() && !NumberedIds::is_pattern(pattern))
    file.fail(in.get("numbered"), name + ".numbered", "expected {case} and {number} once each, {case} first");
  out.numbered = NumberedIds(pattern);
  out.numbers_behind = static_cast<std::size_t>(file.integer(in, "numbers_behind", name, 5, 0, 200));
  return out;
}

ObjectionPhrases read_objections(const LayoutFile& file) {
  ObjectionPhrases out;
  const auto& in = file.table(file.root(), "objections");
  for (const auto& [code, node] : in) {
    const auto path = parts::dotted("objections", code.str());
    if (!is_objection_code(code.str())) file.fail(&node, path, "a code is made of a-z, 0-9, _ and -");
    for (const auto& phrase : file.texts(in, code.str(), "objections"))
      if (!out.add(phrase, code.str())) file.fail(&node, path, "a phrase stands twice or has no letters");
  }
  return out;
}

// Hearings have no id, so the day must be there to make one of.
void need_day(const LayoutFile& file, const Children& hearing) {
  for (const auto& member : hearing.members)
    if (member.field->name == "held_on") return;
  file.fail(file.root().get("hearing"), "hearing.fields", "held_on must be among them");
}

// Both or neither: where in a bail application the accused is, and what is read of him.
void read_accused(const LayoutFile& file, Layout& out) {
  const auto& of_bail = file.table(file.root(), "bail");
  out.lists_accused = of_bail.contains("accused");
  if (!out.lists_accused) {
    if (const auto* node = file.root().get("accused"); node != nullptr)
      file.fail(node, "accused", "is of no use without bail.accused");
    return;
  }
  out.accused = pointer(file, of_bail, "accused", "bail");
  const auto& of_accused = file.table(file.root(), "accused");
  file.allow(of_accused, "accused", {"fields"});
  out.of_accused = members(file, of_accused, "accused", MIZAN_KIND_ACCUSED);
}

}  // namespace

NumberedIds::NumberedIds(std::string_view pattern) : pattern_(pattern) {}

bool NumberedIds::is_pattern(std::string_view pattern) {
  const auto of_case = pattern.find(kCase);
  const auto of_number = pattern.find(kNumber);
  return of_case != pattern.npos && of_number != pattern.npos && of_case < of_number &&
         pattern.find(kCase, of_case + 1) == pattern.npos &&
         pattern.find(kNumber, of_number + 1) == pattern.npos;
}

std::string NumberedIds::id(std::string_view case_id, std::size_t number) const {
  auto out = pattern_;
  out.replace(out.find(kNumber), kNumber.size(), fmt::format("{}", number));
  return out.replace(out.find(kCase), kCase.size(), case_id);
}

std::size_t NumberedIds::number(std::string_view case_id, std::string_view id) const {
  if (!any()) return 0;
  auto before = pattern_.substr(0, pattern_.find(kNumber));
  before.replace(before.find(kCase), kCase.size(), case_id);
  if (!id.starts_with(before)) return 0;
  std::size_t number = 0;
  const auto digits = id.substr(before.size());
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number > 0 && this->id(case_id, number) == id ? number : 0;
}

Layout read_layout(std::string_view text, const std::string& name) {
  const LayoutFile file(text, name);
  file.allow(file.root(), "",
             {"format", "date_formats", "list", "case", "report", "bail", "accused", "hearing", "appeal",
              "objections"});
  Layout out;
  out.query = read_query(file);
  out.date_formats = file.texts(file.root(), "date_formats", "");
  const auto& of_case = file.table(file.root(), "case");
  file.allow(of_case, "case", {"key", "changed", "changed_format", "fields"});
  out.key = pointer(file, of_case, "key", "case");
  out.changed = pointer(file, of_case, "changed", "case");
  out.changed_format = time_format(file, of_case, "changed_format", "case");
  out.of_case = members(file, of_case, "case", MIZAN_KIND_CASE);
  out.report = read_children(file, "report", MIZAN_KIND_REPORT,
                             {"list", "id", "numbered", "numbers_behind", "fields"});
  out.bail = read_children(file, "bail", MIZAN_KIND_BAIL,
                           {"list", "id", "numbered", "numbers_behind", "accused", "fields"});
  out.hearing =
      read_children(file, "hearing", MIZAN_KIND_HEARING, {"list", "numbered", "numbers_behind", "fields"});
  need_day(file, out.hearing);
  out.appeal = read_children(file, "appeal", MIZAN_KIND_APPEAL,
                             {"list", "id", "numbered", "numbers_behind", "fields"});
  read_accused(file, out);
  out.objections = read_objections(file);
  return out;
}

}  // namespace mizan::cfms
