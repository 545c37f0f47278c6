#pragma once
#include "base/clock.hpp"
#include "services/transport.hpp"

namespace mizan::services {

/// What a status means to the hub (mizan_extensions.h): 401 and 403 kAuth; 429, and 503 with Retry-After,
/// kThrottled with the time asked for; other 5xx kTransient; everything else is a reply. What may pass by
/// itself is marked so. `shown` names the request in the message.
Try judged(Try tried, std::string_view shown, base::Micros now);

/// 301, 302, 303, 307 or 308 with a Location.
bool is_redirect(const WireReply& reply);

}  // namespace mizan::services
