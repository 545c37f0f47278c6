#pragma once
#include <string_view>

namespace mizan::verify {

/// The text of sql/NAME.sql, built into the program; empty if there is none of that name.
std::string_view sql_text(std::string_view name);

}  // namespace mizan::verify
