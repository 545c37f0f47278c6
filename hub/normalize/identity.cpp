#include "normalize/identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "normalize/digits.hpp"

namespace mizan::normalize {
namespace {

namespace field = model::field;

// One part of the FIR key. The separator cannot be smuggled in.
std::string key_part(std::string_view text) {
  auto part = base::to_upper(base::collapse_spaces(text));
  std::replace(part.begin(), part.end(), '|', '/');
  return part;
}

std::string_view without_leading_zeros(std::string_view number) {
  while (number.size() > 1 && number[0] == '0' && is_alnum(number[1])) number.remove_prefix(1);
  return number;
}

// "FIR No. 331": the words before the number say nothing.
std::string_view without_words(std::string_view text) {
  const auto digit = std::find_if(text.begin(), text.end(), is_digit);
  return text.substr(digit == text.end() ? 0 : static_cast<std::size_t>(digit - text.begin()));
}

// The year behind the last '/' or '-', as 4 digits or 2; 0 if what stands there is none.
int year_behind(std::string_view digits) {
  const auto value = base::parse_int(digits);
  if (!value || !std::all_of(digits.begin(), digits.end(), is_digit)) return 0;
  if (digits.size() == 4 && *value >= 1947 && *value <= 2999) return static_cast<int>(*value);
  if (digits.size() != 2) return 0;
  return static_cast<int>(*value >= 47 ? 1900 + *value : 2000 + *value);
}

}  // namespace

FirNumber parse_fir_number(std::string_view text) {
  const auto plain = key_part(with_ascii_digits(text));
  FirNumber fir;
  auto number = without_words(plain);
  if (const auto slash = number.find_last_of("/-"); slash != std::string_view::npos && slash > 0) {
    fir.year_in_text = year_behind(base::trim(number.substr(slash + 1)));
    if (fir.year_in_text != 0) number = base::trim(number.substr(0, slash));
  }
  fir.number = without_leading_zeros(number);
  return fir;
}

std::optional<CaseIdentity> case_identity(const model::Record& record) {
  const auto number = record.text(field::fir_no_id);
  if (record.kind != model::Kind::kCase || !number) return std::nullopt;
  const auto fir = parse_fir_number(*number);
  const auto year = record.integer(field::fir_year_id).value_or(fir.year_in_text);
  std::string key;
  // A station that the tables know is the same in whichever district its day puts it.
  const bool known_station = record.native(field::police_station_id).has_value();
  for (const auto id : {field::province_id, field::district_id, field::police_station_id}) {
    const auto part = known_station && id == field::district_id
                          ? std::string("*")
                          : key_part(record.text(id).value_or(std::string_view{}));
    if (part.empty() || part == "UNCLASSIFIED") return std::nullopt;
    key += part + "|";
  }
  if (fir.number.empty() || fir.number == "0" || year == 0) return std::nullopt;
  return CaseIdentity{fmt::format("{}{}|{}", key, fir.number, year)};
}

}  // namespace mizan::normalize
