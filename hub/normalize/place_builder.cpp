#include <fmt/format.h>

#include <algorithm>

#include "normalize/place_rows.hpp"

namespace mizan::normalize {
namespace {

using base::Code;
using base::Error;

bool may_lie_in(PlaceLevel level, PlaceLevel parent) {
  switch (level) {
    case PlaceLevel::kProvince:
      return false;
    case PlaceLevel::kDivision:
      return parent == PlaceLevel::kProvince;
    case PlaceLevel::kDistrict:
      return parent == PlaceLevel::kDivision || parent == PlaceLevel::kProvince;
    case PlaceLevel::kStation:
      return parent == PlaceLevel::kDistrict;
    case PlaceLevel::kCourt:
      return parent < PlaceLevel::kStation;
  }
  return false;
}

bool overlap(base::Day from, base::Day to, base::Day other_from, base::Day other_to) {
  return from < other_to && other_from < to;
}

}  // namespace

base::Result<> PlaceTableBuilder::add(std::string_view text, std::string_view file) {
  MIZAN_ASSIGN(const auto table, read_csv(text, file, {"code", "level", "parent", "name", "aliases"}));
  for (const auto& row : table.rows) {
    MIZAN_ASSIGN(auto place, read_place(table, row));
    MIZAN_TRY(add_row(std::move(place)));
  }
  return {};
}

base::Result<> PlaceTableBuilder::add_row(Place place) {
  const auto* parent = table_.find(place.parent);
  const bool rooted = place.level == PlaceLevel::kProvince
                          ? place.parent.empty()
                          : parent != nullptr && may_lie_in(place.level, parent->level) &&
                                place.code.starts_with(fmt::format("{}-", province_of_code(place.parent)));
  if (!rooted) {
    return Error{Code::kConfig, fmt::format("{}: parent: '{}' is no place above, or of another province",
                                            place.where, place.parent)};
  }
  if (place.code.empty() || place.name.empty())
    return Error{Code::kConfig, fmt::format("{}: code: or name: is empty", place.where)};
  for (const auto row : table_.rows_of_[place.code]) {
    const auto& other = table_.places_[row];
    if (other.level != place.level || overlap(place.from, place.to, other.from, other.to)) {
      return Error{Code::kConfig, fmt::format("{}: code: '{}' is there twice for one day: {}", place.where,
                                              place.code, other.where)};
    }
  }
  MIZAN_TRY(add_spelling(place.code, place, place.where));
  MIZAN_TRY(add_spelling(place.name, place, place.where));
  for (const auto& alias : place.aliases) MIZAN_TRY(add_spelling(alias, place, place.where));
  ++table_.counts_[spelling_key(place.level, scope_of(place), "")];
  table_.rows_of_[place.code].push_back(table_.places_.size());
  table_.places_.push_back(std::move(place));
  return {};
}

base::Result<> PlaceTableBuilder::add_spelling(std::string_view spelling, const Place& place,
                                               std::string_view where) {
  const auto folded = fold_spelling(place.level, spelling);
  // The code lives as long as the map of rows, whatever becomes of the row.
  const std::string_view code = table_.rows_of_.find(place.code)->first;
  const PlaceMeaning meaning{code, place.from, place.to};
  auto& own = table_.meanings_[spelling_key(place.level, scope_of(place), folded)];
  for (const auto& other : own) {
    if (other.code != code && overlap(place.from, place.to, other.from, other.to))
      return Error{Code::kConfig, fmt::format("{}: '{}' already means {}", where, spelling, other.code)};
  }
  own.push_back(meaning);
  const bool anywhere = place.level == PlaceLevel::kDistrict || place.level == PlaceLevel::kCourt;
  if (anywhere) table_.meanings_[spelling_key(place.level, "", folded)].push_back(meaning);
  return {};
}

base::Result<> PlaceTableBuilder::add_aliases(std::string_view text, std::string_view file) {
  MIZAN_ASSIGN(const auto table, read_csv(text, file, {"spelling", "code", "by", "on", "why"}));
  for (const auto& row : table.rows) {
    const auto spelling = table.cell(row, table.column("spelling"));
    const auto code = table.cell(row, table.column("code"));
    const auto rows = table_.rows_of_.find(code);
    if (spelling.empty() || rows == table_.rows_of_.end() || rows->second.empty())
      return Error{Code::kConfig, fmt::format("{}: code: '{}' is no place, or the spelling is empty",
                                              table.where(row), code)};
    for (const auto place : rows->second)
      MIZAN_TRY(add_spelling(spelling, table_.places_[place], table.where(row)));
  }
  return {};
}

base::Result<> PlaceTableBuilder::check_neighbour(const Place& place, std::string_view column,
                                                  std::string_view code, base::Day day) const {
  const auto* other = table_.find(code, day);
  if (other != nullptr && other->level == place.level &&
      province_of_code(code) == province_of_code(place.code))
    return {};
  return Error{Code::kConfig, fmt::format("{}: {}: '{}' is no {} of the province on {}", place.where, column,
                                          code, place_level_name(place.level), base::to_iso(day))};
}

base::Result<PlaceTable> PlaceTableBuilder::finish() {
  for (const auto& place : table_.places_) {
    for (const auto& code : place.successors) {
      MIZAN_TRY(check_neighbour(place, "successors", code, place.to));
      table_.predecessors_[code].push_back(place.code);
    }
    if (place.formerly_in.empty()) continue;
    MIZAN_TRY(check_neighbour(place, "formerly_in", place.formerly_in, place.from + -1));
    table_.predecessors_[place.code].push_back(place.formerly_in);
  }
  return std::move(table_);
}

base::Result<PlaceTable> PlaceTable::parse_csv(std::string_view text, std::string_view file) {
  PlaceTableBuilder builder;
  MIZAN_TRY(builder.add(text, file));
  return builder.finish();
}

}  // namespace mizan::normalize
