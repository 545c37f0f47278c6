#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/civil.hpp"
#include "base/error.hpp"
#include "normalize/code_table.hpp"

namespace mizan::normalize {

enum class PlaceLevel { kProvince, kDivision, kDistrict, kStation, kCourt };

/// "province", "division", "district", "station", "court".
std::string_view place_level_name(PlaceLevel level);
std::optional<PlaceLevel> find_place_level(std::string_view name);

/// One row of a place table: what a place was from one day on and up to before another. A place that moved to
/// another parent, or was renamed, has several rows of one code.
struct Place {
  std::string code;  ///< province: "PB"; others: "PB-LAHORE"
  PlaceLevel level = PlaceLevel::kProvince;
  std::string parent;  ///< code of the place it lies in; a province has none
  std::string name;
  std::vector<std::string> aliases;
  std::string pcode;                    ///< of OCHA, "PK617"; empty: none, or not known
  base::Day from = base::kFarPast;      ///< first day
  base::Day to = base::kFarFuture;      ///< first day on which it is so no longer
  std::vector<std::string> successors;  ///< where it went when it ended
  std::string formerly_in;  ///< the place of its level that it was cut out of, and was before `from`
  std::string where;        ///< file and line

  bool valid_on(base::Day day) const { return from <= day && day < to; }
};

/// What a spelling means, and when. Ascending by nothing in particular; two that mean different places of one
/// scope at one time do not occur.
struct PlaceMeaning {
  std::string_view code;
  base::Day from;
  base::Day to;
};
using PlaceMeanings = std::vector<PlaceMeaning>;

/// A place found for a spelling and a day.
struct PlaceFound {
  std::string_view code;
  bool valid = true;  ///< false: the place was none on that day, and nothing says which one it was then
};

/// A spelling of the table that is like one that is not in it.
struct PlaceCandidate {
  std::string_view code;
  std::string spelling;
  std::size_t distance = 0;
};

/// Provinces, divisions, districts, stations and courts, effective-dated, with the spellings that sources use
/// (the format: docs/places.md). Immutable; safe from any thread.
class PlaceTable {
 public:
  PlaceTable() = default;
  PlaceTable(PlaceTable&&) = default;
  PlaceTable& operator=(PlaceTable&&) = default;

  /// One file that is a whole table. Errors as of PlaceTableBuilder.
  static base::Result<PlaceTable> parse_csv(std::string_view text, std::string_view file);

  /// Code of the province spelled so (code, name or alias). Nothing if unknown.
  std::optional<std::string_view> find_province(std::string_view text) const;
  /// Code of the district spelled so in that province. With an empty province: if only one province has it.
  std::optional<std::string_view> find_district(std::string_view text, std::string_view province,
                                                base::Day day = kNow) const;

  /// What is spelled so in a scope: of a district and a court the province, of a station a district. Null if
  /// nothing is.
  const PlaceMeanings* meanings(PlaceLevel level, std::string_view scope, std::string_view text) const;

  /// The one of these that is valid on the day; else, if they are one place, what it was or became by then,
  /// where that is one place again. Nothing if they are several.
  std::optional<PlaceFound> on_day(const PlaceMeanings& meanings, base::Day day) const;

  /// The newest row of a code, or that of a day; null if there is none.
  const Place* find(std::string_view code) const;
  const Place* find(std::string_view code, base::Day day) const;

  /// Whether any row lies in that scope: stations of a district, courts of a province.
  bool has_any(PlaceLevel level, std::string_view scope) const;

  /// What came before a place and what after it, directly.
  std::vector<std::string_view> relatives(std::string_view code) const;

  /// Whether a place was there at any time at which that meaning held.
  bool is_beside(std::string_view code, const PlaceMeaning& meaning) const;

  /// Spellings of the scope like this one, nearest first, one a place.
  std::vector<PlaceCandidate> nearest(PlaceLevel level, std::string_view scope, std::string_view text,
                                      std::size_t limit) const;

  const std::vector<Place>& all() const { return places_; }

  /// A day on which the newest rows hold.
  static constexpr base::Day kNow{base::kFarFuture.value - 1};

 private:
  friend class PlaceTableBuilder;
  std::string_view stepped(std::string_view code, base::Day day) const;

  std::vector<Place> places_;
  std::unordered_map<std::string, std::vector<std::size_t>, ViewHash, std::equal_to<>> rows_of_;  ///< by code
  std::unordered_map<std::string, std::vector<std::string>, ViewHash, std::equal_to<>> predecessors_;
  std::map<std::string, PlaceMeanings, std::less<>> meanings_;  ///< by level, scope and folded spelling
  std::map<std::string, std::size_t, std::less<>> counts_;      ///< rows by level and scope
};

/// Puts a table together from several files. Errors are kConfig and name file and line.
class PlaceTableBuilder {
 public:
  /// Rows "code,level,parent,name,aliases[,pcode,valid_from,valid_to,successors,formerly_in]", parents before
  /// what lies in them. Refused: an unknown level or parent, rows of one code that overlap, a spelling that
  /// means two places of one scope at one time.
  base::Result<> add(std::string_view text, std::string_view file);
  /// Reviewed spellings, "spelling,code,by,on,why", of places that were added before.
  base::Result<> add_aliases(std::string_view text, std::string_view file);
  /// Refused: a successor, or what a place was cut out of, that is none, of another level or province, or not
  /// there on that day.
  base::Result<PlaceTable> finish();

 private:
  base::Result<> add_row(Place place);
  base::Result<> add_spelling(std::string_view spelling, const Place& place, std::string_view where);
  base::Result<> check_neighbour(const Place& place, std::string_view column, std::string_view code,
                                 base::Day day) const;

  PlaceTable table_;
};

}  // namespace mizan::normalize
