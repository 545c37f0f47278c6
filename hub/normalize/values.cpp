#include "normalize/values.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "base/text.hpp"
#include "normalize/digits.hpp"

namespace mizan::normalize {
namespace {

namespace field = model::field;

constexpr std::string_view kTrue[] = {"true", "yes", "y", "t", "1"};
constexpr std::string_view kFalse[] = {"false", "no", "n", "f", "0"};

bool is_ascii_without_zero(std::string_view text) {
  bool clean = true;
  for (const char c : text) clean &= c > 0;
  return clean;
}

}  // namespace

ValueText::ValueText(const RawField& raw) {
  if (raw.type == RawType::kText) text_ = base::trim(raw.text);
  if (raw.type != RawType::kInteger && raw.type != RawType::kBoolean) return;
  const auto end = std::to_chars(digits_.begin(), digits_.end(), raw.integer).ptr;
  text_ = std::string_view(digits_.data(), static_cast<std::size_t>(end - digits_.data()));
}

bool is_clean_text(std::string_view text) {
  if (is_ascii_without_zero(text)) return true;
  return text.find('\0') == std::string_view::npos && base::is_valid_utf8(text);
}

std::string_view cut_text(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
  return text.substr(0, limit);
}

std::optional<std::int64_t> read_integer(const RawField& raw) {
  if (raw.type == RawType::kInteger) return raw.integer;
  if (raw.type != RawType::kText || raw.text.size() > 64) return std::nullopt;
  return base::parse_int(base::trim(with_ascii_digits(raw.text)));
}

std::optional<bool> read_boolean(const RawField& raw) {
  if (raw.type == RawType::kBoolean) return raw.integer != 0;
  if (raw.type == RawType::kInteger && (raw.integer == 0 || raw.integer == 1)) return raw.integer == 1;
  if (raw.type != RawType::kText || raw.text.size() > 64) return std::nullopt;
  const auto lower = base::to_lower(base::trim(raw.text));
  if (std::find(std::begin(kTrue), std::end(kTrue), lower) != std::end(kTrue)) return true;
  if (std::find(std::begin(kFalse), std::end(kFalse), lower) != std::end(kFalse)) return false;
  return std::nullopt;
}

bool in_range(model::FieldId id, std::int64_t value, base::Day today) {
  switch (id) {
    case field::age_id:
      return value >= 0 && value <= 110;
    case field::fir_year_id:
      return value >= 1947 && value <= base::split_day(today).year + 1;
    case field::sentence_months_id:
      return value >= 0 && value <= 1200;
    case field::pw_summoned_id:
    case field::pw_attended_id:
    case field::pw_examined_id:
      return value >= 0 && value <= 1000;
    default:
      return true;
  }
}

}  // namespace mizan::normalize
