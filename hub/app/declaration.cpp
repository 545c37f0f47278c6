#include "app/declaration.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace mizan::app {
namespace {

constexpr int kForm = 1;

nlohmann::ordered_json observed(const model::SourceDeclaration& declaration) {
  auto list = nlohmann::ordered_json::array();
  for (int k = 1; k <= model::kKindCount; ++k) {
    const auto kind = static_cast<model::Kind>(k);
    for (const auto& info : model::all_fields())
      if (declaration.sees(kind, info.id))
        list.push_back(fmt::format("{}.{}", model::kind_name(kind), info.name));
  }
  return list;
}

void read_observed(const nlohmann::json& names, model::SourceDeclaration& out) {
  for (const auto& each : names) {
    const auto name = each.get<std::string>();
    const auto dot = name.find('.');
    const auto kind = model::find_kind(name.substr(0, dot));
    const auto* field = dot == name.npos ? nullptr : model::find_field(name.substr(dot + 1));
    // One that this version no longer has counts in no KPI either.
    if (kind && field != nullptr) out.observes[static_cast<std::size_t>(*kind)].set(field->id);
  }
}

model::SourceDeclaration declaration_of(const nlohmann::json& json) {
  model::SourceDeclaration out;
  out.province = json.at("province").get<std::string>();
  out.holder = model::find_holder(json.at("holder").get<std::string>()).value_or(model::Holder::kCourt);
  out.snapshot = json.at("snapshot").get<bool>();
  for (const auto& each : json.at("populations")) {
    if (const auto found = model::find_population(each.get<std::string>()))
      out.populations.set(static_cast<std::size_t>(*found));
  }
  read_observed(json.at("observes"), out);
  if (json.contains("capture_day"))
    out.capture_day = base::parse_iso_day(json.at("capture_day").get<std::string>());
  return out;
}

}  // namespace

std::string declaration_json(const Meaning& meaning) {
  const auto& declaration = meaning.declaration;
  auto populations = nlohmann::ordered_json::array();
  for (const auto population : model::all_populations())
    if (declaration.sees_all(population)) populations.push_back(model::population_name(population));
  nlohmann::ordered_json json = {{"v", kForm},
                                 {"province", declaration.province},
                                 {"holder", model::holder_name(declaration.holder)},
                                 {"snapshot", declaration.snapshot},
                                 {"law", meaning.rules.laws.default_law()},
                                 {"populations", std::move(populations)},
                                 {"observes", observed(declaration)}};
  if (declaration.capture_day) json["capture_day"] = base::to_iso(*declaration.capture_day);
  return base::json_text(json);
}

base::Result<model::SourceDeclaration> parse_declaration(std::string_view text) {
  const auto json = base::parse_json(text);
  if (base::whole_number(json, "v") != kForm)
    return base::Error{base::Code::kStore,
                       "a source's declaration in the store is of a form that this program does not know"};
  try {
    return declaration_of(json);
  } catch (const nlohmann::json::exception& wrong) {
    return base::Error{base::Code::kStore,
                       fmt::format("a source's declaration in the store cannot be read: {}", wrong.what())};
  }
}

}  // namespace mizan::app
