#pragma once
#include <string>
#include <string_view>

namespace mizan::base {

/// A cell of a table by RFC 4180: in quotes if it holds a comma, a quote or an end of line.
std::string csv_cell(std::string_view text);

}  // namespace mizan::base
