#include "objections.hpp"

#include <algorithm>
#include <array>
#include <mizan/mapping/read_value.hpp>
#include <mizan/parts/record_values.hpp>

#include "spelling.hpp"

namespace mizan::cfms {
namespace {

constexpr std::string_view kUrduStop = "\u06D4";
constexpr std::string_view kUrduComma = "\u060C";
constexpr std::array<std::string_view, 6> kSeparators = {kUrduStop, "\u061B", ";", "\n", "\r", "\u2022"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  return text;
}

bool ends_with_digit(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return !text.empty() && is_digit(text.back());
}

bool begins_with_digit(std::string_view text) {
  text = without_blanks(text);
  return !text.empty() && is_digit(text.front());
}

// "12۔" or, before a blank, "12)", "12-", "12:", "12." or "(12)", at the beginning of a word: bytes, 0 if it
// is none.
std::size_t number_mark(std::string_view text) {
  const bool bracket = text.starts_with('(');
  std::size_t at = bracket ? 1 : 0;
  const auto first = at;
  while (at < text.size() && at < first + 2 && is_digit(text[at])) ++at;
  if (at == first || at == text.size()) return 0;
  if (!bracket && text.substr(at).starts_with(kUrduStop)) return at + kUrduStop.size();
  const bool closed =
      text[at] == ')' || (!bracket && std::string_view(".-:").find(text[at]) != std::string_view::npos);
  if (!closed || (at + 1 < text.size() && !is_blank(text[at + 1]))) return 0;
  return at + 1;
}

/// Goes through a text with ASCII digits and cuts it.
class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text) {}

  std::vector<std::string> parts() {
    while (at_ < text_.size()) {
      const auto size = separator();
      if (size > 0) end_part();
      if (size == 0) part_ += text_[at_];
      at_ += std::max<std::size_t>(size, 1);
    }
    end_part();
    return std::move(parts_);
  }

 private:
  std::size_t separator() const {
    const auto rest = text_.substr(at_);
    for (const auto each : kSeparators)
      if (rest.starts_with(each)) return each.size();
    if (parts::trimmed(part_).empty() || is_blank(text_[at_ - 1])) {
      if (const auto mark = number_mark(rest); mark > 0) return mark;
    }
    const auto comma = rest.starts_with(kUrduComma) ? kUrduComma.size() : rest.starts_with(',') ? 1U : 0U;
    const bool within_numbers = ends_with_digit(part_) && begins_with_digit(rest.substr(comma));
    return within_numbers ? 0 : comma;
  }

  // What is nothing but a number stood before a part.
  void end_part() {
    const auto part = parts::trimmed(part_);
    const auto counts = [](char c) {
      return !is_digit(c) && !is_blank(c) && c != '.' && c != '(' && c != ')';
    };
    if (std::any_of(part.begin(), part.end(), counts)) parts_.emplace_back(part);
    part_.clear();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string part_;
  std::vector<std::string> parts_;
};

void add_once(std::vector<std::string>& codes, std::string_view code) {
  if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.emplace_back(code);
}

}  // namespace

std::vector<std::string> objection_parts(std::string_view text) {
  std::string scratch;
  return Cutter(mapping::plain_digits(text, scratch)).parts();
}

bool is_objection_code(std::string_view code) {
  return !code.empty() && code.size() <= 64 && std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' || c == '-';
  });
}

bool ObjectionPhrases::add(std::string_view phrase, std::string_view code) {
  auto key = folded(phrase);
  return !key.empty() && codes_.emplace(std::move(key), code).second;
}

// From word to word; behind a phrase it goes on behind it.
std::vector<std::string> ObjectionPhrases::codes_of_part(std::string_view part) const {
  const auto text = folded(part);
  std::vector<std::string> codes;
  for (std::string_view rest = text; !rest.empty();) {
    const std::pair<const std::string, std::string>* longest = nullptr;
    for (const auto& known : codes_) {
      const auto& phrase = known.first;
      const bool stands =
          rest.starts_with(phrase) && (rest.size() == phrase.size() || rest[phrase.size()] == ' ');
      if (stands && (longest == nullptr || phrase.size() > longest->first.size())) longest = &known;
    }
    if (longest != nullptr) add_once(codes, longest->second);
    rest.remove_prefix(longest != nullptr ? longest->first.size() : std::min(rest.find(' '), rest.size()));
    rest = without_blanks(rest);
  }
  return codes;
}

ObjectionPhrases::Found ObjectionPhrases::codes_of(std::string_view text) const {
  Found found;
  for (const auto& part : objection_parts(text)) {
    const auto codes = codes_of_part(part);
    for (const auto& code : codes) add_once(found.codes, code);
    if (!codes.empty()) continue;
    ++found.unknown;
    add_once(found.codes, kOther);
  }
  return found;
}

}  // namespace mizan::cfms
