#pragma once
#include <memory>
#include <optional>

#include "access/decision.hpp"
#include "access/rate.hpp"
#include "api/http.hpp"
#include "api/hub_view.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// Who asks, and what they are shown of what they ask for.
struct Admission {
  std::shared_ptr<const access::Policy> policy;
  access::Principal who = {};
  access::Decision decision = {};
};

/// Asks the policy. The error is the answer: 401 for nobody who may come in, 403 for what the sharing matrix
/// does not give them, 404 for no page of the API, 429 for who asks too much. Any thread.
struct Refused {
  Response response;
  access::Principal who = {};  ///< as far as it is known
};
boost::system::result<Admission, Refused> admit(const HubView& hub, const Request& request,
                                                access::RateLimiter& limiter, store::Store& store);

/// True while what let somebody in still holds: the policy, the token, the certificate. For who follows the
/// feed.
bool still_holds(const Admission& admission, const HubView& hub, store::Store& store);

/// The answer without what they are not shown.
Response shown(Response response, const Admission& admission);

}  // namespace mizan::api
