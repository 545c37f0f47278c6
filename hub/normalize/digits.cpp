#include "normalize/digits.hpp"

namespace mizan::normalize {
namespace {

// UTF-8: U+0660–0669 are D9 A0–A9, U+06F0–06F9 are DB B0–B9.
int digit_of(unsigned char lead, unsigned char tail) {
  if (lead == 0xD9 && tail >= 0xA0 && tail <= 0xA9) return tail - 0xA0;
  if (lead == 0xDB && tail >= 0xB0 && tail <= 0xB9) return tail - 0xB0;
  return -1;
}

}  // namespace

std::string with_ascii_digits(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int digit = i + 1 < text.size() ? digit_of(static_cast<unsigned char>(text[i]),
                                                     static_cast<unsigned char>(text[i + 1]))
                                          : -1;
    out += digit < 0 ? text[i] : static_cast<char>('0' + digit);
    if (digit >= 0) ++i;
  }
  return out;
}

}  // namespace mizan::normalize
