#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "number_format.hpp"

namespace mizan::xlsx {

/// A number as a person would write it: 12 for 12.0, 0.3 for 0.30000000000000004, all digits of a long one
/// and no exponent. Spreadsheets compute with 15 digits, and so many are kept; a whole number is kept as it
/// is written. Nothing if it is no number.
std::optional<std::string> number_text(std::string_view written);

/// A serial date as an ISO day, with the time behind a T where there is one; a time as 09:30:00. `from_1904`:
/// the workbook counts from 1904-01-01, else from 1900, in which a 29 February never was but is counted (day
/// 60): it is given as "1900-02-29", which no calendar has. What no calendar reaches is the number it is.
std::optional<std::string> moment_text(std::string_view written, Meaning meaning, bool from_1904);

}  // namespace mizan::xlsx
