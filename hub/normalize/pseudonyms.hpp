#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/secret.hpp"
#include "model/field.hpp"

namespace mizan::normalize {

/// What stands where identity data stood.
inline constexpr std::string_view kRedacted = "[pseudonym]";

/// Turns identity values into keyed pseudonyms: HMAC-SHA-256 over field and normalised value, first 128 bits
/// in hexadecimal. One key a purpose; without the key no value can be guessed. Not shared between threads.
class Pseudonymiser {
 public:
  explicit Pseudonymiser(const base::Secret& key) : hmac_(key) {}

  /// The pseudonym of an identity field's value. Equal after normalisation, equal pseudonym. Nothing if
  /// nothing is left of the value.
  std::optional<std::string> pseudonym(model::FieldId field, std::string_view value);

 private:
  base::Hmac hmac_;
};

/// What counts of an identity value: of a CNIC or telephone number its digits (Urdu ones too, +92 as 0), of
/// anything else its text, ASCII letters lowered, punctuation and blanks collapsed.
std::string normalise_identity(model::FieldId field, std::string_view value);

/// Where a value counts as found: kAnywhere in raw payloads; kWholeWords in fields, so that "Ali" leaves the
/// court of Mr Khalid alone. Values of two bytes are always found as whole words, of one byte never.
enum class Occurrence { kAnywhere, kWholeWords };

/// A copy without identity data: every occurrence of a given value (however escaped as JSON, up to twice, in
/// any ASCII case and spacing) and everything shaped like a CNIC or a Pakistani mobile number is kRedacted.
/// Linear in the text.
std::string redact(std::string_view text, std::span<const std::string_view> values,
                   Occurrence occurrence = Occurrence::kAnywhere);

/// True if the text holds something shaped like a CNIC written with separators, or a mobile number.
bool has_identity_shape(std::string_view text);

/// A span of bytes of a text.
struct Span {
  std::size_t from = 0;
  std::size_t to = 0;
};

/// The first such shape at or behind `from`; nothing if there is none. `plain_cnic`: thirteen digits without
/// separators count too.
std::optional<Span> find_identity_shape(std::string_view text, std::size_t from, bool plain_cnic);

}  // namespace mizan::normalize
