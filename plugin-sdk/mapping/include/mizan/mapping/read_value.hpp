#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mizan::mapping {

/// Reads a whole text as a date by formats of %Y %y %m %d %b %B %H %M %S %p and literal characters, no
/// locale; the first that fits. Days since 1970-01-01. %y: 00–68 is 20xx, 69–99 is 19xx, as POSIX has it.
std::optional<std::int64_t> read_date(std::string_view text, const std::vector<std::string>& formats);

/// Every date that stands somewhere in a free text, in the order of the text.
std::vector<std::int64_t> find_dates(std::string_view text, const std::vector<std::string>& formats);

/// A text as numbers and dates are read from it: digits of Urdu, Persian and Arabic as ASCII digits, the
/// Arabic date separator as a slash, marks of direction left out. Other bytes are kept. A view of `text`
/// where there is nothing to change, else of `scratch`.
std::string_view plain_digits(std::string_view text, std::string& scratch);

/// The number of days since 1970-01-01 of a calendar date; nothing if there is none.
std::optional<std::int64_t> days_of(int year, int month, int day);

/// A JSON string, quotes included.
std::string json_string(std::string_view text);
/// The same, behind what `out` holds already.
void append_json_string(std::string& out, std::string_view text);

}  // namespace mizan::mapping
