#pragma once
// Private to this folder: what a request for the feed asks for, whatever the transport.
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "api/feed.hpp"
#include "api/http.hpp"
#include "api/hub_view.hpp"
#include "api/pace.hpp"

namespace mizan::api {

/// Where a subscriber begins, and what it wants.
struct Subscription {
  FeedFilter filter;
  Pace pace = {};
  std::uint64_t likeness = 0;  ///< those of one number are told the same (alike.hpp); 0: of none
  std::int64_t position = 0;
  std::int64_t settled = -1;  ///< as the cursor has it
  bool from_now = false;      ///< it has no cursor yet, so it is told where "now" is
  /// Empty, or why a snapshot of all values comes before the feed: "requested", "unknown_cursor", "too_old",
  /// "changed". One that comes in its midst is for the reason "loaded".
  std::string snapshot_reason = {};
  /// The cursor is of the midst of a snapshot: the definition whose values come next.
  std::optional<std::size_t> snapshot_part = std::nullopt;
};

/// Reads a feed request of somebody who is shown that. `more`: parameters that are not for the feed itself.
/// kData: a cursor that is none, or an unknown parameter.
base::Result<Subscription> subscription_of(const Request& request, const access::Grant& grant,
                                           const Feed& feed, const HubView& hub,
                                           const std::set<std::string>& more = {});

}  // namespace mizan::api
