#pragma once
#include <optional>
#include <string_view>

#include "csv_parser.hpp"
#include "transcode.hpp"

namespace mizan::csv {

/// What a file looks like, guessed from its first bytes. Settings always win over a guess.
///
/// Encoding, first that fits:
///   1. a byte order mark (UTF-8, UTF-16LE, UTF-16BE);
///   2. at least one 16-bit unit in fifty has a zero high byte, and ten times more than have a zero low byte:
///      UTF-16 of that order (every delimiter, digit and end of line is such a unit, in any script);
///   3. well-formed UTF-8, but for a character cut by the end of the sample;
///   4. `otherwise`: Windows-1252 and Windows-1256 cannot be told apart, so the settings say which.
Encoding detect_encoding(std::string_view sample, Encoding otherwise = Encoding::kWindows1252);

/// The delimiter among comma, semicolon, tab and bar under which the largest share of the first 100 rows has
/// the same number of columns, at least two; of equals the one with more columns, then in that order. Comma
/// if none gives two columns. `sample` is UTF-8; a last row that it cuts is left out.
char detect_delimiter(std::string_view sample, Dialect dialect = {});

/// Which row (from 0, empty lines not counted) names the columns: the first of 20 with the most usual number
/// of columns whose cells are all filled, all different, and none a number or a date. Nothing if there is
/// none: then the settings must say.
std::optional<std::size_t> detect_header(std::string_view sample, Dialect dialect);

}  // namespace mizan::csv
