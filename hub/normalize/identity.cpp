#include "normalize/identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "normalize/digits.hpp"

namespace mizan::normalize {
namespace {

namespace field = model::field;

constexpr std::string_view kNoPlace = "UNCLASSIFIED";  // a code that no table has

// One part of the FIR key. The separator cannot be smuggled in.
std::string key_part(std::string_view text) {
  auto part = base::to_upper(base::collapse_spaces(text));
  std::replace(part.begin(), part.end(), '|', '/');
  return part;
}

std::string part_of(const model::Record& record, model::FieldId id) {
  return key_part(record.text(id).value_or(std::string_view{}));
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

// "679/2021 dated 02.09.2021, PS Qaboola": what follows is another matter.
std::string_view without_tail(std::string_view text) {
  for (const std::string_view word :
       {",", ";", " DATED", " DT", " U/S", " PS ", " P.S", " DISTRICT", " مورخہ"}) {
    if (const auto at = text.find(word); at != std::string_view::npos && at > 0) text = text.substr(0, at);
  }
  return base::trim(text);
}

// "12 OF 24" says what "12/24" does, and so does "12 / 24".
std::string with_slashes(std::string_view text) {
  std::string out(text);
  for (auto at = out.find(" OF "); at != std::string::npos; at = out.find(" OF ")) out.replace(at, 4, "/");
  return out;
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
  const auto plain = with_slashes(without_tail(without_words(key_part(with_ascii_digits(text)))));
  FirNumber fir;
  std::string_view number = plain;
  if (const auto slash = number.find_last_of("/-"); slash != std::string_view::npos && slash > 0) {
    fir.year_in_text = year_behind(base::trim(number.substr(slash + 1)));
    if (fir.year_in_text != 0) number = base::trim(number.substr(0, slash));
  }
  fir.number = without_leading_zeros(number);
  return fir;
}

namespace {

struct CaseNumberParts {
  std::string kind;    // the letters before the digits: a "Sessions Case 45/2024" is no "Crl. Misc. 45/2024"
  std::string number;  // empty: there is none
  int year = 0;        // written with it; 0: none is
};

CaseNumberParts parse_case_number(std::string_view text) {
  const auto plain = with_slashes(key_part(with_ascii_digits(text)));
  const auto digits = without_words(plain);
  if (digits.empty() || !is_digit(digits[0])) return {};
  CaseNumberParts parts;
  for (const char c : std::string_view(plain).substr(0, plain.size() - digits.size())) {
    if (is_alnum(c)) parts.kind += c;
  }
  if (parts.kind.ends_with("NO")) parts.kind.resize(parts.kind.size() - 2);
  const auto number = parse_fir_number(digits);
  parts.number = number.number;
  parts.year = number.year_in_text;
  return parts;
}

}  // namespace

std::optional<CaseIdentity> case_identity(const model::Record& record) {
  const auto number = record.text(field::fir_no_id);
  if (record.kind != model::Kind::kCase || !number) return std::nullopt;
  const auto fir = parse_fir_number(*number);
  const auto year = record.integer(field::fir_year_id).value_or(fir.year_in_text);
  std::string key;
  // A station that the tables know is the same in whichever district its day puts it.
  const bool known_station = record.native(field::police_station_id).has_value();
  for (const auto id : {field::province_id, field::district_id, field::police_station_id}) {
    const auto part = known_station && id == field::district_id ? std::string("*") : part_of(record, id);
    if (part.empty() || part == kNoPlace) return std::nullopt;
    key += part + "|";
  }
  if (fir.number.empty() || fir.number == "0" || year == 0) return std::nullopt;
  return CaseIdentity{fmt::format("{}{}|{}", key, fir.number, year)};
}

std::string court_number(const model::Record& record) {
  const auto court = part_of(record, field::court_id);
  const auto text = record.text(field::court_case_no_id);
  if (record.kind != model::Kind::kCase || court.empty() || !text) return {};
  const auto number = parse_case_number(*text);
  const auto instituted = record.date(field::instituted_on_id);
  const int year = number.year != 0 ? number.year : instituted ? base::split_day(*instituted).year : 0;
  if (number.number.empty() || year == 0) return {};
  return fmt::format("{}|{}|{}|{}|{}", part_of(record, field::province_id), court, number.kind, number.number,
                     year);
}

std::string prosecution_number(const model::Record& record) {
  const auto district = part_of(record, field::district_id);
  const auto text = record.text(field::prosecution_no_id);
  if (record.kind != model::Kind::kCase || district.empty() || district == kNoPlace || !text) return {};
  const auto number = parse_case_number(*text);
  if (number.number.empty() || (number.kind.empty() && number.year == 0)) return {};
  return fmt::format("{}|{}|{}|{}|{}", part_of(record, field::province_id), district, number.kind,
                     number.number, number.year);
}

}  // namespace mizan::normalize
