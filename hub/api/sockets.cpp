#include "api/sockets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <thread>

#include "api/shared_out.hpp"

namespace mizan::api {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto kPatienceForHandshakes = std::chrono::seconds(10);
constexpr auto kPatienceForGoodbyes = std::chrono::seconds(2);
// Each costs a signature; who is one too many comes again.
constexpr int kMostHandshakes = 256;

}  // namespace

// A connection with its time, plain or under TLS. What is under way keeps it.
struct Stream::Socket : std::enable_shared_from_this<Stream::Socket> {
  explicit Socket(const asio::any_io_executor& executor) : timer(executor) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  virtual ~Socket() = default;

  virtual tcp::socket& tcp_socket() = 0;
  virtual void read(Heard heard) = 0;
  virtual void write(std::shared_ptr<const std::string> text, Sent sent, std::size_t from) = 0;
  virtual std::size_t write_now(std::string_view) { return 0; }
  virtual void finish() = 0;

  void expire_after(std::chrono::steady_clock::duration time) {
    timer.expires_after(time);
    timer.async_wait([weak = weak_from_this()](error_code error) {
      const auto self = error ? nullptr : weak.lock();
      // It may have been given more time since it was over.
      if (self && self->timer.expiry() <= std::chrono::steady_clock::now()) self->close();
    });
  }
  void never_expire() { timer.expires_at(std::chrono::steady_clock::time_point::max()); }

  void close() {
    error_code ignored;
    timer.cancel();
    tcp_socket().shutdown(tcp::socket::shutdown_both, ignored);
    tcp_socket().close(ignored);
  }

  // An IPv4 address that came over IPv6 is itself. Of one that is gone nothing is known.
  asio::ip::address other_side() {
    error_code unknown;
    auto address = tcp_socket().remote_endpoint(unknown).address();
    if (unknown || !address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }

  std::shared_ptr<Socket> self() { return shared_from_this(); }

  asio::steady_timer timer;
  std::optional<access::ClientCertificate> certificate;
  std::array<char, 1 << 10> bytes{};
};

namespace {

/// What plain sockets and TLS have in common.
template <class Layer>
struct SocketOn : Stream::Socket {
  template <class... Arguments>
  explicit SocketOn(tcp::socket socket, Arguments&... arguments)
      : Socket(socket.get_executor()), layer(std::move(socket), arguments...) {}

  void read(Stream::Heard heard) override {
    layer.async_read_some(asio::buffer(bytes),
                          [kept = self(), heard = std::move(heard)](error_code error, std::size_t size) {
                            heard({kept->bytes.data(), error ? 0 : size});
                          });
  }

  void write(std::shared_ptr<const std::string> text, Stream::Sent sent, std::size_t from) override {
    const auto rest = asio::buffer(*text) + from;
    asio::async_write(layer, rest,
                      [kept = self(), text = std::move(text), sent = std::move(sent)](
                          error_code error, std::size_t) { sent(!error); });
  }

  Layer layer;
};

struct PlainSocket final : SocketOn<tcp::socket> {
  explicit PlainSocket(tcp::socket socket) : SocketOn(std::move(socket)) {
    error_code ignored;
    layer.non_blocking(true, ignored);
  }
  tcp::socket& tcp_socket() override { return layer; }
  // Whatever stands in the way is met again by the write of the rest.
  std::size_t write_now(std::string_view text) override {
    error_code full;
    const auto size = layer.write_some(asio::buffer(text), full);
    return full ? 0 : size;
  }
  void finish() override {
    error_code ignored;
    layer.shutdown(tcp::socket::shutdown_send, ignored);
  }
};

struct TlsSocket final : SocketOn<asio::ssl::stream<tcp::socket>> {
  using SocketOn::SocketOn;
  tcp::socket& tcp_socket() override { return layer.next_layer(); }

  // Says that nothing more comes, so that nobody can cut off an answer unnoticed.
  void finish() override {
    expire_after(kPatienceForGoodbyes);
    layer.async_shutdown([kept = self()](error_code) { kept->close(); });
  }

