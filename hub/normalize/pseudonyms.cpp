#include "normalize/pseudonyms.hpp"

#include "base/text.hpp"
#include "normalize/digits.hpp"

namespace mizan::normalize {
namespace {

namespace field = model::field;

constexpr std::size_t kPseudonymBytes = 16;

std::string digits_of(std::string_view value) {
  std::string out;
  for (const char c : with_ascii_digits(value)) {
    if (is_digit(c)) out += c;
  }
  return out;
}

// +92 300…, 0092 300… and 300… are 0300….
std::string phone_digits(std::string_view value) {
  auto digits = digits_of(value);
  if (digits.starts_with("00")) digits.erase(0, 2);
  if (digits.starts_with("92") && digits.size() > 10) digits.replace(0, 2, "0");
  if (digits.size() == 10 && digits[0] == '3') digits.insert(0, "0");
  return digits;
}

// Letters and digits in lower case, one blank for everything between them.
std::string words_of(std::string_view value) {
  std::string out;
  for (const char c : with_ascii_digits(value)) {
    const bool counts = is_alnum(c) || static_cast<unsigned char>(c) >= 0x80;
    if (counts) out += c;
    if (!counts && !out.empty() && out.back() != ' ') out += ' ';
  }
  return base::to_lower(base::trim(out));
}

}  // namespace

std::string normalise_identity(model::FieldId id, std::string_view value) {
  if (id == field::cnic_id) return digits_of(value);
  if (id == field::phone_id) return phone_digits(value);
  return words_of(value);
}

std::optional<std::string> Pseudonymiser::pseudonym(model::FieldId id, std::string_view value) {
  const auto normal = normalise_identity(id, value);
  if (normal.empty()) return std::nullopt;
  const auto* info = model::find_field(id);
  const auto mac = hmac_(std::string(info != nullptr ? info->name : "") + ":" + normal);
  return base::to_hex({reinterpret_cast<const char*>(mac.data()), kPseudonymBytes});
}

}  // namespace mizan::normalize
