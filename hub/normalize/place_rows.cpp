#include "normalize/place_rows.hpp"

#include <fmt/format.h>

#include <array>

#include "base/text.hpp"
#include "normalize/spelling.hpp"

namespace mizan::normalize {
namespace {

using base::Code;
using base::Error;

constexpr std::array<std::string_view, 5> kLevels = {"province", "division", "district", "station", "court"};

std::vector<std::string> read_list(std::string_view cell) {
  std::vector<std::string> items;
  for (const auto item : base::split(cell, ';')) {
    if (!base::trim(item).empty()) items.emplace_back(base::trim(item));
  }
  return items;
}

}  // namespace

std::string_view place_level_name(PlaceLevel level) {
  return kLevels[static_cast<std::size_t>(level)];
}

std::optional<PlaceLevel> find_place_level(std::string_view name) {
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (kLevels[i] == name) return static_cast<PlaceLevel>(i);
  }
  return std::nullopt;
}

std::string_view province_of_code(std::string_view code) {
  return code.substr(0, code.find('-'));
}

std::string fold_spelling(PlaceLevel level, std::string_view spelling) {
  switch (level) {
    case PlaceLevel::kDistrict:
      return fold_district(spelling);
    case PlaceLevel::kStation:
      return fold_station(spelling);
    case PlaceLevel::kCourt:
      return fold_court(spelling);
    case PlaceLevel::kProvince:
    case PlaceLevel::kDivision:
      break;
  }
  return fold_place(spelling);
}

std::string spelling_key(PlaceLevel level, std::string_view scope, std::string_view folded) {
  return fmt::format("{}{}|{}", static_cast<char>('0' + static_cast<int>(level)), scope, folded);
}

std::string_view scope_of(const Place& place) {
  switch (place.level) {
    case PlaceLevel::kProvince:
      return {};
    case PlaceLevel::kStation:
      return place.parent;
    case PlaceLevel::kDivision:
    case PlaceLevel::kDistrict:
    case PlaceLevel::kCourt:
      break;
  }
  return province_of_code(place.code);
}

base::Result<Place> read_place(const CsvTable& table, const CsvTable::Row& row) {
  const auto cell = [&](std::string_view name) { return table.cell(row, table.column(name)); };
  const auto level = find_place_level(cell("level"));
  if (!level) return Error{Code::kConfig, fmt::format("{}: level: '{}'", table.where(row), cell("level"))};
  Place place;
  place.code = cell("code");
  place.level = *level;
  place.parent = cell("parent");
  place.name = cell("name");
  place.aliases = read_list(cell("aliases"));
  place.pcode = cell("pcode");
  place.successors = read_list(cell("successors"));
  place.formerly_in = cell("formerly_in");
  place.where = table.where(row);
  MIZAN_ASSIGN(place.from, table.day(row, "valid_from", base::kFarPast));
  MIZAN_ASSIGN(place.to, table.day(row, "valid_to", base::kFarFuture));
  if (place.to <= place.from)
    return Error{Code::kConfig, fmt::format("{}: valid_to: is not after valid_from", place.where)};
  if (!place.successors.empty() && place.to == base::kFarFuture)
    return Error{Code::kConfig,
                 fmt::format("{}: successors: of a place that has not ended: give valid_to", place.where)};
  if (!place.formerly_in.empty() && place.from == base::kFarPast)
    return Error{Code::kConfig,
                 fmt::format("{}: formerly_in: of a place that always was: give valid_from", place.where)};
  return place;
}

}  // namespace mizan::normalize
