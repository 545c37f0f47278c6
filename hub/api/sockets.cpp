#include "api/sockets.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <thread>

namespace mizan::api {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct Stream::Socket {
  explicit Socket(tcp::socket socket) : stream(std::move(socket)) {}

  // For a read that is under way.
  auto teller(Heard heard) {
    return [this, heard = std::move(heard)](error_code error, std::size_t size) {
      heard({bytes.data(), error ? 0 : size});
    };
  }

  boost::beast::tcp_stream stream;
  std::array<char, 1 << 10> bytes{};
  std::string out;
};

Stream::Stream(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
Stream::~Stream() = default;

void Stream::expire_after(std::chrono::seconds time) {
  socket_->stream.expires_after(time);
}

void Stream::never_expire() {
  socket_->stream.expires_never();
}

void Stream::read(Heard heard) {
  socket_->stream.async_read_some(asio::buffer(socket_->bytes), socket_->teller(std::move(heard)));
}

void Stream::watch(Heard heard) {
  socket_->stream.socket().async_read_some(asio::buffer(socket_->bytes), socket_->teller(std::move(heard)));
}

void Stream::write(std::string bytes, Sent sent) {
  socket_->out = std::move(bytes);
  asio::async_write(socket_->stream, asio::buffer(socket_->out),
                    [sent = std::move(sent)](error_code error, std::size_t) { sent(!error); });
}

void Stream::finish() {
  error_code ignored;
  socket_->stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
}

void Stream::close() {
  error_code ignored;
  socket_->stream.socket().shutdown(tcp::socket::shutdown_both, ignored);
  socket_->stream.socket().close(ignored);
}

struct Network::Impl {
  explicit Impl(int answer_threads) : answers(static_cast<std::size_t>(answer_threads)) {}

  base::Result<> bind(const Address& address);
  void accept();
  void beat();

  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  asio::steady_timer timer{io};
  asio::thread_pool answers;
  std::function<void(std::unique_ptr<Stream>)> take;
  std::chrono::seconds every{0};
  std::function<void()> job;
  std::thread thread;
};

base::Result<> Network::Impl::bind(const Address& address) {
  const auto fail = [&](const std::string& what) {
    return base::Error{base::Code::kConfig,
                       fmt::format("the API cannot listen on {}:{}: {}", address.ip, address.port, what)};
  };
  error_code error;
  const auto ip = asio::ip::make_address(address.ip, error);
  if (error) return fail("this is no IP address");
  if (!ip.is_loopback() && !address.allow_remote)
    return fail("it is not loopback; set listen.allow_remote = true if others may read everything");
  const tcp::endpoint endpoint(ip, address.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(error.message());
  return {};
}

void Network::Impl::accept() {
  acceptor.async_accept([this](error_code error, tcp::socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (!error) {
      error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      take(std::make_unique<Stream>(std::make_unique<Stream::Socket>(std::move(socket))));
    }
    if (acceptor.is_open()) accept();
  });
}

void Network::Impl::beat() {
  timer.expires_after(every);
  timer.async_wait([this](error_code error) {
    if (error) return;
    job();
    beat();
  });
}

Network::Network(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

base::Result<std::unique_ptr<Network>> Network::open(const Address& address, int answer_threads) {
  auto impl = std::make_unique<Impl>(answer_threads);
  MIZAN_TRY(impl->bind(address));
  return std::unique_ptr<Network>(new Network(std::move(impl)));
}

Network::~Network() {
  stop();
}

std::uint16_t Network::port() const {
  error_code ignored;
  return impl_->acceptor.local_endpoint(ignored).port();
}

void Network::on_connection(std::function<void(std::unique_ptr<Stream>)> take) {
  impl_->take = std::move(take);
}

void Network::on_beat(std::chrono::seconds every, std::function<void()> job) {
  impl_->every = every;
  impl_->job = std::move(job);
}

void Network::start() {
  impl_->accept();
  impl_->beat();
  impl_->thread = std::thread([io = &impl_->io] { io->run(); });
}

void Network::post(std::function<void()> job) {
  asio::post(impl_->io, std::move(job));
}

void Network::answer(std::function<void()> job) {
  asio::post(impl_->answers, std::move(job));
}

void Network::stop() {
  if (!impl_->thread.joinable()) return;
  impl_->io.stop();
  impl_->thread.join();
  impl_->answers.join();
}

}  // namespace mizan::api
