#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/finding.hpp"
#include "model/record.hpp"
#include "normalize/places.hpp"

namespace mizan::normalize {

/// How one source's places are to be read.
struct PlaceRules {
  std::shared_ptr<const PlaceTable> table;  ///< null: every place keeps its spelling
  std::string province;                     ///< of case records that do not say theirs; may be empty
  bool province_by_codes = false;  ///< the source has a code table of its own, which is heard instead
  bool district_by_codes = false;
};

/// Gives the places of records their codes (KPIS rule 10): the station within its district, never across; the
/// district from the station, else as given, else the court's, by the rows valid on the day of the record.
/// That day is the FIR's, else the institution's, the occurrence's, the disposal's; else the last of the
/// FIR's year; else now.
///
/// What is not in the table keeps its spelling and is an `unmatched_place` finding; of stations and courts
/// only where the table has any in that district or province, lest a province whose office keeps no list be
/// one finding a record. A place that was none on the day is a `place_not_valid` finding. Not shared between
/// threads.
class PlaceResolver {
 public:
  explicit PlaceResolver(PlaceRules rules) : rules_(std::move(rules)) {}

  /// A case record: all four places. A hearing: its court. Others have none.
  void resolve(model::Record& record, std::vector<model::Finding>& findings);

  /// Takes back what an earlier resolve() did: the fields are as the source gave them. `had_table`: whether
  /// there was a table then.
  void take_back(model::Record& record, std::vector<model::Finding>& findings, bool had_table) const;

  /// The day that decides which rows hold.
  static base::Day day_of(const model::Record& record);

 private:
  struct Of;
  using Memo = std::unordered_map<std::string, const PlaceMeanings*, ViewHash, std::equal_to<>>;

  const PlaceMeanings* meanings(PlaceLevel level, std::string_view scope, std::string_view text);
  std::optional<PlaceFound> station(std::string_view district, std::string_view text, base::Day day);
  std::optional<PlaceFound> look_up(PlaceLevel level, std::string_view scope, std::string_view text,
                                    base::Day day);
  void resolve_province(Of& of) const;
  std::string given_district(Of& of);
  void resolve_station(Of& of, const std::string& district);
  std::optional<PlaceFound> court(Of& of, std::string_view province, base::Day day);

  PlaceRules rules_;
  Memo memo_;  ///< texts recur; bounded
  std::string key_;
};

}  // namespace mizan::normalize
