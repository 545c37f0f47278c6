#include "api/routes.hpp"

#include <nlohmann/json.hpp>

#include "api/case_story.hpp"
#include "api/coverage_page.hpp"
#include "api/due_page.hpp"
#include "api/json_of.hpp"
#include "api/merged_page.hpp"
#include "api/parameters.hpp"
#include "api/prov_json.hpp"
#include "api/reconciliation.hpp"
#include "api/records.hpp"
#include "api/standardised.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "publish/kpi_json.hpp"

namespace mizan::api {

using nlohmann::ordered_json;

namespace {

constexpr std::size_t kMostCases = 1'000;

Response json_response(const ordered_json& json) {
  return {200, "application/json", publish::dump(json)};
}

Response index() {
  return json_response(
      {{"name", "Mizan"},
       {"links",
        {"/v1/kpis",
         "/v1/kpis/{id}/values?period=&from=&to=&every=&by=&province=&member=&version=&standardise=&"
         "known_at=",
         "/v1/kpis/{id}/explain?period=&by=&province=&member=&version=&known_at=&limit=&format=",
         "/v1/cases/{case id}",
         "/v1/sources",
         "/v1/coverage?province=",
         "/v1/due?on=&province=&district=&station=&prosecutor=&holder=&kind=&ahead=&overdue=&after=&limit=&"
         "format=",
         "/v1/feed",
         "/v1/releases",
         "/v1/releases/{id}",
         "/v1/releases/{id}/proof?since=",
         "/v1/release-log?size=",
         "/v1/release-log/consistency?from=&to=",
         "/v1/kpis/{id}/merged?period=&from=&to=&every=&by=&province=&member=&version=",
         "/v1/cells?version=&from=",
         "/v1/records?source=&after=&limit=",
         "/v1/records/source-file?source=",
         "/v1/reconciliation/gaps?province=&district=&station=&gap=&days=&limit=&after=",
         "/v1/reconciliation/fields?period=&from=&to=&province=&district=&station=&by=&stage=&limit=&after=",
         "/v1/reconciliation/signatures?period=&province=&district=&holder=",
         "/v1/reconciliation?period=&from=&to=&province=&district=&station=&by=&stage=",
         "/v1/reconciliation/differences?period=&from=&to=&province=&district=&station=&by=&stage=&between=&"
         "limit=&after="}}});
}

// Of each record of it, where it says so.
std::vector<access::CasePlace> places_of(const CaseStory& story) {
  std::vector<access::CasePlace> places;
  for (const auto& each : story.linked.cases) {
    const auto text = [&](model::FieldId field) {
      const auto found = each.record.text(field);
      return found ? std::string(*found) : std::string();
    };
    places.push_back({text(model::field::province_id), text(model::field::district_id)});
  }
  return places;
}

base::Error no_such_case() {
  return {base::Code::kNotFound, "there is no such case"};
}

}  // namespace

/// A store for one call: an idle one, else a new one; given back unless the call threw.
class Routes::Lease {
 public:
  static base::Result<Lease> take(Routes& routes) {
    {
      const std::lock_guard lock(routes.mutex_);
      if (!routes.idle_.empty()) {
        Lease lease(routes, std::move(routes.idle_.back()));
        routes.idle_.pop_back();
        return lease;
      }
    }
    MIZAN_ASSIGN(auto store, store::Store::open(routes.hub_.store_path, store::OpenMode::kRead));
    return Lease(routes, std::move(store));
  }

  store::Store& store() { return store_; }
  void give_back() {
    const std::lock_guard lock(routes_->mutex_);
    routes_->idle_.push_back(std::move(store_));
  }

 private:
  Lease(Routes& routes, store::Store store) : routes_(&routes), store_(std::move(store)) {}

