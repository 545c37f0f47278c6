#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mizan::base {

/// Without leading and trailing ASCII white space.
std::string_view trim(std::string_view text);

/// ASCII letters lowered or raised, every other byte kept.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

/// Runs of white space become one blank, ends are trimmed.
std::string collapse_spaces(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);

/// The whole text as a decimal integer; nothing if any byte does not belong to it or it does not fit.
std::optional<std::int64_t> parse_int(std::string_view text);

bool is_valid_utf8(std::string_view text);

}  // namespace mizan::base
