#include "api/websocket_test_support.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace mizan::api {
namespace ws = boost::beast::websocket;

struct BeastClient::Socket {
  boost::asio::io_context io;
  ws::stream<boost::asio::ip::tcp::socket> stream{io};
  ws::response_type response;
  int pings = 0;
  std::string pong;
};

BeastClient::BeastClient(std::uint16_t port, const std::string& target, const std::string& origin)
    : socket_(std::make_unique<Socket>()) {
  auto& stream = socket_->stream;
  stream.next_layer().connect({boost::asio::ip::make_address("127.0.0.1"), port});
  stream.set_option(ws::stream_base::decorator([origin](ws::request_type& request) {
    request.set("Sec-WebSocket-Protocol", "cloudevents.json");
    if (!origin.empty()) request.set("Origin", origin);
  }));
  stream.control_callback([socket = socket_.get()](ws::frame_type kind, boost::beast::string_view bytes) {
    if (kind == ws::frame_type::ping) ++socket->pings;
    if (kind == ws::frame_type::pong) socket->pong.assign(bytes.data(), bytes.size());
  });
  stream.handshake(socket_->response, "localhost", target);
}

BeastClient::~BeastClient() = default;

nlohmann::json BeastClient::next() {
  boost::beast::flat_buffer buffer;
  socket_->stream.read(buffer);
  return base::parse_json(boost::beast::buffers_to_string(buffer.data()));
}

void BeastClient::ping(const std::string& words) {
  socket_->stream.ping(ws::ping_data(words.data(), words.size()));
}

void BeastClient::write(const std::string& words) {
  socket_->stream.write(boost::asio::buffer(words));
}

std::uint16_t BeastClient::leave() {
  socket_->stream.close(ws::close_code::normal);
  return socket_->stream.reason().code;
}

std::uint16_t BeastClient::closed_by() {
  boost::system::error_code error;
  boost::beast::flat_buffer buffer;
  while (!error) socket_->stream.read(buffer, error);
  return socket_->stream.reason().code;
}

std::string BeastClient::protocol() const {
  const auto taken = socket_->response["Sec-WebSocket-Protocol"];
  return {taken.data(), taken.size()};
}

int BeastClient::pings() const {
  return socket_->pings;
}

const std::string& BeastClient::pong() const {
  return socket_->pong;
}

}  // namespace mizan::api
