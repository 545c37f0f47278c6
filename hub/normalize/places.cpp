#include "normalize/places.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "normalize/csv.hpp"

namespace mizan::normalize {
namespace {

using base::Code;
using base::Error;

// Spellings differ in case, blanks and full stops ("D.G. Khan").
std::string fold_place(std::string_view spelling) {
  std::string out;
  for (const char c : base::collapse_spaces(spelling)) {
    if (c != '.' && c != '\'') out += c == '-' ? ' ' : c;
  }
  return base::to_lower(base::collapse_spaces(out));
}

std::optional<PlaceLevel> find_level(std::string_view name) {
  if (name == "province") return PlaceLevel::kProvince;
  if (name == "division") return PlaceLevel::kDivision;
  if (name == "district") return PlaceLevel::kDistrict;
  return std::nullopt;
}

// Every code begins with that of its province: "PB-LAHORE".
std::string_view province_of_code(std::string_view code) {
  return code.substr(0, code.find('-'));
}

std::vector<std::string> read_aliases(std::string_view cell) {
  std::vector<std::string> aliases;
  for (const auto alias : base::split(cell, ';')) {
    if (!base::trim(alias).empty()) aliases.emplace_back(base::trim(alias));
  }
  return aliases;
}

}  // namespace

base::Result<PlaceTable> PlaceTable::parse_csv(std::string_view text, std::string_view file) {
  MIZAN_ASSIGN(const auto table, read_csv(text, file, {"code", "level", "parent", "name", "aliases"}));
  PlaceTable places;
  for (const auto& row : table.rows) {
    const auto cell = [&](std::string_view name) { return table.cell(row, table.column(name)); };
    const auto level = find_level(cell("level"));
    if (!level) return Error{Code::kConfig, fmt::format("{}: level: '{}'", table.where(row), cell("level"))};
    Place place{std::string(cell("code")), *level, std::string(cell("parent")), std::string(cell("name")),
                read_aliases(cell("aliases"))};
    const bool rooted = *level == PlaceLevel::kProvince
                            ? place.parent.empty()
                            : places.find(place.parent) != nullptr &&
                                  place.code.starts_with(fmt::format("{}-", province_of_code(place.parent)));
    if (!rooted) {
      return Error{Code::kConfig, fmt::format("{}: parent: '{}' is no place above, or of another province",
                                              table.where(row), place.parent)};
    }
    if (place.code.empty() || place.name.empty() || places.find(place.code) != nullptr)
      return Error{Code::kConfig,
                   fmt::format("{}: code: '{}' is empty or there twice", table.where(row), place.code)};
    MIZAN_TRY(places.add_spelling(place.code, place, table.where(row)));
    MIZAN_TRY(places.add_spelling(place.name, place, table.where(row)));
    for (const auto& alias : place.aliases) MIZAN_TRY(places.add_spelling(alias, place, table.where(row)));
    places.places_.push_back(std::move(place));
  }
  return places;
}

base::Result<void> PlaceTable::add_spelling(std::string_view spelling, const Place& place,
                                            std::string_view where) {
  const auto folded = fold_place(spelling);
  const auto taken = [&](const std::string& by) {
    return Error{Code::kConfig, fmt::format("{}: '{}' already means {}", where, spelling, by)};
  };
  if (place.level == PlaceLevel::kProvince) {
    const auto [found, is_new] = province_of_.emplace(folded, place.code);
    if (!is_new && found->second != place.code) return taken(found->second);
  }
  if (place.level != PlaceLevel::kDistrict) return {};
  const auto [found, is_new] =
      district_of_.emplace(fmt::format("{}|{}", province_of_code(place.code), folded), place.code);
  if (!is_new && found->second != place.code) return taken(found->second);
  const auto [anywhere, first] = district_of_.emplace("|" + folded, place.code);
  if (!first && anywhere->second != place.code) anywhere->second.clear();
  return {};
}

std::optional<std::string_view> PlaceTable::find_province(std::string_view text) const {
  const auto found = province_of_.find(fold_place(text));
  if (found == province_of_.end()) return std::nullopt;
  return std::string_view(found->second);
}

std::optional<std::string_view> PlaceTable::find_district(std::string_view text,
                                                          std::string_view province) const {
  const auto found = district_of_.find(fmt::format("{}|{}", province, fold_place(text)));
  if (found == district_of_.end() || found->second.empty()) return std::nullopt;
  return std::string_view(found->second);
}

const Place* PlaceTable::find(std::string_view code) const {
  const auto found =
      std::find_if(places_.begin(), places_.end(), [&](const Place& place) { return place.code == code; });
  return found != places_.end() ? &*found : nullptr;
}

}  // namespace mizan::normalize
