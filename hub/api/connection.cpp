#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <optional>

#include "api/subscriber.hpp"

namespace mizan::api {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

constexpr auto kIdle = std::chrono::seconds(30);
constexpr std::uint32_t kMostHeader = 8 << 10;
constexpr std::uint64_t kMostBody = 1 << 10;  // a GET has none; this is what is read before it is refused

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Server::Impl& server, tcp::socket socket) : server_(server), stream_(std::move(socket)) {
    ++server_.connections;
  }
  ~Connection() {
    if (!handed_over_) --server_.connections;
  }

  void read() {
    parser_.emplace();
    parser_->header_limit(kMostHeader);
    parser_->body_limit(kMostBody);
    stream_.expires_after(kIdle);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       if (!error) return self->take();
                       if (error == http::error::header_limit || error == http::error::body_limit)
                         self->reply(problem(413, "Too large", "the request is larger than the API takes"));
                     });
  }

 private:
  void take() {
    stream_.expires_never();
    const auto& message = parser_->get();
    keep_alive_ = message.keep_alive();
    if (message.method() != http::verb::get && message.method() != http::verb::head)
      return reply(problem(405, "Method not allowed", "the API answers GET"));
    head_only_ = message.method() == http::verb::head;
    auto request = parse_target({message.target().data(), message.target().size()});
    if (!request) return reply(problem_of(request.error()));
    if (const auto id = message.find("Last-Event-ID"); id != message.end())
      request->last_event_id.assign(id->value().data(), id->value().size());
    const bool feed = request->path.size() == 2 && request->path[0] == "v1" && request->path[1] == "feed";
    feed ? subscribe(*request) : answer(std::move(*request));
  }

  void subscribe(const Request& request) {
    // "Now" is what the store holds, whatever the latest wake-up was.
    if (const auto fresh = server_.feed.refresh(); !fresh) return reply(problem_of(fresh.error()));
    auto subscription = subscription_of(request, server_.feed);
    if (!subscription) return reply(problem_of(subscription.error()));
    if (head_only_) return reply_head_of_feed();
    handed_over_ = true;
    std::make_shared<Subscriber>(server_, std::move(stream_), std::move(*subscription))->start();
  }

  // A stream has no length.
  void reply_head_of_feed() {
    keep_alive_ = false;
    begin_reply(200, "text/event-stream");
    send_reply();
  }

  void answer(Request request) {
    asio::post(server_.answers, [self = shared_from_this(), request = std::move(request)] {
      auto response = self->server_.routes.handle(request);
      asio::post(self->server_.io,
                 [self, response = std::move(response)]() mutable { self->reply(std::move(response)); });
    });
  }

  void reply(Response response) {
    begin_reply(response.status, response.type);
    message_.content_length(response.body.size());
    if (!head_only_) message_.body() = std::move(response.body);
    send_reply();
  }

  void begin_reply(unsigned status, const std::string& type) {
    message_ = {};
    message_.result(status);
    message_.version(11);
    message_.set(http::field::content_type, type);
    message_.set(http::field::cache_control, "no-store");
    message_.set("X-Content-Type-Options", "nosniff");
    message_.keep_alive(keep_alive_);
  }

  void send_reply() {
    stream_.expires_after(kIdle);
    http::async_write(stream_, message_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error && self->keep_alive_) return self->read();
      beast::error_code ignored;
      self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    });
  }

  Server::Impl& server_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_{64 << 10};
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> message_;
  bool keep_alive_ = false;
  bool head_only_ = false;
  bool handed_over_ = false;
};

}  // namespace

void serve(Server::Impl& server, tcp::socket socket) {
  std::make_shared<Connection>(server, std::move(socket))->read();
}

}  // namespace mizan::api
