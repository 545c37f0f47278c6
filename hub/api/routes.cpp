#include "api/routes.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "api/case_story.hpp"
#include "api/coverage_page.hpp"
#include "api/due_page.hpp"
#include "api/json_of.hpp"
#include "api/json_table.hpp"
#include "api/merged_page.hpp"
#include "api/packing.hpp"
#include "api/parameters.hpp"
#include "api/reconciliation.hpp"
#include "api/records.hpp"
#include "api/sdmx_page.hpp"
#include "api/sources_page.hpp"
#include "api/value_pages.hpp"
#include "publish/kpi_json.hpp"

namespace mizan::api {

using nlohmann::ordered_json;

namespace {

Response json_response(const ordered_json& json) {
  return {200, "application/json", publish::dump(json)};
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
  if (!lease) return failed(request, lease.error());
  try {
    auto response = packed(answered(request, lease->store()), request.accept_encoding);
    lease->give_back();
    return response;
  } catch (const std::exception& wrong) {
    return failed(request, {base::Code::kInternal, wrong.what()});
  }
}

// What shows cases is in the audit trail before it is shown, or is not shown.
Response Routes::answered(const Request& request, store::Store& store) {
  auto admission = api::admit(hub_, request, limiter_, store);
  if (!admission) return refused(request, std::move(admission).error());
  auto response = answer(request, *admission, store);
  if (!response) return failed(request, response.error());
  if (response->cases > 0) {
    if (const auto noted = note_reading(request, *admission, response->cases); !noted)
      return problem(503, "Not ready", "the audit trail cannot be written, so no case is shown");
  }
  if (!response->next.empty()) response->next = target_after(request, response->next);
  auto seen = shown(std::move(*response), *admission);
  seen = tabled(std::move(seen), request, descriptions_.parts(), admission->decision.grant.fields());
  return versioned(std::move(seen), request);
}

// What went wrong here is nobody's outside; the log has it, without what was asked for, which may name a
// case.
Response Routes::failed(const Request& request, const base::Error& error) {
  auto response = problem_of(error);
  if (response.status == 500 && log_) {
    const auto* endpoint = access::endpoint_of(request.path, request.get("format"));
    log_(fmt::format("the API answered 500 to who asked for {}: {}",
                     endpoint == nullptr ? "a page" : endpoint->name, error.message));
  }
  return response;
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
  if (path.size() == 1 || Descriptions::is_of(request)) return descriptions_.answer(request);
  if (path[1] == "releases" || path[1] == "release-log") return releases_.answer(request);
  if (path[1] == "kpis" && path.size() == 2) return kpis_page(request, hub_);
  if (path[1] == "sources") return sources_page(request, store);
  if (path[1] == "records") return records_answer(request, hub_, store);
  if (path[1] == "reconciliation") return reconciliation_page(request, hub_, store);
  if (path[1] == "cases") return case_page(request, admission, store);
  if (path[1] == "coverage") return coverage_page(request, hub_);
  if (path[1] == "due") return due_page(request, hub_, admission.decision.grant, store);
  if (path[1] == "sdmx") return sdmx_page(request, hub_, admission.decision.grant);
  if (path[1] == "cells") return cells_.answer(request, hub_, store);
  if (path.size() < 4) return no_such_page();
  if (path[3] == "values") return values_page(request, hub_, store);
  if (path[3] == "merged") return merged_page(request, hub_);
  if (path[3] == "explain") return explain_page(request, hub_, store);
  return no_such_page();
}

// A case that somebody may not see is as if it were not there; the trail has it.
base::Result<Response> Routes::case_page(const Request& request, const Admission& admission,
                                         store::Store& store) {
  MIZAN_TRY(only(request, {}));
  MIZAN_ASSIGN(const auto story, story_of(request.path[2], store));
  if (!admission.decision.grant.shows_case(places_of(story))) {
    note_refusal(request, admission.who, 404);
    return no_such_case();
  }
  auto response = json_response(json_of(story));
  response.cases = 1;
  return response;
}

}  // namespace mizan::api
