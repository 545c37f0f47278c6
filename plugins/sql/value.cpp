#include "value.hpp"

#include <simdjson.h>

#include <algorithm>

namespace mizan::sql {
namespace {

constexpr std::size_t kMostDigits = 18;  // of what fits into 64 bits whatever the digits are
constexpr std::size_t kSecondsEnd = 19;  // "2024-02-14 09:30:00"

bool digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool whole_number(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  return text.size() <= kMostDigits && digits(text);
}

// The zone of an instant is the session's, which the settings name.
void trim_time(std::string& text) {
  if (text.size() <= kSecondsEnd || text[10] != ' ' || text[16] != ':') return;
  const auto zone = text.find_first_of("+-", kSecondsEnd);
  if (zone != std::string::npos && text.find(' ', kSecondsEnd) == std::string::npos) text.resize(zone);
  if (text.size() <= kSecondsEnd || text[kSecondsEnd] != '.' ||
      !digits(std::string_view(text).substr(kSecondsEnd + 1)))
    return;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
}

void make_bool(std::string& text) {
  if (text == "t" || text == "true" || text == std::string(1, '\1')) text = "1";
  if (text == "f" || text == "false" || text == std::string(1, '\0')) text = "0";
}

}  // namespace

void make_uniform(Value& value, ColumnKind kind) {
  if (value.null || value.flaw != Flaw::kNone) return;
  if (kind == ColumnKind::kBytes) {
    value.flaw = Flaw::kBytes;
    return;
  }
  if (kind == ColumnKind::kBool) make_bool(value.text);
  if (value.text.find('\0') != std::string::npos) {
    value.flaw = Flaw::kNulCharacter;
  } else if (!simdjson::validate_utf8(value.text.data(), value.text.size())) {
    value.flaw = Flaw::kNotUtf8;
  } else if (kind == ColumnKind::kTime) {
    trim_time(value.text);
  } else if (kind == ColumnKind::kInteger || kind == ColumnKind::kDecimal || kind == ColumnKind::kBool) {
    value.integer = whole_number(value.text);
  }
}

}  // namespace mizan::sql
