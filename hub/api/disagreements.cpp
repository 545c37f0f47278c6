#include "api/disagreements.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/json.hpp"
#include "model/codes.hpp"

namespace mizan::api {
namespace {

namespace field = model::field;
using model::FieldInfo;
using model::FieldType;

constexpr std::array kHolders = {model::Holder::kPolice, model::Holder::kProsecution, model::Holder::kCourt,
                                 model::Holder::kPrison};

// Of what follows from the sections the offence group stands for all.
bool is_compared(const FieldInfo& info) {
  if (!info.belongs_to(model::Kind::kCase) || info.type == FieldType::kIdentity) return false;
  return info.id == field::offence_group_id ||
         (info.id < field::offence_group_id && info.id != field::sections_id);
}

std::optional<std::string> value_of(const model::Record& record, const FieldInfo& info) {
  switch (info.type) {
    case FieldType::kDate: {
      const auto day = record.date(info.id);
      return day ? std::optional(base::to_iso(*day)) : std::nullopt;
    }
    case FieldType::kInt: {
      const auto number = record.integer(info.id);
      return number ? std::optional(std::to_string(*number)) : std::nullopt;
    }
    case FieldType::kBool: {
      const auto flag = record.boolean(info.id);
      return flag ? std::optional<std::string>(*flag ? "true" : "false") : std::nullopt;
    }
    default:
      break;
  }
  const auto text = record.text(info.id);
  if (!text || (info.type == FieldType::kCode && *text == model::kUnmapped)) return std::nullopt;
  return std::string(*text);
}

/// A source with the holder that it declares.
struct Keeper {
  std::string name;
  model::Holder holder = model::Holder::kCourt;
};

Keeper keeper_of(model::SourceId id, const std::vector<store::SourceRow>& sources) {
  const auto row =
      std::find_if(sources.begin(), sources.end(), [&](const auto& each) { return each.id == id; });
  if (row == sources.end()) return {};
  const auto declared = base::parse_json(row->declaration);
  const auto holder = declared.is_object() && declared.contains("holder") && declared["holder"].is_string()
                          ? model::find_holder(declared["holder"].get<std::string>())
                          : std::nullopt;
  return {row->name, holder.value_or(model::Holder::kCourt)};
}

}  // namespace

std::vector<SharedValue> shared_values(const model::LinkedCase& linked,
                                       const std::vector<store::SourceRow>& sources) {
  std::vector<SharedValue> shared;
  for (const auto& info : model::all_fields()) {
    if (!is_compared(info)) continue;
    SharedValue found{std::string(info.name), false, {}};
    for (const auto holder : kHolders) {
      for (const auto& each : linked.cases) {
        const auto keeper = keeper_of(each.source, sources);
        auto value = keeper.holder == holder ? value_of(each.record, info) : std::nullopt;
        if (!value) continue;
        found.differs = found.differs || (!found.values.empty() && found.values.front().value != *value);
        found.values.push_back({holder, keeper.name, each.record.key, std::move(*value)});
        break;
      }
    }
    if (found.values.size() > 1) shared.push_back(std::move(found));
  }
  return shared;
}

}  // namespace mizan::api