  template <class Done>
  void shake_hands(Done done) {
    expire_after(kPatienceForHandshakes);
    layer.async_handshake(asio::ssl::stream_base::server, [kept = self(), done, this](error_code error) {
      if (!error) certificate = client_certificate(layer.native_handle());
      never_expire();
      done(!error);
    });
  }
};

}  // namespace

Stream::Stream(std::shared_ptr<Socket> socket) : socket_(std::move(socket)) {}

// A goodbye that is under way has its own time.
Stream::~Stream() {
  if (!finished_) socket_->close();
}

bool Stream::is_from_loopback() const {
  return socket_->other_side().is_loopback();
}

std::string Stream::address() const {
  const auto address = socket_->other_side();
  return address.is_unspecified() ? std::string() : address.to_string();
}

const std::optional<access::ClientCertificate>& Stream::certificate() const {
  return socket_->certificate;
}

void Stream::expire_after(std::chrono::seconds time) {
  socket_->expire_after(time);
}

void Stream::never_expire() {
  socket_->never_expire();
}

void Stream::read(Heard heard) {
  socket_->read(std::move(heard));
}

void Stream::write(std::shared_ptr<const std::string> bytes, Sent sent, std::size_t from) {
  socket_->write(std::move(bytes), std::move(sent), from);
}

std::size_t Stream::write_now(std::string_view bytes) {
  return socket_->write_now(bytes);
}

void Stream::finish() {
  finished_ = true;
  socket_->finish();
}

void Stream::close() {
  socket_->close();
}

struct Network::Impl {
  explicit Impl(int answer_threads)
      : helpers(std::min(answer_threads, static_cast<int>(std::thread::hardware_concurrency()) - 1)),
        answers(static_cast<std::size_t>(answer_threads)) {}

  base::Result<> bind(const Address& address);
  void accept();
  void greet(tcp::socket socket);
  void shake_hands(tcp::socket socket);
  void beat();

  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  asio::steady_timer timer{io};
  const int helpers;  // threads of answers that are asked to share a job: the network's has a core of its own
  asio::thread_pool answers;
  std::unique_ptr<asio::ssl::context> tls;  // none: plain
  int handshakes = 0;
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
    return fail("it is not loopback; set listen.allow_remote = true if others may ask");
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
    if (!error) greet(std::move(socket));
    if (acceptor.is_open()) accept();
  });
}

void Network::Impl::greet(tcp::socket socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  if (tls) return shake_hands(std::move(socket));
  take(std::make_unique<Stream>(std::make_shared<PlainSocket>(std::move(socket))));
}

void Network::Impl::shake_hands(tcp::socket socket) {
  if (handshakes >= kMostHandshakes) return;
  ++handshakes;
  const auto secured = std::make_shared<TlsSocket>(std::move(socket), *tls);
  secured->shake_hands([this, weak = std::weak_ptr(secured)](bool done) {
    --handshakes;
    const auto kept = weak.lock();
    if (!kept) return;
    done ? take(std::make_unique<Stream>(kept)) : kept->close();
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

base::Result<std::unique_ptr<Network>> Network::open(const Address& address, TlsContext tls,
                                                     int answer_threads) {
  auto impl = std::make_unique<Impl>(answer_threads);
  MIZAN_TRY(impl->bind(address));
  if (tls) impl->tls = std::make_unique<asio::ssl::context>(tls.release());
  return std::unique_ptr<Network>(new Network(std::move(impl)));
}

Network::~Network() {
  stop();
}

std::uint16_t Network::port() const {
  error_code ignored;
  return impl_->acceptor.local_endpoint(ignored).port();
}

void Network::use_from_now(TlsContext tls) {
  impl_->tls = std::make_unique<asio::ssl::context>(tls.release());
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

void Network::share_out(std::size_t count, const std::function<void(std::size_t)>& job) {
  const auto work = std::make_shared<SharedOut>(count, [&job](std::size_t i) { job(i); });
  for (int i = 0; i < impl_->helpers && count > SharedOut::kPart; ++i) answer([work] { work->help(); });
  work->finish();
}

void Network::later(std::chrono::seconds time, std::function<void()> job) {
  const auto timer = std::make_shared<asio::steady_timer>(impl_->io, time);
  timer->async_wait([timer, job = std::move(job)](error_code error) {
    if (!error) job();
  });
}

void Network::stop() {
  if (!impl_->thread.joinable()) return;
  impl_->io.stop();
  impl_->thread.join();
  impl_->answers.join();
}

}  // namespace mizan::api
