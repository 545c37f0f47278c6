#include "app/feed_stream.hpp"

#include <fmt/format.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <boost/url/parse.hpp>
#include <istream>
#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace mizan::app {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kLongest = std::size_t{64} << 20U;  // what is kept of a line

struct Target {
  bool secure = false;
  std::string host;
  std::string port;
  std::string authority;
};

base::Result<Target> target_of(const std::string& text) {
  const auto url = boost::urls::parse_uri(text);
  if (!url || (url->scheme() != "http" && url->scheme() != "https"))
    return base::Error{base::Code::kConfig, text + ": expected a URL such as http://127.0.0.1:8420"};
  Target target;
  target.secure = url->scheme() == "https";
  target.host = std::string(url->host_address());
  target.port = url->has_port() ? std::string(url->port()) : target.secure ? "443" : "80";
  target.authority = std::string(url->encoded_host_and_port());
  return target;
}

base::Error unreachable(const FeedAddress& address, const std::string& why) {
  return {base::Code::kTransient, address.url + ": " + why + "; is `mizan run` running there?"};
}

}  // namespace

struct FeedStream::Open {
  explicit Open(const FeedAddress& with) : address(with), socket(io, tls) {}

  base::Result<> trust();
  base::Result<> connect(const Target& target);
  base::Result<> ask(const Target& target, const std::string& path);
  base::Result<> hear_head();

  void write(const std::string& text, error_code& error) {
    secure ? asio::write(socket, asio::buffer(text), error)
           : asio::write(socket.next_layer(), asio::buffer(text), error);
  }
  void read_until(const std::string& end, error_code& error) {
    secure ? asio::read_until(socket, buffer, end, error)
           : asio::read_until(socket.next_layer(), buffer, end, error);
  }

  FeedAddress address;
  asio::io_context io;
  asio::ssl::context tls{asio::ssl::context::tls_client};
  asio::ssl::stream<tcp::socket> socket;
  bool secure = false;
  asio::streambuf buffer{kLongest};
};

base::Result<> FeedStream::Open::trust() {
  error_code error;
  tls.set_default_verify_paths(error);
  if (address.ca_file.empty()) return {};
  tls.load_verify_file(address.ca_file.string(), error);
  if (error)
    return base::Error{base::Code::kConfig,
                       address.ca_file.string() + ": has no certificates in PEM: " + error.message()};
  return {};
}

base::Result<> FeedStream::Open::connect(const Target& target) {
  error_code error;
  tcp::resolver resolver(io);
  const auto found = resolver.resolve(target.host, target.port, error);
  if (!error) asio::connect(socket.next_layer(), found, error);
  if (error) return unreachable(address, error.message());
  secure = target.secure;
  if (!secure) return {};
  SSL_set_tlsext_host_name(socket.native_handle(), target.host.c_str());
  socket.set_verify_mode(asio::ssl::verify_peer);
  socket.set_verify_callback(asio::ssl::host_name_verification(target.host));
  socket.handshake(asio::ssl::stream_base::client, error);
  if (error) return unreachable(address, error.message());
  return {};
}

base::Result<> FeedStream::Open::ask(const Target& target, const std::string& path) {
  const auto shown = address.token.empty()
                         ? std::string()
                         : fmt::format("Authorization: Bearer {}\r\n", address.token.reveal());
  error_code error;
  write(fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n{}\r\n", path,
                    target.authority, shown),
        error);
  if (error) return unreachable(address, error.message());
  return hear_head();
}

base::Result<> FeedStream::Open::hear_head() {
  error_code error;
  read_until("\r\n\r\n", error);
  std::istream in(&buffer);
  std::string status;
  std::getline(in, status);
  for (std::string header; std::getline(in, header) && header != "\r";) {
  }
  if (status.starts_with("HTTP/1.1 200")) return {};
  if (status.empty()) return unreachable(address, "it closed the connection");
  read_until("}", error);
  const auto body = base::parse_json(std::string(std::istreambuf_iterator<char>(&buffer), {}));
  const auto detail = body.is_object() ? body.value("detail", status) : status;
  return base::Error{base::Code::kConfig, address.url + ": " + detail};
}

FeedStream::FeedStream(std::unique_ptr<Open> open) : open_(std::move(open)) {}
FeedStream::~FeedStream() = default;
FeedStream::FeedStream(FeedStream&&) noexcept = default;

base::Result<FeedStream> FeedStream::open(const FeedAddress& address, const std::string& target) {
  MIZAN_ASSIGN(const auto where, target_of(address.url));
  if (!where.secure && !address.token.empty() && where.host != "127.0.0.1" && where.host != "localhost" &&
      where.host != "::1")
    return base::Error{base::Code::kConfig,
                       address.url + ": a token is shown over https alone, or on this machine"};
  auto open = std::make_unique<Open>(address);
  if (where.secure) MIZAN_TRY(open->trust());
  MIZAN_TRY(open->connect(where));
  MIZAN_TRY(open->ask(where, target));
  return FeedStream(std::move(open));
}

std::optional<std::string> FeedStream::line() {
  error_code error;
  open_->read_until("\n", error);
  if (error) return std::nullopt;
  std::istream in(&open_->buffer);
  std::string line;
  std::getline(in, line);
  return line;
}

}  // namespace mizan::app
