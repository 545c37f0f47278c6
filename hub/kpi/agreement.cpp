#include "kpi/agreement.hpp"

#include <array>
#include <variant>

#include "model/codes.hpp"

namespace mizan::kpi {

using model::FieldInfo;
using model::FieldType;
using model::Record;
namespace field = model::field;

namespace {

using Value = std::variant<std::string_view, std::int64_t>;

std::optional<Value> number_or_none(std::optional<std::int64_t> number) {
  if (!number) return std::nullopt;
  return *number;
}

std::optional<Value> value_of(const Record& record, const FieldInfo& info, DateReader& dates) {
  switch (info.type) {
    case FieldType::kDate: {
      const auto day = dates(record, info.id);
      return number_or_none(day ? std::optional(std::int64_t{day->value}) : std::nullopt);
    }
    case FieldType::kInt:
      return number_or_none(record.integer(info.id));
    case FieldType::kBool: {
      const auto flag = record.boolean(info.id);
      return number_or_none(flag ? std::optional(std::int64_t{*flag ? 1 : 0}) : std::nullopt);
    }
    default:
      break;
  }
  const auto text = record.text(info.id);
  if (!text || (info.type == FieldType::kCode && *text == model::kUnmapped)) return std::nullopt;
  return *text;
}

bool is_compared(const FieldInfo& info) {
  static const auto kOffenceGroup = model::find_field("offence_group")->id;
  if (!info.belongs_to(model::Kind::kCase) || info.type == FieldType::kIdentity) return false;
  // Derived fields come last, and of them the offence group first.
  return info.id <= kOffenceGroup && info.id != field::sections_id;
}

}  // namespace

const std::vector<model::FieldId>& compared_fields() {
  static const std::vector<model::FieldId> kFields = [] {
    std::vector<model::FieldId> fields;
    for (const auto& info : model::all_fields()) {
      if (is_compared(info)) fields.push_back(info.id);
    }
    return fields;
  }();
  return kFields;
}

std::vector<SharedField> shared_fields(const std::vector<HeldRecord>& parts, DateReader& dates,
                                       NameReader& names) {
  std::vector<SharedField> shared;
  for (const auto id : compared_fields()) {
    const auto& info = *model::find_field(id);
    std::array<std::optional<Value>, 4> by_holder;
    for (const auto& part : parts) {
      auto& value = by_holder[static_cast<std::size_t>(part.holder)];
      if (!value) value = value_of(part.record(), info, dates);
    }
    int have = 0;
    bool differs = false;
    std::optional<Value> first;
    for (const auto& value : by_holder) {
      if (!value) continue;
      ++have;
      differs = differs || (first && *first != *value);
      first = value;
    }
    if (have > 1) shared.push_back({names(info.name), differs});
  }
  return shared;
}

}  // namespace mizan::kpi
