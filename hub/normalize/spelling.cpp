#include "normalize/spelling.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "base/text.hpp"
#include "normalize/digits.hpp"

namespace mizan::normalize {
namespace {

struct Letter {
  std::string_view from;
  std::string_view to;
};

// Keyboards of Arabic and of Urdu write different letters that look the same; some write joiners and vowel
// signs too.
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

// U+064B to U+0652 and U+0670: vowel signs, as UTF-8.
bool is_vowel_sign(std::string_view text) {
  if (text.size() < 2 || static_cast<unsigned char>(text[0]) != 0xD9) return false;
  const auto second = static_cast<unsigned char>(text[1]);
  return (second >= 0x8B && second <= 0x92) || second == 0xB0;
}

bool is_skipped(char c) {
  return c == '.' || c == '\'' || c == '`' || c == '"';
}

bool is_blank(char c) {
  return c == '-' || c == '_' || c == ',' || c == '/' || c == '(' || c == ')';
}

// Appends what stands at the beginning of the text, and says how many bytes that was.
std::size_t put_letter(std::string_view text, std::string& out) {
  if (static_cast<unsigned char>(text[0]) < 0x80) {
    if (!is_skipped(text[0])) out += is_blank(text[0]) ? ' ' : text[0];
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

// The text without the first of these words that it begins with; all of it if nothing else is left.
std::string_view without_first(std::string_view text, std::span<const std::string_view> words) {
  for (const auto word : words) {
    if (text.starts_with(word) && text.size() > word.size() + 1 && text[word.size()] == ' ')
      return text.substr(word.size() + 1);
  }
  return text;
}

std::string_view without_last(std::string_view text, std::span<const std::string_view> words) {
  for (const auto word : words) {
    if (text.ends_with(word) && text.size() > word.size() + 1 && text[text.size() - word.size() - 1] == ' ')
      return text.substr(0, text.size() - word.size() - 1);
  }
  return text;
}

std::string_view court_word(std::string_view word) {
  if (word == "&") return "and";
  if (word == "addl" || word == "additional") return "additional";
  if (word == "asst") return "assistant";
  if (word == "sr") return "senior";
  if (word == "distt") return "district";
  if (word == "no") return "";
  return word;
}

}  // namespace

std::string fold_place(std::string_view spelling) {
  const auto plain = with_ascii_digits(spelling);
  std::string out;
  out.reserve(plain.size());
  for (std::string_view rest = plain; !rest.empty();) rest.remove_prefix(put_letter(rest, out));
  return base::to_lower(base::collapse_spaces(out));
}

std::string fold_district(std::string_view spelling) {
  constexpr std::array<std::string_view, 3> kWords = {"district", "distt", "ضلع"};
  const auto folded = fold_place(spelling);
  return std::string(without_last(without_first(folded, kWords), kWords));
}

// The words stand here as they are when folded.
std::string fold_station(std::string_view spelling) {
  constexpr std::array<std::string_view, 6> kWords = {"police station", "police thana", "p s", "ps",
                                                      "thana",          "تھانہ"};
  constexpr std::array<std::string_view, 3> kLevies = {"levies thana", "levies station", "levies post"};
  const auto folded = fold_place(spelling);
  const auto levies = without_first(folded, kLevies);
  if (levies.size() < folded.size()) return "levies " + std::string(levies);
  return std::string(without_last(without_first(folded, kWords), kWords));
}

std::string fold_court(std::string_view spelling) {
  const auto folded = fold_place(spelling);
  std::string out;
  for (const auto word : base::split(folded, ' ')) {
    const auto meant = court_word(word);
    if (meant.empty()) continue;
    if (!out.empty()) out += ' ';
    out += meant;
  }
  return out;
}

std::size_t spelling_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = a[i - 1] == b[j - 1] ? 0 : 1;
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

}  // namespace mizan::normalize
