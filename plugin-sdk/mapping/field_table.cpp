#include "mizan/mapping/field_table.hpp"

#include <array>

namespace mizan::mapping {
namespace {

#define MIZAN_FIELD(number, name, type, kinds) FieldEntry{number, #name, FieldType::k##type, kinds},
constexpr FieldEntry kFields[] = {
#include <mizan/model/fields.inc>
};
#undef MIZAN_FIELD

constexpr std::string_view kLetters = "CARHBPG";
constexpr std::array<std::string_view, 7> kKinds = {"case", "accused", "report", "hearing",
                                                    "bail", "appeal",  "charge"};

}  // namespace

const FieldEntry* find_field(std::string_view name, std::uint16_t kind) {
  for (const auto& field : kFields) {
    if (field.name != name) continue;
    const bool fits = field.kinds == "X" || field.kinds.find(kLetters[kind - 1U]) != std::string_view::npos;
    return fits ? &field : nullptr;
  }
  return nullptr;
}

std::uint16_t find_kind(std::string_view name) {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds[i] == name) return static_cast<std::uint16_t>(i + 1);
  }
  return 0;
}

}  // namespace mizan::mapping
