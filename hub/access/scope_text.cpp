#include "access/scope_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "access/endpoints.hpp"
#include "base/json.hpp"

namespace mizan::access {

using nlohmann::ordered_json;

namespace {

base::Error not_a_scope() {
  return {base::Code::kData, "the scope of this token cannot be read"};
}

base::Result<std::vector<std::string>> list_of(const ordered_json& list) {
  std::vector<std::string> out;
  if (!list.is_array()) return not_a_scope();
  for (const auto& each : list) {
    if (!each.is_string()) return not_a_scope();
    out.push_back(each.get<std::string>());
  }
  return out;
}

base::Result<> take_grains(const std::vector<std::string>& names, std::vector<Grain>& out) {
  for (const auto& name : names) {
    const auto grain = find_grain(name);
    if (!grain) return not_a_scope();
    out.push_back(*grain);
  }
  return {};
}

}  // namespace

std::string scope_text(const Scope& scope) {
  auto json = ordered_json::object();
  if (!scope.provinces.empty()) json["provinces"] = scope.provinces;
  if (!scope.districts.empty()) json["districts"] = scope.districts;
  if (!scope.endpoints.empty()) json["endpoints"] = scope.endpoints;
  for (const auto grain : scope.grains) json["grains"].push_back(grain_name(grain));
  return base::json_text(json);
}

base::Result<Scope> read_scope(std::string_view text) {
  const auto json = base::parse_ordered_json(text);
  if (!json.is_object()) return not_a_scope();
  Scope scope;
  for (const auto& [name, value] : json.items()) {
    MIZAN_ASSIGN(auto list, list_of(value));
    if (name == "provinces") {
      scope.provinces = std::move(list);
    } else if (name == "districts") {
      scope.districts = std::move(list);
    } else if (name == "endpoints") {
      scope.endpoints = std::move(list);
    } else if (name == "grains") {
      MIZAN_TRY(take_grains(list, scope.grains));
    } else {
      return not_a_scope();
    }
  }
  return scope;
}

base::Result<> check_scope(Role role, const Scope& scope) {
  for (const auto& name : scope.endpoints) {
    if (find_endpoint(name) == nullptr)
      return base::Error{base::Code::kConfig, fmt::format("there is no endpoint \"{}\"", name)};
  }
  if (role == Role::kCoordinator && (scope.districts.empty() || scope.provinces.empty()))
    return base::Error{base::Code::kConfig, "a coordinator needs its province and its districts"};
  return {};
}

}  // namespace mizan::access
