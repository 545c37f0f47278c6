#include "api/coverage_page.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "api/parameters.hpp"
#include "kpi/coverage.hpp"
#include "publish/kpi_json.hpp"

namespace mizan::api {
namespace {

using nlohmann::ordered_json;

std::set<std::string> provinces_of(const kpi::Engine& engine) {
  std::set<std::string> all;
  for (const auto& source : engine.sources()) {
    if (!source.declaration.province.empty()) all.insert(source.declaration.province);
  }
  return all;
}

std::string_view status_of(const kpi::KpiSight& sight) {
  if (!sight.applies) return "not_applicable";
  return sight.computable() ? "computable" : "not_available";
}

ordered_json json_of_province(const std::string& province, const kpi::Engine& engine, base::Day today) {
  auto kpis = ordered_json::array();
  for (const auto& sight : kpi::kpis_of(province, engine, today))
    kpis.push_back({{"kpi", sight.definition->id},
                    {"status", status_of(sight)},
                    {"missing", sight.missing},
                    {"blind", sight.blind}});
  auto gains = ordered_json::array();
  for (const auto& gain : kpi::gains_of(province, engine, today))
    gains.push_back({{"needs", gain.needs}, {"kpis", gain.kpis}, {"seen_by", gain.seen_by}});
  return {{"province", province}, {"kpis", std::move(kpis)}, {"gains", std::move(gains)}};
}

}  // namespace

base::Result<Response> coverage_page(const Request& request, const HubView& hub) {
  MIZAN_TRY(only(request, {"province"}));
  const std::shared_lock lock(hub.engine_lock);
  auto provinces = provinces_of(hub.engine);
  if (const auto wanted = request.get("province"); !wanted.empty()) {
    if (!provinces.contains(wanted))
      return base::Error{base::Code::kNotFound, "no source is of that province"};
    provinces = {wanted};
  }
  auto list = ordered_json::array();
  const auto today = base::karachi_day(hub.clock.now());
  for (const auto& province : provinces) list.push_back(json_of_province(province, hub.engine, today));
  Response response{200, "application/json", publish::dump({{"provinces", std::move(list)}})};
  response.versioned = true;
  return response;
}

}  // namespace mizan::api
