#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace mizan::base {

/// base64url (RFC 4648 §5) without padding, as RFC 7515 has it.
std::string to_base64url(std::string_view bytes);

/// Reads it back; nothing if a letter is not of the alphabet, or the text is not what its bytes encode to.
std::optional<std::string> from_base64url(std::string_view text);

/// base64 (RFC 4648 §4), padded.
std::string to_base64(std::string_view bytes);

/// Reads it back; nothing if the length is no multiple of 4, or a letter or the padding is wrong.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace mizan::base
