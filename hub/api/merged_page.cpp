#include "api/merged_page.hpp"

#include <nlohmann/json.hpp>

#include "api/json_of.hpp"
#include "api/parameters.hpp"
#include "publish/kpi_json.hpp"

namespace mizan::api {
namespace {

using nlohmann::ordered_json;

ordered_json hubs_json(const MergedKpis& kpis) {
  auto hubs = ordered_json::array();
  for (const auto& part : kpis.parts) {
    ordered_json hub = {
        {"hub", part.hub},
        {"used", part.used},
        {"known_at", part.known_at == 0 ? ordered_json() : ordered_json(base::to_rfc3339(part.known_at))}};
    if (!part.used) hub["why"] = part.why;
    hubs.push_back(std::move(hub));
  }
  return hubs;
}

Response of_a_version(Response response, const MergedKpis& kpis) {
  response.versioned = true;
  response.moment = base::to_rfc3339(kpis.merged.known_at);
  return response;
}

}  // namespace

base::Result<std::vector<FairValue>> merged_values(const Selection& selection, const MergedKpis& kpis) {
  MIZAN_ASSIGN(auto values, fair_values_of(selection, kpis.merged.engine,
                                           base::karachi_day(kpis.merged.known_at), kpis.merged.known_at));
  for (auto& value : values) merge::note_missing(kpis.parts, value.value);
  return values;
}

base::Result<Response> merged_page(const Request& request, const HubView& hub) {
  if (!hub.merged)
    return base::Error{base::Code::kNotFound,
                       "this hub takes no cells of others: a file in its folder hubs names each"};
  MIZAN_TRY(
      only(request, {"period", "from", "to", "every", "by", "province", "member", "version", "format"}));
  MIZAN_TRY(json_or_csv(request));
  MIZAN_ASSIGN(const auto kpis, hub.merged());
  MIZAN_ASSIGN(const auto values, merged_values(selection_of(request), *kpis));
  MIZAN_TRY(refuse_too_many(values.size()));
  if (request.get("format") == "csv")
    return of_a_version({200, "text/csv; charset=utf-8", to_csv(values)}, *kpis);
  auto list = ordered_json::array();
  for (const auto& value : values) list.push_back(json_of(value));
  return of_a_version({200, "application/json",
                       publish::dump({{"kpi", request.path[2]},
                                      {"known_at", base::to_rfc3339(kpis->merged.known_at)},
                                      {"hubs", hubs_json(*kpis)},
                                      {"left_out", kpis->merged.left_out},
                                      {"values", std::move(list)}})},
                      *kpis);
}

}  // namespace mizan::api
