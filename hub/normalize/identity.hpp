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
  /// Equal text, equal FIR.
  std::string fir_key;

  friend bool operator==(const CaseIdentity&, const CaseIdentity&) = default;
};

/// The number of a First Information Report without its year: "0331/2019", "331/19" and "FIR No. 331" are
/// "331". `year_in_text` is the year written behind a slash or hyphen, 0 if there is none.
struct FirNumber {
  std::string number;
  int year_in_text = 0;
};
FirNumber parse_fir_number(std::string_view text);

/// The identity of a normalized case record; nothing if province, district, station, number or year is
/// missing.
std::optional<CaseIdentity> case_identity(const model::Record& record);

/// The readable id of a linked case: "MZ-PB-0000123-45": province code, number, ISO 7064 MOD 97-10 check
/// digits. An empty or unfit province code (not 2 to 4 letters) becomes "XX".
std::string mint_case_id(std::string_view province_code, std::int64_t number);

struct ParsedCaseId {
  std::string province;
  std::int64_t number = 0;

  friend bool operator==(const ParsedCaseId&, const ParsedCaseId&) = default;
};

/// Reads an id as minted; lower case and blanks around it are forgiven. Nothing if the check digits do not
/// hold.
std::optional<ParsedCaseId> parse_case_id(std::string_view text);

}  // namespace mizan::normalize
