#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "normalize/code_table.hpp"

namespace mizan::normalize {

enum class PlaceLevel { kProvince, kDivision, kDistrict };

struct Place {
  std::string code;  ///< province: "PB"; others: "PB-LAHORE"
  PlaceLevel level = PlaceLevel::kProvince;
  std::string parent;  ///< code of the place it lies in; a province has none
  std::string name;
  std::vector<std::string> aliases;
};

/// Provinces, divisions and districts with the spellings that sources use. Immutable; safe from any thread.
class PlaceTable {
 public:
  /// Reads "code,level,parent,name,aliases" (aliases separated by semicolons). A code given twice, an unknown
  /// level or parent, and an alias that means two places of one province are kConfig errors naming file and
  /// line.
  static base::Result<PlaceTable> parse_csv(std::string_view text, std::string_view file);

  /// Code of the province spelled so (code, name or alias; no case, blanks collapsed). Nothing if unknown.
  std::optional<std::string_view> find_province(std::string_view text) const;

  /// Code of the district spelled so in that province. With an empty province: if only one province has it.
  std::optional<std::string_view> find_district(std::string_view text, std::string_view province) const;

  /// The place of that code; null if there is none.
  const Place* find(std::string_view code) const;

  const std::vector<Place>& all() const { return places_; }

 private:
  base::Result<void> add_spelling(std::string_view spelling, const Place& place, std::string_view where);

  std::vector<Place> places_;
  std::map<std::string, std::string, std::less<>> province_of_;  ///< spelling → code
  /// "PROVINCE|spelling" → code, and "|spelling" → code, empty if several provinces have it.
  ViewMap district_of_;
};

}  // namespace mizan::normalize
