#pragma once
// For the tests of this folder: a WebSocket client that is not ours.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <nlohmann/json.hpp>
#include <string>

namespace mizan::api {

/// Boost.Beast's client. Its errors are exceptions.
class BeastClient {
 public:
  BeastClient(std::uint16_t port, const std::string& target, const std::string& origin = "") {
    namespace ws = boost::beast::websocket;
    socket_.next_layer().connect({boost::asio::ip::make_address("127.0.0.1"), port});
    socket_.set_option(ws::stream_base::decorator([origin](ws::request_type& request) {
      request.set("Sec-WebSocket-Protocol", "cloudevents.json");
      if (!origin.empty()) request.set("Origin", origin);
    }));
    socket_.control_callback([this](ws::frame_type kind, boost::beast::string_view bytes) {
      if (kind == ws::frame_type::ping) ++pings_;
      if (kind == ws::frame_type::pong) pong_.assign(bytes.data(), bytes.size());
    });
    socket_.handshake(response_, "localhost", target);
  }

  /// The next event.
  nlohmann::json next() {
    boost::beast::flat_buffer buffer;
    socket_.read(buffer);
    return nlohmann::json::parse(boost::beast::buffers_to_string(buffer.data()), nullptr, false);
  }
  /// Reads until the other side closes: by which code.
  std::uint16_t closed_by() {
    boost::system::error_code error;
    boost::beast::flat_buffer buffer;
    while (!error) socket_.read(buffer, error);
    return socket_.reason().code;
  }

  boost::beast::websocket::stream<boost::asio::ip::tcp::socket>& socket() { return socket_; }
  const boost::beast::websocket::response_type& response() const { return response_; }
  int pings() const { return pings_; }
  const std::string& pong() const { return pong_; }

 private:
  boost::asio::io_context io_;
  boost::beast::websocket::stream<boost::asio::ip::tcp::socket> socket_{io_};
  boost::beast::websocket::response_type response_;
  int pings_ = 0;
  std::string pong_;
};

}  // namespace mizan::api
