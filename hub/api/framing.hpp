#pragma once
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace mizan::api {

/// An event of the feed, as every transport has it.
struct FeedEvent {
  std::string_view cursor;  ///< from where to go on behind it; empty: it is not to be gone on from
  std::string_view type;
  std::string_view json;  ///< a CloudEvent of one line, with its id and the cursor
};

/// How a transport writes events one behind another. Stateless; from any thread.
class Framing {
 public:
  virtual ~Framing() = default;
  virtual void add(std::string& out, const FeedEvent& event) const = 0;
  /// Where a subscriber is to whom no event has come yet.
  virtual void add_position(std::string& out, std::string_view cursor, base::Micros now) const = 0;
};

/// Server-sent events: the cursor is their id.
const Framing& as_server_sent_events();
/// Messages of a WebSocket, each an event (CloudEvents' binding `cloudevents.json`).
const Framing& as_websocket_messages();
/// Entries of a JSON list, with a comma and a line end before each but the first. Positions are not written.
const Framing& as_json_list();

}  // namespace mizan::api
