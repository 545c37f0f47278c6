#pragma once
#include <cstdint>
#include <mizan/mapping/field_table.hpp>
#include <mizan/sdk/batch.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mizan::parts {

/// Puts a source's text into the record begun last. A day is read by `date_formats`, a number as digits; what
/// cannot be read is passed on as text, so that the hub reports it. Blanks around it go; empty is no value.
void set_value(sdk::Batch& batch, const mapping::FieldEntry& field, std::string_view text,
               const std::vector<std::string>& date_formats);

/// The text without blanks around it.
std::string_view trimmed(std::string_view text);

/// What a record was read from, as one JSON object of the places that its fields come from. Identity data is
/// left out, long values are cut.
class RawText {
 public:
  void add(const mapping::FieldEntry& field, std::string_view place, std::string_view text);
  /// The object; begins the next one.
  std::string take();

 private:
  std::string text_;
};

}  // namespace mizan::parts
