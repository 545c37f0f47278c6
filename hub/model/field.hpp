#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace mizan::model {

/// What a record is about (DESIGN §6). The numbers are those of the plugin boundary.
enum class Kind : std::uint8_t { kCase = 1, kAccused, kReport, kHearing, kBail, kAppeal, kCharge };

inline constexpr int kKindCount = 7;

/// "case", "accused", … as mapping files, KPIs and the API write it.
std::string_view kind_name(Kind kind);
std::optional<Kind> find_kind(std::string_view name);

enum class FieldType : std::uint8_t { kText, kCode, kDate, kInt, kBool, kIdentity };

/// Number of a model field, from plugin-sdk/fields/fields.txt. 0 is no field.
using FieldId = std::uint16_t;

struct FieldInfo {
  FieldId id = 0;
  std::string_view name;
  FieldType type = FieldType::kText;
  std::string_view kinds;  ///< letters of the kinds that have it, as in fields.txt

  bool belongs_to(Kind kind) const;
};

/// Every field, by number.
std::span<const FieldInfo> all_fields();

/// The field of that number or name; null if there is none.
const FieldInfo* find_field(FieldId id);
const FieldInfo* find_field(std::string_view name);

/// Field numbers as constants: field::fir_on_id, field::case_id (key of the record’s case as its source gives
/// it) ….
namespace field {
#define MIZAN_FIELD(number, name, type, kinds) inline constexpr FieldId name##_id = number;
#include <mizan/model/fields.inc>
#undef MIZAN_FIELD
}  // namespace field

}  // namespace mizan::model
