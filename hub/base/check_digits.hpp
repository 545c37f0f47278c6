#pragma once
#include <string>
#include <string_view>

namespace mizan::base {

/// The two ISO 7064 MOD 97-10 check digits of a text of digits and upper-case letters (A = 10 … Z = 35); any
/// other character is passed over, so that hyphens may group an id.
std::string check_digits(std::string_view text);

/// True if the text, its last two digits included, satisfies ISO 7064 MOD 97-10.
bool check_digits_hold(std::string_view text);

}  // namespace mizan::base
