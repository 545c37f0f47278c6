#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/text.hpp"
#include "normalize/digits.hpp"
#include "normalize/pseudonyms.hpp"

namespace mizan::normalize {
namespace {

constexpr int kMaxUnescapes = 2;
// A longer value is looked for by its beginning, so that hostile values cannot make the search quadratic.
constexpr std::size_t kSearchBytes = 256;

// ---- shapes

// 'd' is a digit, '-' an optional separator, '=' a required one, anything else itself.
constexpr std::string_view kMobiles[] = {"03dd-ddd-dddd", "92-3dd-ddd-dddd", "0092-3dd-ddd-dddd"};
constexpr std::string_view kCnic = "ddddd=ddddddd=d";
constexpr std::string_view kPlainCnic = "ddddd-ddddddd-d";

bool is_separator(char c) {
  return c == '-' || c == ' ' || c == '.';
}

// Bytes of `text` at `at` that have the shape; 0 if they do not, or if a digit follows.
std::size_t shape_length(std::string_view text, std::size_t at, std::string_view shape) {
  const auto start = at;
  for (const char want : shape) {
    const char c = at < text.size() ? text[at] : '\0';
    if (want == '-' || want == '=') {
      if (is_separator(c)) {
        ++at;
      } else if (want == '=') {
        return 0;
      }
      continue;
    }
    if (want == 'd' ? !is_digit(c) : c != want) return 0;
    ++at;
  }
  return at < text.size() && is_digit(text[at]) ? 0 : at - start;
}

std::size_t any_shape_length(std::string_view text, std::size_t at, bool plain_cnic) {
  if (const auto length = shape_length(text, at, plain_cnic ? kPlainCnic : kCnic)) return length;
  if (text[at] != '0' && text[at] != '9') return 0;
  for (const auto mobile : kMobiles) {
    if (const auto length = shape_length(text, at, mobile)) return length;
  }
  return 0;
}

// ---- texts that remember where their bytes came from

struct Mapped {
  std::string text;
  std::vector<Span> spans;  ///< of each byte, in the original

  void add(char c, Span span) {
    text += c;
    spans.push_back(span);
  }
};

Mapped map_of(std::string_view text) {
  Mapped out;
  out.text = text;
  out.spans.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) out.spans.push_back({i, i + 1});
  return out;
}

void add_utf8(Mapped& out, std::uint32_t code, Span span) {
  const auto add = [&](std::uint32_t byte) { out.add(static_cast<char>(byte), span); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0U | code >> 6);
  } else if (code < 0x10000) {
    add(0xE0U | code >> 12);
    add(0x80U | (code >> 6 & 0x3FU));
  } else {
    add(0xF0U | code >> 18);
    add(0x80U | (code >> 12 & 0x3FU));
    add(0x80U | (code >> 6 & 0x3FU));
  }
  add(0x80U | (code & 0x3FU));
}

std::optional<std::uint32_t> hex4(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text.substr(at, 4)) {
    const char lower = static_cast<char>(c | 0x20);
    if (!is_digit(c) && (lower < 'a' || lower > 'f')) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(is_digit(c) ? c - '0' : lower - 'a' + 10);
  }
  return value;
}

// Decodes the \u escape at `at` (a surrogate pair as one) and returns its length; 0 if it is none.
std::size_t unicode_escape(const Mapped& in, std::size_t at, Mapped& out) {
  const std::string_view text = in.text;
  const auto first = text.substr(at, 2) == "\\u" ? hex4(text, at + 2) : std::nullopt;
  if (!first) return 0;
  auto code = *first;
  std::size_t length = 6;
  if (code >= 0xD800 && code < 0xDC00 && text.substr(at + 6, 2) == "\\u") {
    const auto low = hex4(text, at + 8);
    if (low && *low >= 0xDC00 && *low < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10) + (*low - 0xDC00);
      length = 12;
    }
  }
  add_utf8(out, code, {in.spans[at].from, in.spans[at + length - 1].to});
  return length;
}

char simple_escape(char c) {
  switch (c) {
    case 'n':
    case 'r':
    case 't':
    case 'f':
    case 'b':
      return ' ';
    default:
      return c;
  }
}

Mapped unescape(const Mapped& in) {
  Mapped out;
  for (std::size_t i = 0; i < in.text.size();) {
    if (in.text[i] != '\\' || i + 1 >= in.text.size()) {
      out.add(in.text[i], in.spans[i]);
      ++i;
    } else if (const auto length = unicode_escape(in, i, out)) {
      i += length;
    } else {
      out.add(simple_escape(in.text[i + 1]), {in.spans[i].from, in.spans[i + 1].to});
      i += 2;
    }
  }
  return out;
}

