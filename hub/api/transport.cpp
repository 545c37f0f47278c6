#include "api/transport.hpp"

#include "api/websocket.hpp"
#include "publish/sse.hpp"

namespace mizan::api {
namespace {

constexpr std::string_view kStream =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n"
    "X-Accel-Buffering: no\r\n";
constexpr int kMostSilentBeats = 2;

class ServerSentEvents final : public Transport {
  const Framing& framing() const override { return as_server_sent_events(); }
  std::string head() const override { return std::string(kStream); }
  // Anything that the other side says after its request is ignored.
  Heard hear(std::string_view) override { return {}; }
  std::optional<std::string> beat() override { return std::string(publish::sse_heartbeat()); }
  std::string farewell() const override { return {}; }
};

class WebSocket final : public Transport {
 public:
  explicit WebSocket(const WebSocketOffer& offer) : offer_(offer) {}

 private:
  const Framing& framing() const override { return as_websocket_messages(); }

  std::string head() const override {
    std::string head =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: ";
    head += websocket_accept(offer_.key) + "\r\n";
    if (offer_.cloud_events) head += "Sec-WebSocket-Protocol: cloudevents.json\r\n";
    return head;
  }

  Heard hear(std::string_view bytes) override {
    auto heard = reader_.take(bytes);
    if (heard.alive) silent_beats_ = 0;
    return {std::move(heard.answer), heard.over};
  }

  std::optional<std::string> beat() override {
    if (silent_beats_ == kMostSilentBeats) return std::nullopt;
    ++silent_beats_;
    std::string ping;
    add_ping(ping, "");
    return ping;
  }

  std::string farewell() const override {
    std::string close;
    add_close(close, CloseCode::kGoingAway);
    return close;
  }

  WebSocketOffer offer_;
  WebSocketReader reader_;
  int silent_beats_ = 0;
};

}  // namespace

std::unique_ptr<Transport> server_sent_events() {
  return std::make_unique<ServerSentEvents>();
}

std::unique_ptr<Transport> websocket(const WebSocketOffer& offer) {
  return std::make_unique<WebSocket>(offer);
}

}  // namespace mizan::api
