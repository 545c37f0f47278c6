#include "model/field.hpp"

#include <algorithm>
#include <array>

namespace mizan::model {
namespace {

constexpr std::string_view kLetters = "CARHBPG";
constexpr std::array<std::string_view, kKindCount> kNames = {"case", "accused", "report", "hearing",
                                                             "bail", "appeal",  "charge"};

#define MIZAN_FIELD(number, name, type, kinds) FieldInfo{number, #name, FieldType::k##type, kinds},
constexpr FieldInfo kFields[] = {
#include <mizan/model/fields.inc>
};
#undef MIZAN_FIELD

}  // namespace

std::string_view kind_name(Kind kind) {
  return kNames[static_cast<std::size_t>(kind) - 1];
}

std::optional<Kind> find_kind(std::string_view name) {
  const auto* found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Kind>(found - kNames.begin() + 1);
}

bool FieldInfo::belongs_to(Kind kind) const {
  return kinds == "X" || kinds.find(kLetters[static_cast<std::size_t>(kind) - 1]) != std::string_view::npos;
}

std::span<const FieldInfo> all_fields() {
  return kFields;
}

const FieldInfo* find_field(FieldId id) {
  const auto* found =
      std::lower_bound(std::begin(kFields), std::end(kFields), id,
                       [](const FieldInfo& info, FieldId wanted) { return info.id < wanted; });
  return found != std::end(kFields) && found->id == id ? found : nullptr;
}

const FieldInfo* find_field(std::string_view name) {
  const auto* found = std::find_if(std::begin(kFields), std::end(kFields),
                                   [&](const FieldInfo& info) { return info.name == name; });
  return found != std::end(kFields) ? found : nullptr;
}

}  // namespace mizan::model
