#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace mizan::base {

/// base64url (RFC 4648 §5) of a whole number of 3-byte groups, so that there is no padding. Other lengths are
/// a broken invariant.
std::string to_base64url(std::string_view bytes);

/// Reads it back; nothing if the length is no multiple of 4 or a letter is not of the alphabet.
std::optional<std::string> from_base64url(std::string_view text);

/// base64 (RFC 4648 §4), padded.
std::string to_base64(std::string_view bytes);

/// Reads it back; nothing if the length is no multiple of 4, or a letter or the padding is wrong.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace mizan::base
