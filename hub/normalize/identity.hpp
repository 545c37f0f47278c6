#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/record.hpp"

namespace mizan::normalize {

/// What makes two case records the same FIR (DESIGN §6).
struct CaseIdentity {
  /// "province|district|station|number|year": upper case, blanks collapsed, number without leading zeros.
  /// Equal text, equal FIR. Of a station that the place tables know the district is "*": the station's code
  /// says it all, whichever district its day puts it in.
  std::string fir_key;

  friend bool operator==(const CaseIdentity&, const CaseIdentity&) = default;
};

/// The number of a First Information Report without its year: "0331/2019", "331/19", "331 of 2019", "FIR No.
/// 331", "FIR No. 331-2019 dated 2.9.2019, PS City" and the same in Urdu digits are "331". `year_in_text` is
/// the year written behind a slash, a hyphen or "of", 0 if there is none.
struct FirNumber {
  std::string number;
  int year_in_text = 0;
};
FirNumber parse_fir_number(std::string_view text);

/// The identity of a normalized case record; nothing if province, district, station, number or year is
/// missing.
std::optional<CaseIdentity> case_identity(const model::Record& record);

/// What a court numbers a case record by: province, court, kind of case, number, and the number's year, else
/// that of the institution. Equal text, equal case of that court. Empty if it names no court or no number, or
/// no year is known: numbers begin again each year.
std::string court_number(const model::Record& record);

/// What the prosecution numbers a case record by: province, district, kind ("CFMS" of "CFMS-000214"), number
/// and the year written with it. Equal text, equal case of the prosecution's. Empty if it names no district
/// or no number, or the number has neither letters nor a year: such ones begin again each year.
std::string prosecution_number(const model::Record& record);

}  // namespace mizan::normalize
