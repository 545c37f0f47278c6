#include "api/sources_page.hpp"

#include <nlohmann/json.hpp>

#include "api/json_of.hpp"
#include "api/parameters.hpp"
#include "base/json.hpp"
#include "publish/kpi_json.hpp"

namespace mizan::api {

using nlohmann::ordered_json;

base::Result<Response> sources_page(const Request& request, store::Store& store) {
  MIZAN_TRY(only(request, {"format"}));
  MIZAN_TRY(json_or_csv(request));
  auto list = ordered_json::array();
  MIZAN_ASSIGN(const auto rows, store.sources());
  for (const auto& source : rows) {
    MIZAN_ASSIGN(const auto runs, store.runs(source.id, 10));
    MIZAN_ASSIGN(const auto newest, store.newest_change(source.id));
    auto run_list = ordered_json::array();
    for (const auto& run : runs) run_list.push_back(json_of(run));
    list.push_back(
        {{"source", source.name},
         {"declaration", base::parse_ordered_json(source.declaration)},
         {"read_at", source.read_at == 0 ? ordered_json() : ordered_json(base::to_rfc3339(source.read_at))},
         {"newest_change", newest == 0 ? ordered_json() : ordered_json(base::to_rfc3339(newest))},
         {"runs", std::move(run_list)}});
  }
  Response response{200, "application/json", publish::dump({{"sources", std::move(list)}})};
  response.versioned = true;
  response.table = {"Sources", "sources"};
  return response;
}

}  // namespace mizan::api
