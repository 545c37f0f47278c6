#pragma once
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/civil.hpp"
#include "model/field.hpp"
#include "normalize/raw_record.hpp"

namespace mizan::normalize {

/// The text of a raw value: text trimmed, an integer or boolean in decimal. Holds the digits it may have to
/// write; the view is valid as long as this and the raw field are. Dates and times have no text.
class ValueText {
 public:
  explicit ValueText(const RawField& field);
  ValueText(const ValueText&) = delete;
  ValueText& operator=(const ValueText&) = delete;

  std::optional<std::string_view> get() const { return text_; }

 private:
  std::array<char, 24> digits_;
  std::optional<std::string_view> text_;
};

/// Well-formed UTF-8 without zero bytes; fast for ASCII.
bool is_clean_text(std::string_view text);

/// At most `limit` bytes of valid UTF-8, not cut inside a character.
std::string_view cut_text(std::string_view text, std::size_t limit);

/// The integer a raw value says: an integer, or decimal text (Urdu digits too). Nothing if it says none.
std::optional<std::int64_t> read_integer(const RawField& field);

/// True or false: a boolean, 0 or 1, or "true", "false", "yes", "no", "y", "n", "t", "f" in any case.
std::optional<bool> read_boolean(const RawField& field);

/// True if an integer can be true of that field: ages 0 to 110, years 1947 to next year, sentences up to 1200
/// months, counts of witnesses up to 1000.
bool in_range(model::FieldId field, std::int64_t value, base::Day today);

}  // namespace mizan::normalize
