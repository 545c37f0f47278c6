#pragma once
#include <string>
#include <string_view>

namespace mizan::publish {

/// One server-sent event, framed. `data` may have several lines (LF, CR LF or CR); each becomes a data line.
/// Line ends and NUL in `id` and `event` are dropped, since they would end the field or void the id; an empty
/// id or event leaves its line out.
std::string sse_event(std::string_view id, std::string_view event, std::string_view data);

/// The place that a subscriber is at, before any event has come: what it gives back as its last event id.
/// Nothing that a reader of events sees.
std::string sse_position(std::string_view id);

/// A comment that subscribers ignore; it keeps proxies from closing a quiet stream.
std::string_view sse_heartbeat();

}  // namespace mizan::publish
