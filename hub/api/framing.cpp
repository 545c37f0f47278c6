#include "api/framing.hpp"

#include "api/websocket.hpp"
#include "publish/cloud_event.hpp"
#include "publish/sse.hpp"

namespace mizan::api {
namespace {

class ServerSentEvents final : public Framing {
  // As publish::sse_event() frames it, for a line that is one already: done for each subscriber anew.
  void add(std::string& out, const FeedEvent& event) const override {
    if (!event.cursor.empty()) out.append("id: ").append(event.cursor).append("\n");
    out.append("event: ").append(event.type).append("\ndata: ").append(event.json).append("\n\n");
  }
  void add_position(std::string& out, std::string_view cursor, base::Micros) const override {
    out += publish::sse_position(cursor);
  }
};

class WebSocketMessages final : public Framing {
  void add(std::string& out, const FeedEvent& event) const override { add_text_message(out, event.json); }
  void add_position(std::string& out, std::string_view cursor, base::Micros now) const override {
    add_text_message(out, publish::position_event(cursor, now));
  }
};

class JsonList final : public Framing {
  void add(std::string& out, const FeedEvent& event) const override {
    if (!out.empty()) out += ",\n";
    out += event.json;
  }
  void add_position(std::string&, std::string_view, base::Micros) const override {}
};

}  // namespace

const Framing& as_server_sent_events() {
  static const ServerSentEvents framing;
  return framing;
}

const Framing& as_websocket_messages() {
  static const WebSocketMessages framing;
  return framing;
}

const Framing& as_json_list() {
  static const JsonList framing;
  return framing;
}

}  // namespace mizan::api
