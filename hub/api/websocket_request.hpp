#pragma once
// Private to this folder: a request that wants to become a WebSocket.
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string>
#include <vector>

#include "api/http.hpp"
#include "api/transport.hpp"

namespace mizan::api {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;

/// True where the request asks for it.
bool asks_for_websocket(const HttpRequest& message);

/// What it offers. The error is the answer: 400 where it is no handshake of RFC 6455, 426 for a version other
/// than 13, 403 for a page in a browser that is neither of this hub's own address nor among `origins`: such a
/// page would read with the rights of whoever looks at it.
boost::system::result<WebSocketOffer, Response> websocket_offer(const HttpRequest& message,
                                                                const std::vector<std::string>& origins);

}  // namespace mizan::api
