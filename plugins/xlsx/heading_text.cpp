#include "heading_text.hpp"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include <vector>

namespace mizan::xlsx {
namespace {

using Units = std::vector<UChar>;

Units utf16(std::string_view text) {
  Units units(text.size());
  std::int32_t size = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strFromUTF8WithSub(units.data(), static_cast<std::int32_t>(units.size()), &size, text.data(),
                       static_cast<std::int32_t>(text.size()), 0xFFFD, nullptr, &status);
  units.resize(U_SUCCESS(status) ? static_cast<std::size_t>(size) : 0);
  return units;
}

Units composed(const Units& units) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfc = unorm2_getNFCInstance(&status);
  Units out(units.size() * 3 + 1);
  const auto size = unorm2_normalize(nfc, units.data(), static_cast<std::int32_t>(units.size()), out.data(),
                                     static_cast<std::int32_t>(out.size()), &status);
  if (U_FAILURE(status)) return units;
  out.resize(static_cast<std::size_t>(size));
  return out;
}

constexpr UChar kNothing = 0;

bool is_blank(UChar c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

// What a letter is compared as; kNothing: it is not seen.
UChar folded(UChar c) {
  switch (c) {
    case 0x0640:  // tatweel
    case 0x061C:  // Arabic letter mark
    case 0x00AD:  // soft hyphen
    case 0xFEFF:
      return kNothing;
    case 0x0649:  // alef maqsura
    case 0x064A:  // Arabic yeh
      return 0x06CC;
    case 0x0643:  // Arabic kaf
      return 0x06A9;
    case 0x0647:  // Arabic heh
      return 0x06C1;
    case 0x0629:  // Arabic teh marbuta
      return 0x06C3;
    default:
      break;
  }
  if ((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069))
    return kNothing;
  return c >= 'A' && c <= 'Z' ? static_cast<UChar>(c - 'A' + 'a') : c;
}

std::string utf8(const Units& units) {
  std::string text(units.size() * 3, '\0');
  std::int32_t size = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strToUTF8(text.data(), static_cast<std::int32_t>(text.size()), &size, units.data(),
              static_cast<std::int32_t>(units.size()), &status);
  text.resize(U_SUCCESS(status) ? static_cast<std::size_t>(size) : 0);
  return text;
}

}  // namespace

std::string heading_text(std::string_view text) {
  if (text.empty()) return {};
  Units out;
  bool blank = false;
  for (const auto c : composed(utf16(text))) {
    if (is_blank(c)) {
      blank = true;
      continue;
    }
    const auto letter = folded(c);
    if (letter == kNothing) continue;
    if (blank && !out.empty()) out.push_back(' ');
    blank = false;
    out.push_back(letter);
  }
  return out.empty() ? std::string() : utf8(out);
}

}  // namespace mizan::xlsx
