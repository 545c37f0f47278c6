#pragma once
#include <string_view>

namespace mizan::describe {

/// The text of text/NAME.json, built into the program; empty if there is none of that name.
std::string_view text_of(std::string_view name);

}  // namespace mizan::describe
