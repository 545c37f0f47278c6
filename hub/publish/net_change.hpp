#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace mizan::publish {

/// What a subscriber is told of a value that changed several times: from what it knows to what is so now.
struct NetChange {
  std::string previous;                         ///< as JSON: what the subscriber knows; "null": no value
  std::string now;                              ///< as JSON: the value of the latest change
  std::map<std::string, std::int64_t> reasons;  ///< records by reason, of all changes
  std::int64_t changes = 0;                     ///< how many there were
  std::string since;                            ///< when the first of them was
  std::int64_t last = 0;                        ///< outbox id of the latest

  bool first() const { return previous == "null"; }
};

/// Takes in an event's body (event_body() without id) behind those that were taken in before; none were:
/// where it begins is the event's own `previous`. kData: the body is no change of a value.
base::Result<> fold(NetChange& net, std::int64_t id, std::string_view body);

/// The latest event's body with what the net change says: `previous`, the sum of `reasons`, and where there
/// was more than one change `changes` and `since`. A value of which nothing was known before is "published".
/// kData as above.
struct NetEvent {
  std::string type;
  std::string body;
};
base::Result<NetEvent> net_event(const NetChange& net, std::string_view latest_body);

/// How much a value must move to be worth telling. All that is given must be reached.
struct LeastChange {
  std::optional<double> amount;   ///< in the value's unit
  std::optional<double> percent;  ///< of what the subscriber knows

  bool any() const { return amount.has_value() || percent.has_value(); }
  /// A value that comes, goes, or leaves 0 is always far enough in percent.
  bool reached_by(const NetChange& net) const;
};

}  // namespace mizan::publish
