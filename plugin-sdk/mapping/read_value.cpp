#include "mizan/mapping/read_value.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace mizan::mapping {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                      "may",       "june",     "july",     "august",
                                                      "september", "october",  "november", "december"};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads one date at the beginning of a text.
class DateScan {
 public:
  explicit DateScan(std::string_view text) : text_(text) {}

  bool match(std::string_view format) {
    for (std::size_t i = 0; i < format.size(); ++i) {
      if (format[i] == '%' && i + 1 < format.size()) {
        if (!token(format[++i])) return false;
      } else if (format[i] == ' ') {
        while (!text_.empty() && text_.front() == ' ') text_.remove_prefix(1);
      } else if (text_.empty() || text_.front() != format[i]) {
        return false;
      } else {
        text_.remove_prefix(1);
      }
    }
    return true;
  }

  std::string_view rest() const { return text_; }
  std::optional<std::int64_t> days() const { return days_of(year_, month_, day_); }

 private:
  bool number(int& out, std::size_t least, std::size_t most) {
    std::size_t size = 0;
    out = 0;
    while (size < most && size < text_.size() && digit(text_[size])) out = out * 10 + (text_[size++] - '0');
    text_.remove_prefix(size);
    return size >= least;
  }

  bool month_name(bool whole) {
    for (std::size_t m = 0; m < kMonths.size(); ++m) {
      const auto name = whole ? kMonths[m] : kMonths[m].substr(0, 3);
      std::size_t i = 0;
      while (i < name.size() && i < text_.size() && lower(text_[i]) == name[i]) ++i;
      if (i != name.size()) continue;
      text_.remove_prefix(i);
      month_ = static_cast<int>(m) + 1;
      return true;
    }
    return false;
  }

  bool half_day() {
    if (text_.size() < 2 || lower(text_[1]) != 'm' || (lower(text_[0]) != 'a' && lower(text_[0]) != 'p'))
      return false;
    text_.remove_prefix(2);
    return true;
  }

  bool token(char c) {
    int ignored = 0;
    switch (c) {
      case 'Y':
        return number(year_, 4, 4);
      case 'y':
        if (!number(year_, 2, 2)) return false;
        year_ += year_ < 69 ? 2000 : 1900;
        return true;
      case 'm':
        return number(month_, 1, 2);
      case 'd':
        return number(day_, 1, 2);
      case 'b':
        return month_name(false);
      case 'B':
        return month_name(true);
      case 'H':
      case 'I':
      case 'M':
        return number(ignored, 1, 2);
      case 'S': {
        if (!number(ignored, 1, 2)) return false;
        if (!text_.empty() && text_.front() == '.') {
          text_.remove_prefix(1);
          return number(ignored, 1, 9);
        }
        return true;
      }
      case 'p':
        return half_day();
      case '%':
        return !text_.empty() && text_.front() == '%' && (text_.remove_prefix(1), true);
      default:
        return false;
    }
  }

  std::string_view text_;
  int year_ = 0;
  int month_ = 0;
  int day_ = 0;
};

}  // namespace

std::string_view plain_digits(std::string_view text, std::string& scratch) {
  const auto high = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  if (std::none_of(text.begin(), text.end(), high)) return text;
  scratch.clear();
  for (std::size_t i = 0; i < text.size();) {
    const auto rest = text.substr(i);
    const auto second = rest.size() > 1 ? static_cast<unsigned char>(rest[1]) : 0U;
    const auto third = rest.size() > 2 ? static_cast<unsigned char>(rest[2]) : 0U;
    if ((rest[0] == '\xD9' && second >= 0xA0 && second <= 0xA9) ||
        (rest[0] == '\xDB' && second >= 0xB0 && second <= 0xB9)) {
      scratch += static_cast<char>('0' + (second & 0x0FU));
      i += 2;
    } else if (rest.starts_with("\xD8\x8D")) {  // U+060D
      scratch += '/';
      i += 2;
    } else if (rest.starts_with("\xD8\x9C")) {  // U+061C
      i += 2;
    } else if (rest.starts_with("\xE2\x80") &&
               (third == 0x8E || third == 0x8F || (third >= 0xAA && third <= 0xAE))) {
      i += 3;  // U+200E, U+200F, U+202A to U+202E
    } else {
      scratch += rest[0];
      ++i;
    }
  }
  return scratch;
}

std::optional<std::int64_t> days_of(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

std::optional<std::int64_t> read_date(std::string_view text, const std::vector<std::string>& formats) {
  for (const auto& format : formats) {
    DateScan scan(text);
    if (scan.match(format) && scan.rest().empty()) {
      if (const auto days = scan.days()) return days;
    }
  }
  return std::nullopt;
}

std::vector<std::int64_t> find_dates(std::string_view text, const std::vector<std::string>& formats) {
  std::vector<std::int64_t> found;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t taken = 0;
    // A date begins at the beginning of a word or number: "112-03-2024" holds none.
    const bool starts =
        i == 0 || !(digit(text[i - 1]) || (lower(text[i - 1]) >= 'a' && lower(text[i - 1]) <= 'z'));
    for (std::size_t f = 0; starts && f < formats.size() && taken == 0; ++f) {
      DateScan scan(text.substr(i));
      if (!scan.match(formats[f]) || (!scan.rest().empty() && digit(scan.rest().front()))) continue;
      if (const auto days = scan.days()) {
        found.push_back(*days);
        taken = text.size() - i - scan.rest().size();
      }
    }
    i += taken == 0 ? 1 : taken;
  }
  return found;
}

void append_json_string(std::string& out, std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  const auto special = [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; };
  out += '"';
  while (!text.empty()) {
    const auto run = static_cast<std::size_t>(std::find_if(text.begin(), text.end(), special) - text.begin());
    out.append(text.substr(0, run));
    text.remove_prefix(run);
    if (text.empty()) break;
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    } else {
      out += '\\';
      out += text.front();
    }
    text.remove_prefix(1);
  }
  out += '"';
}

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

}  // namespace mizan::mapping
