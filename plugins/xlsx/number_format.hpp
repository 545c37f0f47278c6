#pragma once
#include <cstdint>
#include <string_view>

namespace mizan::xlsx {

/// What a number is by the format of its cell.
enum class Meaning : std::uint8_t { kNumber, kDate, kTime };

/// Of a format that is built into the file format, by its number (ECMA-376, 18.8.30; 27 to 36 and 50 to 58
/// are the days of East Asian calendars).
Meaning meaning_of_builtin(std::uint32_t id);

/// Of a format's code: "dd/mm/yyyy" is a date, "hh:mm" a time, "0.00", "[h]:mm" (hours that have passed) and
/// `"days" 0` are numbers. Only the first section counts, which positive numbers use.
Meaning meaning_of_code(std::string_view code);

}  // namespace mizan::xlsx
