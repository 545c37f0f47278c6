#pragma once
// Private to this folder: what the rows and the spellings of a place table are known by.
#include "normalize/csv.hpp"
#include "normalize/places.hpp"

namespace mizan::normalize {

/// Every code begins with that of its province: "PB-LAHORE".
std::string_view province_of_code(std::string_view code);

/// By the rules for places of that level.
std::string fold_spelling(PlaceLevel level, std::string_view spelling);

/// What a spelling of a place is looked up by.
std::string spelling_key(PlaceLevel level, std::string_view scope, std::string_view folded);

/// The scope in which a place of this row is looked for: of a district and a court its province, of a station
/// its district.
std::string_view scope_of(const Place& place);

/// One row of a file.
base::Result<Place> read_place(const CsvTable& table, const CsvTable::Row& row);

}  // namespace mizan::normalize
