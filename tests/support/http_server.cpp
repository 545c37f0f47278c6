#include "support/http_server.hpp"

#include <sys/socket.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

namespace mizan::test {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Held while a request is answered.
std::mutex& answering() {
  static std::mutex mutex;
  return mutex;
}

ServerRequest taken(const http::request<http::string_body>& message) {
  ServerRequest request{std::string(message.method_string()), std::string(message.target())};
  for (const auto& field : message) {
    std::string name(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(), lowered);
    request.headers.emplace_back(name, std::string(field.value()));
  }
  request.body = message.body();
  return request;
}

std::string head_of(const ServerReply& reply) {
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " Scripted\r\n";
  for (const auto& [name, value] : reply.headers) head += name + ": " + value + "\r\n";
  if (reply.fault != Fault::kEndless) head += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
  return head + "\r\n";
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace

std::string_view ServerRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

std::string_view ServerRequest::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string ServerRequest::parameter(std::string_view name) const {
  std::string_view rest(target);
  rest.remove_prefix(std::min(rest.find('?'), rest.size()));
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const auto one = rest.substr(0, rest.find('&'));
    if (one.substr(0, one.find('=')) == name)
      return decoded(one.substr(std::min(one.find('=') + 1, one.size())));
    rest.remove_prefix(one.size());
  }
  return {};
}

struct HttpServer::State {
  Answer answer;
  bool tls = false;
  asio::ssl::context context{asio::ssl::context::tls_server};
  asio::io_context io;
  tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::atomic<bool> ending = false;
  mutable std::mutex mutex;
  std::vector<ServerRequest> requests;
  std::set<int> open;  // sockets
  std::vector<std::thread> connections;
  std::thread accepting;

  ServerReply reply_to(const http::request<http::string_body>& message) {
    const std::lock_guard turn(answering());
    const auto request = taken(message);
    {
      const std::lock_guard lock(mutex);
      requests.push_back(request);
    }
    return answer(request);
  }

  template <class Stream>
  static void wait_until_left(Stream& stream) {
    char bytes[256];
    beast::error_code failed;
    while (!failed) stream.read_some(asio::buffer(bytes), failed);
  }

  // False: the connection is over.
  template <class Stream>
  bool send(Stream& stream, tcp::socket& socket, const ServerReply& reply, bool head_alone) {
    beast::error_code failed;
    if (reply.fault == Fault::kReset) {
      socket.set_option(asio::socket_base::linger(true, 0), failed);
      return false;
    }
    const bool half = reply.fault == Fault::kTruncated || reply.fault == Fault::kStalled;
    const auto body = head_alone ? std::string()
                      : half     ? reply.body.substr(0, reply.body.size() / 2)
                                 : reply.body;
    asio::write(stream, asio::buffer(head_of(reply) + body), failed);
    if (reply.fault == Fault::kStalled) wait_until_left(stream);
    while (reply.fault == Fault::kEndless && !failed) asio::write(stream, asio::buffer(body), failed);
    return !failed && reply.fault == Fault::kNone;
  }

  template <class Stream>
  void converse(Stream& stream, tcp::socket& socket) {
    beast::flat_buffer buffer;
    for (beast::error_code failed; !failed;) {
      http::request<http::string_body> message;
      http::read(stream, buffer, message, failed);
      if (failed || !send(stream, socket, reply_to(message), message.method() == http::verb::head)) return;
    }
  }

  void serve(tcp::socket& socket) {
    if (!tls) return converse(socket, socket);
    asio::ssl::stream<tcp::socket&> stream(socket, context);
    beast::error_code failed;
    stream.handshake(asio::ssl::stream_base::server, failed);
    if (!failed) converse(stream, socket);
  }

  void take(tcp::socket socket) {
    serve(socket);
    const std::lock_guard lock(mutex);
    open.erase(socket.native_handle());
    beast::error_code ignored;
    socket.close(ignored);
  }

  void accept() {
    while (!ending) {
      beast::error_code failed;
      auto socket = acceptor.accept(failed);
      if (failed || ending) continue;
      const std::lock_guard lock(mutex);
      open.insert(socket.native_handle());
      connections.emplace_back([this, taken = std::move(socket)]() mutable { take(std::move(taken)); });
    }
  }
};

HttpServer::HttpServer(Answer answer, const Certificate* certificate) : state_(std::make_unique<State>()) {
  state_->answer = std::move(answer);
  if (certificate != nullptr) {
    state_->tls = true;
    state_->context.use_certificate(asio::buffer(certificate->pem), asio::ssl::context::pem);
    state_->context.use_private_key(asio::buffer(certificate->key_pem), asio::ssl::context::pem);
  }
  state_->accepting = std::thread([this] { state_->accept(); });
}

HttpServer::~HttpServer() {
  state_->ending = true;
  // One last connection, which the acceptor is waiting for.
  tcp::socket last(state_->io);
  beast::error_code ignored;
  last.connect(state_->acceptor.local_endpoint(), ignored);
  state_->accepting.join();
  {
    const std::lock_guard lock(state_->mutex);
    for (const int socket : state_->open) ::shutdown(socket, SHUT_RDWR);
  }
  for (auto& connection : state_->connections) connection.join();
}

std::uint16_t HttpServer::port() const {
  return state_->acceptor.local_endpoint().port();
}

std::string HttpServer::host() const {
  return "localhost:" + std::to_string(port());
}

std::string HttpServer::url(std::string_view path) const {
  return (state_->tls ? "https://" : "http://") + host() + std::string(path);
}

std::vector<ServerRequest> HttpServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

void meet_servers() {
  const std::lock_guard turn(answering());
}

std::string gzipped(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (!whole) throw std::runtime_error("cannot be packed");
  return out;
}

}  // namespace mizan::test
