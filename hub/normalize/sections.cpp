#include "normalize/sections.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "normalize/digits.hpp"

namespace mizan::normalize {
namespace {

constexpr std::size_t kMaxLawWords = 10;
constexpr std::size_t kMaxLawBytes = 80;

constexpr std::array<std::string_view, 22> kNoise = {
    "us",  "rw", "under", "section", "sections", "sec", "secs", "s",       "ss",   "read",  "with",
    "and", "or", "of",    "the",     "act",      "law", "code", "offence", "دفعہ", "دفعات", "اور"};

// Sections whose letter is always a clause, however it is written: 302-B PPC is 302(b), 9-C CNSA is 9(c).
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kLetterIsClause = {
    {{"PPC", "302"}, {"CNSA", "9"}, {"KPCNSA", "9"}}};

// Punctuation beyond ASCII as its ASCII counterpart, digits as ASCII; at most kMaxSectionsText bytes.
std::string plain(std::string_view text) {
  constexpr std::pair<std::string_view, char> kMarks[] = {
      {"\xD8\x8C", ','},     {"\xD8\x9B", ';'},     {"\xDB\x94", '.'},     {"\xC2\xA0", ' '},
      {"\xE2\x80\x93", '-'}, {"\xE2\x80\x94", '-'}, {"\xE2\x80\x91", '-'}, {"\xE2\x80\x90", '-'}};
  const auto digits = with_ascii_digits(text.substr(0, kMaxSectionsText));
  std::string out;
  for (std::size_t i = 0; i < digits.size();) {
    const auto rest = std::string_view(digits).substr(i);
    const auto* mark = std::find_if(std::begin(kMarks), std::end(kMarks),
                                    [&](const auto& entry) { return rest.starts_with(entry.first); });
    const bool found = mark != std::end(kMarks);
    out += found ? mark->second : digits[i];
    i += found ? mark->first.size() : 1;
  }
  return out;
}

bool is_word_char(char c) {
  return is_letter(c) || static_cast<unsigned char>(c) >= 0x80;
}

bool is_roman(std::string_view text) {
  return !text.empty() && text.size() <= 5 && text.find_first_not_of("ivxIVX") == std::string_view::npos;
}

// Letters that sections are numbered with; others after a blank begin a word ("302 s. 34").
bool is_suffix_letter(char c) {
  return (c >= 'A' && c <= 'O') || (c >= 'a' && c <= 'o');
}

class SectionParser {
 public:
  SectionParser(std::string_view text, const LawTable& laws) : text_(text), laws_(laws) {}