// Length of the white space at `at`, the no-break space included.
std::size_t blank_length(std::string_view text, std::size_t at) {
  if (text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r')) return 1;
  return text.substr(at, 2) == "\xC2\xA0" ? 2 : 0;
}

// Lower case, one blank for many, a doubled quote of CSV as one, Urdu digits as ASCII digits.
Mapped fold(const Mapped& in) {
  Mapped out;
  const std::string_view text = in.text;
  for (std::size_t i = 0; i < text.size();) {
    const auto pair = text.substr(i, 2);
    const auto digit = pair.size() == 2 && static_cast<unsigned char>(pair[0]) >= 0xD9
                           ? with_ascii_digits(pair)
                           : std::string();
    if (const auto blank = blank_length(text, i)) {
      if (out.text.empty() || out.text.back() != ' ') out.add(' ', in.spans[i]);
      out.spans.back().to = in.spans[i + blank - 1].to;
      i += blank;
    } else if (pair == "\"\"" || digit.size() == 1) {
      out.add(digit.empty() ? '"' : digit[0], {in.spans[i].from, in.spans[i + 1].to});
      i += 2;
    } else {
      const char c = text[i];
      out.add(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c, in.spans[i]);
      ++i;
    }
  }
  return out;
}

// ---- search

class Redactor {
 public:
  Redactor(std::string_view text, std::span<const std::string_view> values, Occurrence occurrence)
      : text_(text), whole_words_(occurrence == Occurrence::kWholeWords) {
    for (const auto value : values) {
      auto folded = fold(map_of(base::trim(value))).text;
      if (folded.size() > 1) values_.push_back(std::move(folded));
    }
  }

  std::string run() {
    shapes(text_, nullptr);
    if ((!values_.empty() || !is_plain()) && may_hold_values()) search_decoded();
    return marks_.empty() ? std::string(text_) : rebuild();
  }

 private:
  bool is_plain() const {
    return std::none_of(text_.begin(), text_.end(),
                        [](char c) { return c == '\\' || static_cast<unsigned char>(c) >= 0x80; });
  }

  // In a plain text folding changes neither letters (but their case) nor digits, so a value whose longest
  // word is nowhere in it cannot be either.
  bool may_hold_values() const {
    if (!is_plain()) return true;
    const auto lower = base::to_lower(text_);
    return std::any_of(values_.begin(), values_.end(), [&](const std::string& value) {
      return lower.find(longest_word(std::string_view(value).substr(0, kSearchBytes))) != std::string::npos;
    });
  }

  static std::string_view longest_word(std::string_view value) {
    std::string_view longest;
    for (std::size_t at = 0; at < value.size();) {
      auto end = at;
      while (end < value.size() && is_alnum(value[end])) ++end;
      if (end - at > longest.size()) longest = value.substr(at, end - at);
      at = std::max(end, at + 1);
    }
    return longest;
  }

  void search_decoded() {
    auto decoded = map_of(text_);
    for (int level = 0; level <= kMaxUnescapes; ++level) {
      const auto folded = fold(decoded);
      shapes(folded.text, &folded);
      for (const auto& value : values_) search(folded, value);
      if (decoded.text.find('\\') == std::string::npos) return;
      decoded = unescape(decoded);
    }
  }

  void shapes(std::string_view text, const Mapped* mapped) {
    auto found = find_identity_shape(text, 0, !whole_words_);
    for (; found; found = find_identity_shape(text, found->to, !whole_words_)) mark(*found, mapped);
  }

  void search(const Mapped& in, std::string_view value) {
    const auto beginning = value.substr(0, kSearchBytes);
    const bool words = whole_words_ || value.size() < 3;
    for (auto at = in.text.find(beginning); at != std::string::npos;) {
      const auto rest = value.substr(beginning.size());
      const bool all = std::string_view(in.text).substr(at + beginning.size(), rest.size()) == rest;
      const auto end = at + (all ? value.size() : beginning.size());
      const bool hit = !words || (is_edge(in.text, at) && is_edge(in.text, end));
      if (hit) mark({at, end}, &in);
      at = in.text.find(beginning, hit ? end : at + 1);
    }
  }

  // True between two bytes that are not both parts of words.
  static bool is_edge(std::string_view text, std::size_t at) {
    const auto in_word = [](char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; };
    return at == 0 || at >= text.size() || !in_word(text[at - 1]) || !in_word(text[at]);
  }

  void mark(Span span, const Mapped* mapped) {
    if (mapped != nullptr) span = {mapped->spans[span.from].from, mapped->spans[span.to - 1].to};
    marks_.push_back(span);
  }

  std::string rebuild() {
    std::sort(marks_.begin(), marks_.end(), [](Span a, Span b) { return a.from < b.from; });
    std::string out;
    std::size_t done = 0;
    for (const auto& mark : marks_) {
      if (mark.from >= done) {
        out.append(text_.substr(done, mark.from - done));
        out.append(kRedacted);
      }
      done = std::max(done, mark.to);
    }
    out.append(text_.substr(done));
    return out;
  }

  std::string_view text_;
  bool whole_words_;
  std::vector<std::string> values_;
  std::vector<Span> marks_;
};

}  // namespace

std::optional<Span> find_identity_shape(std::string_view text, std::size_t from, bool plain_cnic) {
  // No shape is shorter than 11 bytes.
  for (std::size_t i = from; i + 11 <= text.size(); ++i) {
    if (!is_digit(text[i]) || (i > 0 && is_digit(text[i - 1]))) continue;
    if (const auto length = any_shape_length(text, i, plain_cnic))
      return Span{i > from && text[i - 1] == '+' ? i - 1 : i, i + length};
  }
  return std::nullopt;
}

bool has_identity_shape(std::string_view text) {
  return find_identity_shape(text, 0, false).has_value();
}

std::string redact(std::string_view text, std::span<const std::string_view> values, Occurrence occurrence) {
  return Redactor(text, values, occurrence).run();
}

}  // namespace mizan::normalize
