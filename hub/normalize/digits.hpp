#pragma once
#include <string>
#include <string_view>

namespace mizan::normalize {

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
inline bool is_alnum(char c) {
  return is_digit(c) || is_letter(c);
}

/// A copy with Arabic-Indic digits (as Urdu and Sindhi write them) as ASCII digits; every other byte is kept.
std::string with_ascii_digits(std::string_view text);

}  // namespace mizan::normalize
