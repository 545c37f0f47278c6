#pragma once
#include <cstdint>
#include <string_view>

namespace mizan::mapping {

/// The types of the field dictionary (plugin-sdk/fields/fields.txt).
enum class FieldType : std::uint8_t { kText, kCode, kDate, kInt, kBool, kIdentity };

/// A field of the dictionary: its number, its name, and the letters of the kinds that have it.
struct FieldEntry {
  std::uint16_t id;
  std::string_view name;
  FieldType type;
  std::string_view kinds;
};

/// Null if there is no such field, or the kind does not have it.
const FieldEntry* find_field(std::string_view name, std::uint16_t kind);
/// 0 if there is no such kind.
std::uint16_t find_kind(std::string_view name);

}  // namespace mizan::mapping
