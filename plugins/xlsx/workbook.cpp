#include "workbook.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <charconv>
#include <map>

#include "heading_text.hpp"
#include "relations.hpp"
#include "xml_node.hpp"

namespace mizan::xlsx {
namespace {

constexpr std::size_t kLongestName = 255;

std::string find_workbook(Package& package, const Limits& limits) {
  if (package.has("xl/workbook.bin"))
    throw Flaw(kUnreadable, "is a binary workbook (.xlsb): save it as .xlsx");
  const auto relations = relations_of(package, "", limits);
  const auto* found = find_type(relations, "officeDocument");
  if (found == nullptr || !package.has(found->part))
    throw Flaw(kUnreadable, "is a zip archive, but no .xlsx workbook");
  return found->part;
}

bool is_true(std::string_view word) {
  return word == "1" || word == "true" || word == "on";
}

std::uint32_t number_of(std::string_view text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool fits(std::string_view pattern, std::string_view name) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  const auto tail = pattern.substr(star + 1);
  if (tail.find('*') == std::string_view::npos)
    return name.size() - star >= tail.size() && name.ends_with(tail);
  for (auto at = star; at <= name.size(); ++at) {
    if (fits(tail, name.substr(at))) return true;
  }
  return false;
}

}  // namespace

bool fits_pattern(std::string_view pattern, std::string_view name) {
  return fits(heading_text(pattern), heading_text(name));
}

Workbook::Workbook(const std::string& path, const Limits& limits) : limits_(limits), package_(path, limits) {
  const auto part = find_workbook(package_, limits);
  const auto relations = relations_of(package_, part, limits);
  const auto text = package_.read(part);
  const XmlDocument document(text, part, limits);
  context_.from_1904 = is_true(attribute(child(document.root(), "workbookPr"), "date1904"));
  for (const auto& sheet : child(document.root(), "sheets").children()) {
    const auto* target = find_id(relations, attribute(sheet, "id"));
    // Sheets of charts and macros have no cells.
    if (target == nullptr || target->type != "worksheet") continue;
    const auto state = attribute(sheet, "state");
    const std::string name(attribute(sheet, "name"));
    if (name.size() > kLongestName || !simdjson::validate_utf8(name))
      throw Flaw(kUnreadable, fmt::format("sheet {} has a name that is none", sheets_.size() + 1));
    if (sheets_.size() == limits.sheets)
      throw Flaw(kTooLarge, fmt::format("the workbook has more than {} sheets", limits.sheets));
    sheets_.push_back({name, target->part, !state.empty() && state != "visible"});
  }
  if (const auto* styles = find_type(relations, "styles"); styles != nullptr) read_styles(styles->part);
  if (const auto* strings = find_type(relations, "sharedStrings"); strings != nullptr)
    context_.strings = SharedStrings(package_.read(strings->part), strings->part, limits);
}

void Workbook::read_styles(const std::string& part) {
  const auto text = package_.read(part);
  const XmlDocument document(text, part, limits_);
  std::map<std::uint32_t, Meaning> own;
  for (const auto& format : child(document.root(), "numFmts").children())
    own[number_of(attribute(format, "numFmtId"))] = meaning_of_code(attribute(format, "formatCode"));
  for (const auto& style : child(document.root(), "cellXfs").children()) {
    if (local_name(style) != "xf") continue;
    const auto id = number_of(attribute(style, "numFmtId"));
    const auto found = own.find(id);
    context_.meanings.push_back(found != own.end() ? found->second : meaning_of_builtin(id));
  }
}

std::vector<SheetPart> Workbook::sheets(const mapping::InputSheet& rule) const {
  std::vector<SheetPart> found;
  std::string names;
  bool hides = false;
  int position = 0;
  for (const auto& sheet : sheets_) {
    const bool named = !rule.pattern.empty() && fits_pattern(rule.pattern, sheet.name);
    if (sheet.hidden && !rule.hidden) {
      hides = hides || named;
      continue;
    }
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", sheet.name);
    ++position;
    if (rule.pattern.empty() ? position == rule.position : named) found.push_back(sheet);
  }
  if (!found.empty() || rule.optional) return found;
  const auto wanted = rule.pattern.empty() ? fmt::format("sheet number {}", rule.position)
                                           : fmt::format("sheet called \"{}\"", rule.pattern);
  const auto why =
      rule.line > 0 ? fmt::format(", which line {} of the mapping names", rule.line) : std::string();
  throw Flaw(kLayout, fmt::format("there is no {}{}; the sheets are: {}{}", wanted, why,
                                  names.empty() ? "none" : names,
                                  hides ? "; a hidden one is called so, and hidden = true reads it" : ""));
}

}  // namespace mizan::xlsx
