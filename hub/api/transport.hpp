#pragma once
// Private to this folder: what is said to a subscriber beside events.
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/framing.hpp"

namespace mizan::api {

/// One subscriber's end of a transport. For the network's thread.
class Transport {
 public:
  virtual ~Transport() = default;

  virtual const Framing& framing() const = 0;
  /// The first lines of the response, without those that every answer has and the empty one.
  virtual std::string head() const = 0;

  struct Heard {
    std::string answer = {};  ///< to be said next
    bool over = false;        ///< and then nothing more
  };
  virtual Heard hear(std::string_view bytes) = 0;

  /// Said now and then to a silent subscriber. Nothing: it has not answered for so long that it is gone.
  virtual std::optional<std::string> beat() = 0;

  /// Said last of all by a hub that stops: come again. Empty: that it ends says it.
  virtual std::string farewell() const = 0;
};

std::unique_ptr<Transport> server_sent_events();

/// What a client asks for who wants a WebSocket.
struct WebSocketOffer {
  std::string key;            ///< checked
  bool cloud_events = false;  ///< it offers the subprotocol cloudevents.json
};
std::unique_ptr<Transport> websocket(const WebSocketOffer& offer);

}  // namespace mizan::api