  Routes* routes_;
  store::Store store_;
};

Response Routes::handle(const Request& request) {
  auto lease = Lease::take(*this);
  if (!lease) return problem_of(lease.error());
  auto response = answered(request, lease->store());
  lease->give_back();
  return response;
}

// What shows cases is in the audit trail before it is shown, or is not shown.
Response Routes::answered(const Request& request, store::Store& store) {
  auto admission = api::admit(hub_, request, limiter_, store);
  if (!admission) return refused(request, std::move(admission).error());
  auto response = answer(request, *admission, store);
  if (!response) return problem_of(response.error());
  if (response->cases > 0) {
    if (const auto noted = note_reading(request, *admission, response->cases); !noted)
      return problem(503, "Not ready", "the audit trail cannot be written, so no case is shown");
  }
  return shown(std::move(*response), *admission);
}

Response Routes::refused(const Request& request, Refused refused) {
  // A page that there is not was refused by nobody.
  if (refused.response.status != 404) note_refusal(request, refused.who, refused.response.status);
  return std::move(refused.response);
}

bool Routes::note_refusal(const Request& request, const access::Principal& who, unsigned status) {
  const auto* endpoint = access::endpoint_of(request.path, request.get("format"));
  const auto name = endpoint == nullptr ? std::string_view("nothing that there is") : endpoint->name;
  return audit_.note_refusal({0, hub_.clock.now(), who.name.empty() ? "nobody" : who.name, "ask",
                              std::string(name), "refused " + std::to_string(status)});
}

base::Result<> Routes::note_reading(const Request& request, const Admission& admission, std::int64_t cases) {
  const auto* endpoint = access::endpoint_of(request.path, request.get("format"));
  return audit_.write({0, hub_.clock.now(), admission.who.name, "read", told_of(request, endpoint->name),
                       "shown " + std::to_string(cases)});
}

boost::system::result<Admission, Response> Routes::admit(const Request& request) {
  auto lease = Lease::take(*this);
  if (!lease) return problem_of(lease.error());
  auto admission = api::admit(hub_, request, limiter_, lease->store());
  lease->give_back();
  if (!admission) return refused(request, std::move(admission).error());
  return std::move(*admission);
}

bool Routes::still_holds(const Admission& admission) {
  auto lease = Lease::take(*this);
  if (!lease) return false;
  const bool holds = api::still_holds(admission, hub_, lease->store());
  lease->give_back();
  return holds;
}

// A page that is added here has an endpoint in hub/access/endpoints.cpp and its lines in the sharing matrix,
// or nobody is shown it.
base::Result<Response> Routes::answer(const Request& request, const Admission& admission,
                                      store::Store& store) {
  const auto& path = request.path;
  if (path.size() == 1) return index();
  if (path[1] == "releases" || path[1] == "release-log") return releases_.answer(request);
  if (path[1] == "kpis" && path.size() == 2) return kpis();
  if (path[1] == "sources") return sources(store);
  if (path[1] == "records") return records(request, store);
  if (path[1] == "reconciliation") return reconciliation_page(request, hub_, store);
  if (path[1] == "cases") return case_page(request, admission, store);
  if (path[1] == "coverage") return coverage_page(request, hub_);
  if (path[1] == "due") return due_page(request, hub_, admission.decision.grant, store);
  if (path[1] == "cells") return cells_.answer(request, hub_, store);
  if (path.size() < 4) return no_such_page();
  if (path[3] == "values") return values(request, store);
  if (path[3] == "merged") return merged_page(request, hub_);
  if (path[3] == "explain") return why(request, store);
  return no_such_page();
}

// A case that somebody may not see is as if it were not there; the trail has it.
base::Result<Response> Routes::case_page(const Request& request, const Admission& admission,
                                         store::Store& store) {
  MIZAN_ASSIGN(const auto story, story_of(request.path[2], store));
  if (!admission.decision.grant.shows_case(places_of(story))) {
    note_refusal(request, admission.who, 404);
    return no_such_case();
  }
  auto response = json_response(json_of(story));
  response.cases = 1;
  return response;
}

Response Routes::kpis() const {
  auto list = ordered_json::array();
  for (const auto& definition : hub_.engine.definitions()) {
    auto entry = json_of(definition);
    entry["in_force"] = hub_.engine.is_in_force(definition, today());
    list.push_back(std::move(entry));
  }
  return json_response({{"kpis", std::move(list)}});
}

// Nothing: of now.
base::Result<std::shared_ptr<const PastKpis>> Routes::past_of(const Request& request) const {
  const auto known_at = request.get("known_at");
  if (known_at.empty() || known_at == "now") return std::shared_ptr<const PastKpis>();
  if (!hub_.past) return base::Error{base::Code::kUnsupported, "known_at can only be \"now\" here"};
  return hub_.past(known_at);
}

base::Result<> Routes::refuse_past(const Request& request) const {
  const auto known_at = request.get("known_at");
  if (known_at.empty() || known_at == "now") return {};
  return base::Error{base::Code::kUnsupported, "known_at can only be \"now\" where a value is standardised"};
}

base::Result<Response> Routes::values(const Request& request, store::Store& store) const {
  MIZAN_TRY(only(request, {"period", "from", "to", "every", "by", "province", "member", "version", "known_at",
                           "format", "standardise"}));
  const auto group = request.get("standardise");
  if (!group.empty()) MIZAN_TRY(refuse_past(request));
  const auto format = request.get("format");
  if (!format.empty() && format != "json" && format != "csv")
    return base::Error{base::Code::kData, "format is json or csv"};
  MIZAN_ASSIGN(const auto past, past_of(request));
  const auto moment = past ? past->moment : hub_.clock.now();
  const auto read = [&]() -> base::Result<std::vector<FairValue>> {
    const auto& engine = past ? past->engine : hub_.engine;
    return fair_values_of(selection_of(request), engine, base::karachi_day(moment), moment);
  };
  std::shared_lock lock(hub_.engine_lock, std::defer_lock);
  if (!past) lock.lock();
  MIZAN_ASSIGN(auto results, read());
  MIZAN_TRY(refuse_too_many(results.size()));
  if (!group.empty()) {
    const auto counter = hub_.engine.without_cells();
    lock.unlock();  // reading the cases takes long, and the pipeline must not wait for it
    MIZAN_TRY(standardise(selection_of(request), group, counter, store, base::karachi_day(moment), results));
  }
  if (format == "csv") return Response{200, "text/csv; charset=utf-8", to_csv(results)};
  auto list = ordered_json::array();
  for (const auto& result : results) list.push_back(json_of(result));
  return json_response({{"kpi", request.path[2]}, {"known_at", base::to_rfc3339(moment)}, {"values", list}});
}

base::Result<Response> Routes::why(const Request& request, store::Store& store) const {
  MIZAN_TRY(only(request, {"period", "by", "province", "member", "version", "known_at", "limit", "format"}));
  const auto limit_text = request.get("limit");
  const auto limit = limit_text.empty() ? 100 : base::parse_int(limit_text).value_or(-1);
  if (limit < 0 || limit > static_cast<std::int64_t>(kMostCases))
    return base::Error{base::Code::kData, "limit is a number up to 1000"};
  const auto format = request.get("format");
  if (!format.empty() && format != "json" && format != "prov")
    return base::Error{base::Code::kData, "format is json or prov"};
  MIZAN_ASSIGN(const auto explanation, explanation_of(request, store, static_cast<std::size_t>(limit)));
  auto response = json_response(format == "prov" ? prov_json(explanation) : json_of(explanation));
  response.cases = std::ssize(explanation.cases);
  return response;
}

base::Result<Explanation> Routes::explanation_of(const Request& request, store::Store& store,
                                                 std::size_t limit) const {
  auto selection = selection_of(request);
  if (selection.province.empty()) selection.province = "_T";
  const auto known_at = request.get("known_at");
  if (!known_at.empty() && known_at != "now") {
    if (!hub_.explain_past) return base::Error{base::Code::kUnsupported, "known_at can only be \"now\" here"};
    return hub_.explain_past(known_at, selection, limit);
  }
  const auto now = hub_.clock.now();
  std::shared_lock lock(hub_.engine_lock);
  MIZAN_ASSIGN(auto values, fair_values_of(selection, hub_.engine, today(), now));
  const auto counter = hub_.engine.without_cells();
  lock.unlock();  // reading the cases takes long, and the pipeline must not wait for it
  MIZAN_ASSIGN(auto explanation, explain(selection, counter, store, limit, today()));
  explanation.values = std::move(values);
  explanation.known_at = now;
  return explanation;
}

base::Result<Response> Routes::records(const Request& request, store::Store& store) const {
  const auto& path = request.path;
  if (!hub_.records) {
    return base::Error{
        base::Code::kNotFound,
        "this hub does not give its records away: [publish] records = true in its mizan.toml does"};
  }
  if (path.size() == 3 && path[2] == "source-file") {
    MIZAN_TRY(only(request, {"source"}));
    return source_file(request, store);
  }
  if (path.size() != 2) return no_such_page();
  MIZAN_TRY(only(request, {"source", "after", "limit"}));
  return records_page(request, store);
}

base::Result<Response> Routes::sources(store::Store& store) const {
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
  return json_response({{"sources", std::move(list)}});
}

}  // namespace mizan::api
