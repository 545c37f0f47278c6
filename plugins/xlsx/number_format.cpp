#include "number_format.hpp"

#include <algorithm>

namespace mizan::xlsx {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// [h], [mm], [ss]: time that has passed, which is no moment.
bool is_elapsed(std::string_view inside) {
  return !inside.empty() && std::all_of(inside.begin(), inside.end(), [](char c) {
    return lower(c) == 'h' || lower(c) == 'm' || lower(c) == 's';
  });
}

}  // namespace

Meaning meaning_of_builtin(std::uint32_t id) {
  if ((id >= 18 && id <= 21) || id == 45 || id == 47) return Meaning::kTime;
  if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return Meaning::kDate;
  return Meaning::kNumber;
}

Meaning meaning_of_code(std::string_view code) {
  bool clock = false;  // h or s; an m beside them is minutes, else a month
  bool month = false;
  if (code.size() == 7 &&
      std::equal(code.begin(), code.end(), "general", [](char a, char b) { return lower(a) == b; }))
    return Meaning::kNumber;
  for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char c = lower(code[i]);
    if (c == '"') {
      i = std::min(code.find('"', i + 1), code.size());
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      const auto end = std::min(code.find(']', i), code.size());
      if (is_elapsed(code.substr(i + 1, end - i - 1))) return Meaning::kNumber;
      i = end;
    } else if (c == 'y' || c == 'd') {
      return Meaning::kDate;
    } else if (c == 'h' || c == 's') {
      clock = true;
    } else if (c == 'm') {
      month = true;
    }
  }
  if (clock) return Meaning::kTime;
  return month ? Meaning::kDate : Meaning::kNumber;
}

}  // namespace mizan::xlsx
