#include "mizan/parts/record_values.hpp"

#include <charconv>
#include <mizan/mapping/read_value.hpp>
#include <utility>

namespace mizan::parts {
namespace {

using mapping::FieldType;

constexpr std::size_t kMostOfAValue = 2000;

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> number_of(FieldType type, std::string_view text,
                                      const std::vector<std::string>& date_formats) {
  std::string scratch;
  const auto plain = mapping::plain_digits(text, scratch);
  if (type == FieldType::kDate) return mapping::read_date(plain, date_formats);
  if (type == FieldType::kInt) return whole_number(plain);
  return std::nullopt;
}

// Not within a letter.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return text.substr(0, most);
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\f\v";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

void set_value(sdk::Batch& batch, const mapping::FieldEntry& field, std::string_view text,
               const std::vector<std::string>& date_formats) {
  text = trimmed(text);
  if (text.empty()) return;
  const auto number = number_of(field.type, text, date_formats);
  if (!number) {
    batch.set_text(field.id, text);
  } else {
    batch.set_integer(field.id, field.type == FieldType::kDate ? MIZAN_DATE : MIZAN_INT, *number);
  }
}

void RawText::add(const mapping::FieldEntry& field, std::string_view place, std::string_view text) {
  if (field.type == FieldType::kIdentity) return;
  text_ += text_.empty() ? '{' : ',';
  mapping::append_json_string(text_, place);
  text_ += ':';
  mapping::append_json_string(text_, cut(text, kMostOfAValue));
}

std::string RawText::take() {
  auto out = std::exchange(text_, {});
  return out.empty() ? out : out + "}";
}

}  // namespace mizan::parts
