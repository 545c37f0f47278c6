#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mizan::model {

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

}  // namespace mizan::model
