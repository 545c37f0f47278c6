#include "reconcile/sources.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mizan::reconcile {
namespace {

bool sees(const Source& source, const StageInfo& stage) {
  const auto& declared = source.declaration;
  return declared.sees(stage.kind, stage.day) && (!stage.also || declared.sees(stage.kind, *stage.also));
}

std::string field_names(const StageInfo& stage) {
  const auto name = [&](model::FieldId id) {
    return fmt::format("{}.{}", model::kind_name(stage.kind), model::find_field(id)->name);
  };
  return stage.also ? name(stage.day) + " and " + name(*stage.also) : name(stage.day);
}

// How far the sources reach: none of them further than `most`, all of them as far as `least`.
struct Reach {
  base::Day least = base::kFarFuture;
  base::Day most = base::kFarPast;
};

Reach reach_of(const std::vector<const Source*>& sources) {
  Reach reach;
  for (const auto* source : sources) {
    const auto day = source->horizon.value_or(base::kFarFuture);
    reach.least = std::min(reach.least, day);
    reach.most = std::max(reach.most, day);
  }
  return reach;
}

}  // namespace

std::string_view Sight::status() const {
  if (!observed) return "not_observed";
  return provisional ? "provisional" : "normal";
}

const Source* Sources::find(model::SourceId id) const {
  const auto found = std::ranges::find(all_, id, [](const Source& each) { return each.declaration.id; });
  return found == all_.end() ? nullptr : &*found;
}

model::Holder Sources::holder_of(model::SourceId id) const {
  const auto* source = find(id);
  return source == nullptr ? model::Holder::kCourt : source->declaration.holder;
}

std::string_view Sources::province_of(model::SourceId id) const {
  const auto* source = find(id);
  return source == nullptr ? std::string_view() : source->declaration.province;
}

std::string_view Sources::name_of(model::SourceId id) const {
  const auto* source = find(id);
  return source == nullptr ? std::string_view() : source->declaration.name;
}

std::vector<model::Holder> Sources::holders() const {
  std::vector<model::Holder> found;
  for (const auto holder : all_holders()) {
    if (std::ranges::any_of(all_, [&](const Source& each) { return each.declaration.holder == holder; }))
      found.push_back(holder);
  }
  return found;
}

Sight Sources::sight(Stage stage, model::Holder holder, std::string_view province,
                     const model::Period& period) const {
  const auto& info = info_of(stage);
  std::vector<const Source*> seeing;
  for (const auto& each : all_) {
    const auto& declared = each.declaration;
    const bool of_province = declared.province.empty() || declared.province == province;
    if (declared.holder == holder && of_province && sees(each, info)) seeing.push_back(&each);
  }
  Sight sight;
  if (seeing.empty()) {
    sight.why = fmt::format("no source of the {} sees {}", model::holder_name(holder), field_names(info));
    return sight;
  }
  const auto reach = reach_of(seeing);
  if (reach.most < period.from) {
    sight.why = fmt::format("its data reach to {}", base::to_iso(reach.most));
    return sight;
  }
  sight.observed = true;
  sight.whole = std::ranges::any_of(
      seeing, [&](const Source* each) { return each->declaration.sees_all(info.population); });
  sight.provisional = reach.least + 1 < period.to;
  if (sight.provisional) sight.why = fmt::format("its data reach to {}", base::to_iso(reach.least));
  return sight;
}

std::optional<base::Day> Sources::reach(Stage stage, std::string_view province) const {
  std::vector<const Source*> seeing;
  for (const auto& each : all_) {
    const auto& declared = each.declaration;
    if ((declared.province.empty() || declared.province == province) && sees(each, info_of(stage)))
      seeing.push_back(&each);
  }
  if (seeing.empty()) return std::nullopt;
  return reach_of(seeing).least;
}

std::string Sources::basis() const {
  std::string text;
  for (const auto& each : all_) {
    const auto& declared = each.declaration;
    text +=
        fmt::format("{} {} {};", declared.id.value, model::holder_name(declared.holder), declared.province);
  }
  return text;
}

}  // namespace mizan::reconcile
