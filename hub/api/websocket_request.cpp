#include "api/websocket_request.hpp"

#include <algorithm>
#include <boost/beast/http/rfc7230.hpp>

#include "api/websocket.hpp"

namespace mizan::api {
namespace {

namespace http = boost::beast::http;

std::string text_of(const HttpRequest& message, http::field field) {
  const auto found = message.find(field);
  return found == message.end() ? std::string() : std::string(found->value().data(), found->value().size());
}

bool names(const HttpRequest& message, http::field field, const char* token) {
  return http::token_list(message[field]).exists(token);
}

bool is_own(const std::string& origin, const std::string& host) {
  return !host.empty() && (origin == "http://" + host || origin == "https://" + host);
}

}  // namespace

bool asks_for_websocket(const HttpRequest& message) {
  return names(message, http::field::upgrade, "websocket");
}

boost::system::result<WebSocketOffer, Response> websocket_offer(const HttpRequest& message,
                                                                const std::vector<std::string>& origins) {
  const auto key = text_of(message, http::field::sec_websocket_key);
  if (message.version() < 11 || !names(message, http::field::connection, "upgrade") ||
      message.count(http::field::sec_websocket_key) != 1 || !is_websocket_key(key))
    return problem(400, "Bad request", "this is no handshake of RFC 6455");
  if (text_of(message, http::field::sec_websocket_version) != "13")
    return problem(426, "Upgrade required", "the feed speaks version 13 of the WebSocket protocol");
  const auto origin = text_of(message, http::field::origin);
  if (!origin.empty() && !is_own(origin, text_of(message, http::field::host)) &&
      std::find(origins.begin(), origins.end(), origin) == origins.end())
    return problem(403, "Forbidden",
                   "pages of " + origin + " may not follow this feed: [listen] origins names those that may");
  return WebSocketOffer{key, names(message, http::field::sec_websocket_protocol, "cloudevents.json")};
}

}  // namespace mizan::api
