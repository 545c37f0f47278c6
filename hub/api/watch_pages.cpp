#include "api/watch_pages.hpp"

#include <chrono>

#include "api/admission.hpp"
#include "api/parameters.hpp"
#include "api/routes.hpp"

namespace mizan::api {
namespace {

Response plain(unsigned status, std::string text) {
  return {status, "text/plain; charset=utf-8", std::move(text) + "\n"};
}

Response readiness(const Watch& watch) {
  const auto why = watch.not_ready ? watch.not_ready() : std::string();
  return why.empty() ? plain(200, "ready") : plain(503, why);
}

Response metrics(const Watch& watch, Routes& routes, const Request& request) {
  const auto admission = routes.admit(request);
  if (!admission) return admission.error();
  if (const auto known = only(request, {}); !known) return problem_of(known.error());
  if (!watch.metrics) return problem(404, "Not found", "there is no such page");
  const auto text = watch.metrics();
  if (!text) return problem_of(text.error());
  return shown({200, std::string(watch.metrics_type), *text}, *admission);
}

bool is(const Request& request, std::string_view name) {
  return request.path.size() == 1 && request.path[0] == name;
}

Response made(const Watch& watch, Routes& routes, const Request& request) {
  if (is(request, "healthz")) return plain(200, "ok");
  if (is(request, "readyz")) return readiness(watch);
  if (request.path.size() == 2 && request.path[0] == "v1" && request.path[1] == "metrics")
    return metrics(watch, routes, request);
  return routes.handle(request);
}

}  // namespace

Response answer_of(const Watch& watch, Routes& routes, Request request) {
  // Where scrapers look for it; the sharing matrix knows one name.
  if (is(request, "metrics")) request.path = {"v1", "metrics"};
  const auto begun = std::chrono::steady_clock::now();
  auto response = made(watch, routes, request);
  if (watch.traffic)
    watch.traffic->note_answer(access::endpoint_of(request.path, request.get("format")), response.status,
                               std::chrono::steady_clock::now() - begun);
  return response;
}

}  // namespace mizan::api
