#include "api/admission.hpp"

#include <nlohmann/json.hpp>

#include "access/answer_filter.hpp"
#include "access/scope_text.hpp"
#include "api/parameters.hpp"
#include "base/json.hpp"
#include "publish/kpi_json.hpp"
#include "store/access_tokens.hpp"

namespace mizan::api {
namespace {

base::Result<std::optional<access::StoredToken>> read_token(const store::Store& store, std::string_view id) {
  MIZAN_ASSIGN(const auto row, store::find_token(store, id));
  if (!row) return std::optional<access::StoredToken>();
  const auto role = access::find_role(row->role);
  if (!role) return base::Error{base::Code::kStore, "a token has a role that there is not"};
  MIZAN_ASSIGN(auto scope, access::read_scope(row->scope));
  return std::optional(access::StoredToken{row->id, row->name, row->digest, *role, std::move(scope),
                                           row->expires_at, row->revoked_at});
}

Response not_admitted(const base::Error& error) {
  if (error.code != base::Code::kAuth) return problem_of(error);
  auto response = problem(401, "Unauthorized", error.message);
  response.challenge = "Bearer realm=\"mizan\"";
  return response;
}

Response too_much(std::int64_t seconds) {
  auto response = problem(429, "Too many requests",
                          "you have asked as much as you may for now; Retry-After says when to ask again");
  response.retry_after = seconds;
  return response;
}

// Who shows nothing that holds counts by address, so that guessing takes long and shuts out nobody else.
std::int64_t seconds_to_wait(const access::Policy& policy, const Request& request,
                             const base::Result<access::Principal>& who, access::RateLimiter& limiter,
                             base::Micros now) {
  const auto by_address = "address " + request.from.address;
  if (!who) return limiter.take("stranger at " + by_address, policy.limits.strangers, now);
  if (who->proof == access::Proof::kLoopback) return 0;
  const auto& rule = policy.limits.of(who->role);
  return limiter.take(who->proof == access::Proof::kNone ? by_address : who->name, rule, now);
}

access::Asked asked_of(const Request& request, const access::Endpoint& endpoint) {
  return {&endpoint, request.get("by"), request.get("province"), request.get("member"),
          request.get("district")};
}

}  // namespace

boost::system::result<Admission, Refused> admit(const HubView& hub, const Request& request,
                                                access::RateLimiter& limiter, store::Store& store) {
  Admission admission{hub.policy ? hub.policy() : nullptr};
  if (!admission.policy) return Refused{problem(403, "Forbidden", "this hub answers nobody")};
  const auto& policy = *admission.policy;
  const auto tokens = [&](std::string_view id) { return read_token(store, id); };
  const auto now = hub.clock.now();
  auto who = access::identify(policy, request.from, tokens, now);
  const auto wait = seconds_to_wait(policy, request, who, limiter, now);
  if (wait != 0) return Refused{too_much(wait), who ? *who : access::Principal()};
  if (!who) return Refused{not_admitted(who.error())};
  admission.who = std::move(*who);
  const auto* endpoint = access::endpoint_of(request.path, request.get("format"));
  if (endpoint == nullptr) return Refused{problem_of(no_such_page()), admission.who};
  admission.decision =
      access::decide(policy.sharing, policy.district_of, admission.who, asked_of(request, *endpoint));
  const auto& refused = admission.decision.refused;
  if (!refused.empty()) return Refused{problem(403, "Forbidden", refused), admission.who};
  return admission;
}

bool still_holds(const Admission& admission, const HubView& hub, store::Store& store) {
  const auto& who = admission.who;
  if (hub.policy() != admission.policy) return false;
  if (who.until != 0 && who.until <= hub.clock.now()) return false;
  if (who.proof != access::Proof::kToken) return true;
  const auto token = store::find_token(store, who.token_id);
  return token && *token && (*token)->revoked_at == 0;
}

Response shown(Response response, const Admission& admission) {
  if (admission.decision.whole || response.status != 200) return response;
  const auto& grant = admission.decision.grant;
  if (response.type == "application/json") {
    auto json = base::parse_ordered_json(response.body);
    access::keep_shown(json, grant);
    response.body = publish::dump(json);
  } else if (response.type.starts_with("text/csv")) {
    response.body = access::keep_shown_csv(response.body, grant);
  } else if (!grant.fields().all()) {
    return problem(403, "Forbidden", "this answer is given whole or not at all");
  }
  return response;
}

}  // namespace mizan::api
