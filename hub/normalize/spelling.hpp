#pragma once
#include <string>
#include <string_view>

namespace mizan::normalize {

/// What a place is called, whoever writes it: ASCII case, full stops, apostrophes, hyphens and runs of blanks
/// do not count; nor do the Arabic and the Urdu forms of yeh, kaf and heh, vowel signs, joiners and Urdu
/// digits.
std::string fold_place(std::string_view spelling);

/// The same without the word for what it is: "District Kasur", "Distt. Kasur", "ضلع قصور" → "kasur", "قصور".
std::string fold_district(std::string_view spelling);

/// The same for police and Levies stations: "P.S. Civil Lines", "Thana Civil Lines", "Police Station
/// Civil-Lines", "تھانہ سول لائنز" without their first words. "Levies Thana Surab" stays "levies surab":
/// another force kept it.
std::string fold_station(std::string_view spelling);

/// The same for courts: "&" is "and", "Addl." is "additional", "Sr." is "senior", "No." goes.
std::string fold_court(std::string_view spelling);

/// How many letters must be put, taken away, changed or swapped with their neighbour to make one text of the
/// other.
std::size_t spelling_distance(std::string_view a, std::string_view b);

}  // namespace mizan::normalize
