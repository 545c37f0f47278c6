#include "spelling.hpp"

#include <algorithm>
#include <array>
#include <mizan/mapping/read_value.hpp>

namespace mizan::cfms {
namespace {

struct Letter {
  std::string_view from;
  std::string_view to;
};

constexpr std::array<Letter, 17> kLetters = {{
    {"\u064A", "\u06CC"},  // Arabic yeh
    {"\u0649", "\u06CC"},  // alef maksura
    {"\u0643", "\u06A9"},  // Arabic kaf
    {"\u0647", "\u06C1"},  // Arabic heh
    {"\u0629", "\u06C1"},  // teh marbuta
    {"\u06C0", "\u06C1"},  // heh with yeh above
    {"\u06C2", "\u06C1"},  // heh goal with hamza
    {"\u0624", "\u0648"},  // waw with hamza
    {"\u0623", "\u0627"},  // alef with hamza
    {"\u0640", ""},        // tatweel
    {"\u200C", ""},        // joiners and marks of direction
    {"\u200D", ""},
    {"\u200E", ""},
    {"\u200F", ""},
    {"\u00A0", " "},
    {"\u060C", " "},  // Arabic comma
    {"\u06D4", " "},  // Urdu full stop
}};

// U+064B to U+0652 and U+0670: vowel signs.
bool is_vowel_sign(std::string_view text) {
  if (text.size() < 2 || static_cast<unsigned char>(text[0]) != 0xD9) return false;
  const auto second = static_cast<unsigned char>(text[1]);
  return (second >= 0x8B && second <= 0x92) || second == 0xB0;
}

std::string ascii(char c) {
  if (std::string_view(".'`\"").find(c) != std::string_view::npos) return "";
  if (std::string_view("-_,/()").find(c) != std::string_view::npos) return " ";
  return {c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c};
}

// Appends what stands at the beginning of the text, and says how many bytes that was.
std::size_t put_letter(std::string_view text, std::string& out) {
  if (static_cast<unsigned char>(text[0]) < 0x80) {
    out += ascii(text[0]);
    return 1;
  }
  if (is_vowel_sign(text)) return 2;
  const auto found = std::find_if(kLetters.begin(), kLetters.end(),
                                  [&](const Letter& letter) { return text.starts_with(letter.from); });
  if (found == kLetters.end()) {
    out += text[0];
    return 1;
  }
  out += found->to;
  return found->from.size();
}

std::string with_single_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

std::string folded(std::string_view text) {
  std::string scratch;
  std::string out;
  for (auto rest = mapping::plain_digits(text, scratch); !rest.empty();)
    rest.remove_prefix(put_letter(rest, out));
  return with_single_blanks(out);
}

}  // namespace mizan::cfms
