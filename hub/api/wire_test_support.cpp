#include "api/wire_test_support.hpp"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace mizan::api {
namespace asio = boost::asio;

nlohmann::json Answer::parsed() const {
  return base::parse_json(body);
}

struct Wire::Socket {
  asio::io_context io;
  asio::ip::tcp::socket plain{io};
  asio::streambuf heard;

  std::string take(std::size_t size) {
    const auto begin = asio::buffers_begin(heard.data());
    std::string text(begin, begin + static_cast<std::ptrdiff_t>(size));
    heard.consume(size);
    return text;
  }
};

Wire::Wire(std::uint16_t port) : socket_(std::make_unique<Socket>()) {
  socket_->plain.connect({asio::ip::make_address("127.0.0.1"), port});
}

Wire::~Wire() = default;

void Wire::say(const std::string& bytes) {
  asio::write(socket_->plain, asio::buffer(bytes));
}

bool Wire::try_say(const std::string& bytes) {
  boost::system::error_code gone;
  asio::write(socket_->plain, asio::buffer(bytes), gone);
  return !gone;
}

std::string Wire::until(const std::string& delimiter) {
  boost::system::error_code error;
  const auto n = asio::read_until(socket_->plain, socket_->heard, delimiter, error);
  return socket_->take(error ? socket_->heard.size() : n);
}

Answer Wire::hear() {
  Answer answer;
  answer.head = until("\r\n\r\n");
  answer.status = answer.head.size() > 12 ? std::stoi(answer.head.substr(9, 3)) : 0;
  const auto at = answer.head.find("Content-Length: ");
  const auto size = at == std::string::npos ? 0 : std::stoul(answer.head.substr(at + 16));
  auto& heard = socket_->heard;
  boost::system::error_code ignored;
  if (heard.size() < size)
    asio::read(socket_->plain, heard, asio::transfer_exactly(size - heard.size()), ignored);
  answer.body = socket_->take(heard.size());
  return answer;
}

bool Wire::ended_within(std::chrono::milliseconds most) {
  auto& [io, plain, heard] = *socket_;
  bool ended = false;
  std::array<char, 1'024> dropped{};
  plain.async_read_some(asio::buffer(dropped), [&](boost::system::error_code error, std::size_t) {
    ended = static_cast<bool>(error);
  });
  io.restart();
  io.run_for(most);
  if (!ended) plain.cancel();
  io.restart();
  io.run();
  return ended;
}

void Wire::leave() {
  socket_->plain.close();
}

}  // namespace mizan::api
