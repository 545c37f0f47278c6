#include "api/value_pages.hpp"

#include <nlohmann/json.hpp>

#include "api/json_of.hpp"
#include "api/parameters.hpp"
#include "api/prov_json.hpp"
#include "api/standardised.hpp"
#include "api/value_part.hpp"
#include "publish/kpi_json.hpp"

namespace mizan::api {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kMostCases = 1'000;

Response json_response(const ordered_json& json) {
  return {200, "application/json", publish::dump(json)};
}

base::Day today(const HubView& hub) {
  return base::karachi_day(hub.clock.now());
}

// Nothing: of now.
base::Result<std::shared_ptr<const PastKpis>> past_of(const Request& request, const HubView& hub) {
  const auto known_at = request.get("known_at");
  if (known_at.empty() || known_at == "now") return std::shared_ptr<const PastKpis>();
  if (!hub.past) return base::Error{base::Code::kUnsupported, "known_at can only be \"now\" here"};
  return hub.past(known_at);
}

// Standardised is what the cases of now let expect, of all values at once.
base::Result<> refuse_past_or_parts(const Request& request) {
  if (!request.get("limit").empty() || !request.get("after").empty())
    return base::Error{base::Code::kData, "limit and after are not taken where a value is standardised"};
  const auto known_at = request.get("known_at");
  if (known_at.empty() || known_at == "now") return {};
  return base::Error{base::Code::kUnsupported, "known_at can only be \"now\" where a value is standardised"};
}

base::Result<Explanation> explanation_of(const Request& request, const HubView& hub, store::Store& store,
                                         std::size_t limit) {
  auto selection = selection_of(request);
  if (selection.province.empty()) selection.province = "_T";
  const auto known_at = request.get("known_at");
  if (!known_at.empty() && known_at != "now") {
    if (!hub.explain_past) return base::Error{base::Code::kUnsupported, "known_at can only be \"now\" here"};
    return hub.explain_past(known_at, selection, limit);
  }
  const auto now = hub.clock.now();
  std::shared_lock lock(hub.engine_lock);
  MIZAN_ASSIGN(auto values, fair_values_of(selection, hub.engine, today(hub), now));
  const auto counter = hub.engine.without_cells();
  lock.unlock();  // reading the cases takes long, and the pipeline must not wait for it
  MIZAN_ASSIGN(auto explanation, explain(selection, counter, store, limit, today(hub)));
  explanation.values = std::move(values);
  explanation.known_at = now;
  return explanation;
}

struct ValueList {
  std::vector<FairValue> values;
  base::Micros moment = 0;
};

base::Result<ValueList> list_of_past(const Request& request, const PastKpis& past) {
  MIZAN_ASSIGN(auto values, fair_values_of(selection_of(request), past.engine, base::karachi_day(past.moment),
                                           past.moment));
  return ValueList{std::move(values), past.moment};
}

// What does not go into one answer is counted as of one moment, which all its parts are then of.
base::Result<ValueList> whole_list(const Request& request, const ValuePart& part, const HubView& hub) {
  const auto begun = part.known_at();
  if (begun && !hub.past) return base::Error{base::Code::kUnsupported, "lists come in one part here"};
  MIZAN_ASSIGN(const auto past, begun ? hub.past(*begun) : past_of(request, hub));
  if (past) return list_of_past(request, *past);
  std::shared_lock lock(hub.engine_lock);
  const auto moment = hub.clock.now();
  MIZAN_ASSIGN(auto values,
               fair_values_of(selection_of(request), hub.engine, base::karachi_day(moment), moment));
  lock.unlock();
  if (part.holds(values.size())) return ValueList{std::move(values), moment};
  if (!hub.past) return base::Error{base::Code::kUnsupported, "these are more values than one answer has"};
  MIZAN_ASSIGN(const auto now, hub.past(ValuePart::text_of(moment)));
  return list_of_past(request, *now);
}

// Each value says the moment that it is of, which alone is no other version.
Response values_response(const Request& request, const ValueList& list, std::string next) {
  const auto moment = base::to_rfc3339(list.moment);
  Response response;
  if (request.get("format") == "csv") {
    response = {200, "text/csv; charset=utf-8", to_csv(list.values)};
  } else {
    auto values = ordered_json::array();
    for (const auto& value : list.values) values.push_back(json_of(value));
    response = json_response({{"kpi", request.path[2]},
                              {"known_at", moment},
                              {"values", std::move(values)},
                              {"next", next.empty() ? ordered_json() : ordered_json(next)}});
  }
  response.versioned = true;
  response.moment = moment;
  response.next = std::move(next);
  return response;
}

}  // namespace

base::Result<Response> kpis_page(const Request& request, const HubView& hub) {
  MIZAN_TRY(only(request, {"format"}));
  MIZAN_TRY(json_or_csv(request));
  auto list = ordered_json::array();
  for (const auto& definition : hub.engine.definitions()) {
    auto entry = json_of(definition);
    entry["in_force"] = hub.engine.is_in_force(definition, today(hub));
    list.push_back(std::move(entry));
  }
  auto response = json_response({{"kpis", std::move(list)}});
  response.versioned = true;
  response.table = {"Definitions", "kpis"};
  return response;
}

base::Result<Response> values_page(const Request& request, const HubView& hub, store::Store& store) {
  MIZAN_TRY(only(request, {"period", "from", "to", "every", "by", "province", "member", "version", "known_at",
                           "format", "standardise", "limit", "after"}));
  const auto group = request.get("standardise");
  if (!group.empty()) MIZAN_TRY(refuse_past_or_parts(request));
  MIZAN_TRY(json_or_csv(request));
  MIZAN_ASSIGN(const auto part, ValuePart::of(request));
  MIZAN_ASSIGN(auto list, whole_list(request, part, hub));
  if (!group.empty()) {
    std::shared_lock lock(hub.engine_lock);
    const auto counter = hub.engine.without_cells();
    lock.unlock();  // reading the cases takes long, and the pipeline must not wait for it
    MIZAN_TRY(standardise(selection_of(request), group, counter, store, base::karachi_day(list.moment),
                          list.values));
  }
  MIZAN_ASSIGN(auto next, part.take(list.values, list.moment));
  return values_response(request, list, std::move(next));
}

base::Result<Response> explain_page(const Request& request, const HubView& hub, store::Store& store) {
  MIZAN_TRY(only(request, {"period", "by", "province", "member", "version", "known_at", "limit", "format"}));
  MIZAN_ASSIGN(const auto limit, number_in(request, "limit", {0, kMostCases}, 100));
  const auto format = request.get("format");
  if (!format.empty() && format != "json" && format != "prov")
    return base::Error{base::Code::kData, "format is json or prov"};
  MIZAN_ASSIGN(const auto explanation, explanation_of(request, hub, store, static_cast<std::size_t>(limit)));
  auto response = json_response(format == "prov" ? prov_json(explanation) : json_of(explanation));
  response.cases = std::ssize(explanation.cases);
  return response;
}

}  // namespace mizan::api
