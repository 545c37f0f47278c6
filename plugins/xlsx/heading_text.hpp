#pragma once
#include <string>
#include <string_view>

namespace mizan::xlsx {

/// A heading as headings are compared, for one word of Urdu can be typed in several ways that look alike:
/// composed (NFC); Arabic yeh, alef maqsura, kaf, heh and teh marbuta as Urdu writes them; without tatweel,
/// joiners and marks of direction; any run of blanks, line breaks and no-break spaces as one space, none at
/// the ends; ASCII letters in lower case. Digits stay as they are.
std::string heading_text(std::string_view text);

}  // namespace mizan::xlsx
