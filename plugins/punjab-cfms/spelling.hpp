#pragma once
#include <string>
#include <string_view>

namespace mizan::cfms {

/// A text as it is compared, letters of the keyboards of Arabic and of Urdu being one: what the hub does with
/// the names of places (tests/adapters holds the two against each other). Urdu digits are ASCII digits, case,
/// vowel signs, joiners and punctuation go, runs of blanks are one.
std::string folded(std::string_view text);

}  // namespace mizan::cfms
