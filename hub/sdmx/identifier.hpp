#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace mizan::sdmx {

/// A code of this hub as an SDMX identifier, which has letters, digits, '_', '-', '@' and '$' alone: any
/// other byte is
/// '$' and two hexadecimal digits. "ASJ Kasur" is "ASJ$20Kasur".
std::string identifier_of(std::string_view code);

/// Read back; nothing if it is none that identifier_of gives.
std::optional<std::string> code_of(std::string_view identifier);

}  // namespace mizan::sdmx