  ParsedSections run() {
    while (at_ < text_.size() && out_.sections.size() < kMaxSections) step();
    out_.truncated = at_ < text_.size();
    flush_leftover();
    assign(prefix_style_ ? law_ : laws_.default_law());
    unite();
    return std::move(out_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void step() {
    const char c = peek();
    if (is_digit(c)) return number();
    if (is_word_char(c)) return word();
    ++at_;
    if (c != ' ') flush_leftover();
  }

  // ---- sections

  void number() {
    const auto start = at_;
    while (is_digit(peek())) ++at_;
    auto digits = text_.substr(start, at_ - start);
    if (after_law_ && digits.size() == 4) return;  // "ATA 1997"
    while (digits.starts_with('0')) digits.remove_prefix(1);
    if (digits.empty() || digits.size() > 3) return leave(start);
    flush_leftover();
    number_ = digits;
    section(start, true);
  }

  // Behind the digits, or at the letter of "337-A(i), F(ii)".
  void section(std::size_t start, bool may_lack_letter) {
    Section found;
    found.section = number_;
    has_letter_ = suffix(found) || !may_lack_letter;
    if (found.clause.empty()) brackets(found);
    found.text = text_.substr(start, at_ - start);
    if (prefix_style_) found.law = law_;
    out_.sections.push_back(std::move(found));
    after_law_ = false;
  }

  // "-B", "B", " B", "-Fvi", "F(vi)", "-H2": the letter belongs to the section, what follows it is a clause.
  bool suffix(Section& found) {
    auto from = at_;
    while (from < text_.size() && (text_[from] == ' ' || text_[from] == '-') && from - at_ < 3) ++from;
    const auto run = letters_at(from);
    const bool attached = text_.substr(at_, from - at_).find(' ') == std::string_view::npos;
    if (run.empty() || !is_letter(run[0]) || (!attached && !is_suffix_letter(run[0]))) return false;
    if (run.size() == 1 && is_abbreviation(from)) return false;
    if (run.size() > 1 && (is_law(run) || !is_double(run))) {
      if (is_law(run) || !is_roman(run.substr(1))) return false;
      found.clause = base::to_lower(run.substr(1));
    }
    const auto letters = found.clause.empty() ? run : run.substr(0, 1);
    found.section += "-" + base::to_upper(letters);
    at_ = from + run.size();
    if (found.clause.empty()) trailing_clause(found);
    return true;
  }

  // "337-A-i", "337-F iii", "337-H2".
  void trailing_clause(Section& found) {
    if (is_digit(peek()) && !is_digit(peek(1))) {
      found.clause = peek();
      ++at_;
      return;
    }
    if (peek() != ' ' && peek() != '-') return;
    const auto run = letters_at(at_ + 1);
    if (!is_roman(run)) return;
    found.clause = base::to_lower(run);
    at_ += 1 + run.size();
  }

  // "(c)", "(2)(a)", "(ii)"; anything longer in brackets is text of its own.
  void brackets(Section& found) {
    while (true) {
      auto from = at_;
      while (from < text_.size() && text_[from] == ' ') ++from;
      if (from >= text_.size() || text_[from] != '(') return;
      const auto close = text_.substr(from, 10).find(')');
      if (close == std::string_view::npos) return;
      const auto inside = base::trim(text_.substr(from + 1, close - 1));
      if (inside.empty() || inside.size() > 4 || !std::all_of(inside.begin(), inside.end(), is_alnum)) return;
      if (is_law(inside)) return;
      const auto clause = base::to_lower(inside);
      found.clause += found.clause.empty() ? clause : "(" + clause + ")";
      at_ = from + close + 1;
      if (found.clause.size() > 24) return;
    }
  }

  // ---- words

  void word() {
    if (match_law() || pass_abbreviation() || another_letter()) return;
    const auto start = at_;
    while (is_word_char(peek())) ++at_;
    const auto lower = base::to_lower(text_.substr(start, at_ - start));
    // "Arms Ordinance XX of 1965"
    if (after_law_ && lower.find_first_not_of("ivxlc") == std::string::npos) return;
    if (std::find(kNoise.begin(), kNoise.end(), lower) != kNoise.end()) return;
    leave(start);
  }

  // The longest run of words that is a law: "Control of Narcotic Substances Act, 1997".
  bool match_law() {
    std::size_t end = at_;
    std::size_t best = 0;
    const std::string* law = nullptr;
    for (std::size_t words = 0; words < kMaxLawWords && end - at_ < kMaxLawBytes; ++words) {
      const auto start = end;
      while (end < text_.size() && is_word_char(text_[end])) ++end;
      if (end == start) break;
      if (const auto* found = laws_.find(text_.substr(at_, end - at_))) {
        law = found;
        best = end;
      }
      while (end < text_.size() && std::string_view(" -.()'&").find(text_[end]) != std::string_view::npos)
        ++end;
    }
    if (law == nullptr) return false;
    at_ = best;
    take_law(*law);
    return true;
  }

  void take_law(const std::string& law) {
    flush_leftover();
    if (out_.sections.empty()) prefix_style_ = true;
    if (!prefix_style_) assign(law);
    law_ = law;
    after_law_ = true;
    has_letter_ = false;
  }

  // "u/s", "r/w".
  bool pass_abbreviation() {
    constexpr std::string_view kForms[] = {"u/ss", "u/s", "r/w", "w/s"};
    const auto rest = base::to_lower(text_.substr(at_, 4));
    for (const auto form : kForms) {
      if (!rest.starts_with(form) || is_word_char(peek(form.size()))) continue;
      at_ += form.size();
      return true;
    }
    return false;
  }

  // The F of "337-A(i)/F(ii)".
  bool another_letter() {
    if (!has_letter_ || letters_at(at_).size() != 1 || !is_suffix_letter(peek())) return false;
    if (is_abbreviation(at_)) return false;
    section(at_, false);
    return true;
  }

  std::string_view letters_at(std::size_t from) const {
    auto end = from;
    while (end < text_.size() && is_word_char(text_[end])) ++end;
    return from < text_.size() ? text_.substr(from, end - from) : std::string_view{};
  }

  // The A of "A.O" is no section letter.
  bool is_abbreviation(std::size_t from) const {
    return from + 2 < text_.size() && text_[from + 1] == '.' && is_letter(text_[from + 2]);
  }

  // "52-BB", "376-AB", "376 DA".
  static bool is_double(std::string_view run) {
    const auto early = [](char c) { return c >= 'A' && c <= 'E'; };
    return run.size() == 2 && (run[0] == run[1] || (early(run[0]) && early(run[1])));
  }
  bool is_law(std::string_view run) const { return run.size() > 1 && laws_.find(run) != nullptr; }

  // ---- results

  void leave(std::size_t start) {
    if (!leftover_.empty()) leftover_ += ' ';
    leftover_ += text_.substr(start, at_ - start);
    has_letter_ = false;
    after_law_ = false;
  }

  void flush_leftover() {
    if (!leftover_.empty()) out_.leftovers.push_back(std::exchange(leftover_, {}));
  }

  void assign(const std::string& law) {
    for (; assigned_ < out_.sections.size(); ++assigned_) {
      auto& section = out_.sections[assigned_];
      if (section.law.empty()) section.law = law;
      letter_as_clause(section);
    }
  }

  static void letter_as_clause(Section& section) {
    for (const auto& [law, number] : kLetterIsClause) {
      if (section.law != law || section.section.size() != number.size() + 2) continue;
      if (!section.section.starts_with(number)) continue;
      const auto letter = base::to_lower(section.section.substr(number.size() + 1));
      section.clause = section.clause.empty() ? letter : letter + "(" + section.clause + ")";
      section.section = number;
    }
  }

  void unite() {
    std::vector<Section> once;
    for (auto& section : out_.sections) {
      const bool known = std::any_of(once.begin(), once.end(), [&](const Section& other) {
        return other.law == section.law && other.section == section.section && other.clause == section.clause;
      });
      if (!known) once.push_back(std::move(section));
    }
    out_.sections = std::move(once);
  }

  std::string_view text_;
  const LawTable& laws_;
  ParsedSections out_;
  std::size_t at_ = 0;
  std::size_t assigned_ = 0;
  std::string_view number_;  ///< digits of the section before
  std::string law_;          ///< the law read last
  std::string leftover_;
  bool prefix_style_ = false;  ///< "PPC 302, ATA 7": laws stand before their sections
  bool after_law_ = false;     ///< a year may follow
  bool has_letter_ = false;    ///< the section before had a letter
};

}  // namespace

ParsedSections parse_sections(std::string_view text, const LawTable& laws) {
  const auto readable = plain(text);
  auto parsed = SectionParser(readable, laws).run();
  parsed.truncated = parsed.truncated || text.size() > kMaxSectionsText;
  return parsed;
}

}  // namespace mizan::normalize
