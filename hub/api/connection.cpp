#include <fmt/format.h>

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <optional>

#include "api/subscriber.hpp"

namespace mizan::api {
namespace {

namespace http = boost::beast::http;

constexpr auto kIdle = std::chrono::seconds(30);
constexpr std::uint32_t kMostHeader = 8 << 10;
constexpr std::uint64_t kMostBody = 1 << 10;  // a GET has none; this is what is read before it is refused

// Its lines but for those that depend on the body, and the empty one.
std::string head_of(const Response& response, bool keep_alive) {
  auto head = fmt::format(
      "HTTP/1.1 {} {}\r\nCache-Control: {}\r\nX-Content-Type-Options: nosniff\r\n", response.status,
      std::string_view(http::obsolete_reason(http::int_to_status(response.status))), response.cache);
  if (!response.type.empty()) head += fmt::format("Content-Type: {}\r\n", response.type);
  if (!response.etag.empty()) head += fmt::format("ETag: \"{}\"\r\n", response.etag);
  if (!keep_alive) head += "Connection: close\r\n";
  return head;
}

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Server::Impl& server, std::unique_ptr<Stream> stream)
      : server_(server), stream_(std::move(stream)) {
    ++server_.connections;
  }
  ~Connection() {
    if (stream_) --server_.connections;
  }

  /// The next request, which has its time as a whole.
  void read() {
    parser_.emplace();
    parser_->header_limit(kMostHeader);
    parser_->body_limit(kMostBody);
    parser_->eager(true);
    stream_->expire_after(kIdle);
    parse();
  }

 private:
  void parse() {
    boost::system::error_code error;
    unread_.erase(0, parser_->put({unread_.data(), unread_.size()}, error));
    if (error == http::error::header_limit || error == http::error::body_limit) return refuse_size();
    if (error && error != http::error::need_more) return;
    parser_->is_done() ? take() : hear();
  }

  // Where the next request would begin is not known.
  void refuse_size() {
    keep_alive_ = false;
    reply(problem(413, "Too large", "the request is larger than the API takes"));
  }

  void hear() {
    stream_->read([self = shared_from_this()](std::string_view bytes) {
      if (bytes.empty()) return;
      self->unread_ += bytes;
      self->parse();
    });
  }

  void take() {
    stream_->never_expire();
    const auto& message = parser_->get();
    keep_alive_ = message.keep_alive();
    if (message.method() != http::verb::get && message.method() != http::verb::head)
      return reply(problem(405, "Method not allowed", "the API answers GET"));
    head_only_ = message.method() == http::verb::head;
    auto request = parse_target({message.target().data(), message.target().size()});
    if (!request) return reply(problem_of(request.error()));
    if (const auto id = message.find("Last-Event-ID"); id != message.end())
      request->last_event_id.assign(id->value().data(), id->value().size());
    if (const auto held = message.find("If-None-Match"); held != message.end())
      request->if_none_match.assign(held->value().data(), held->value().size());
    const bool feed = request->path.size() == 2 && request->path[0] == "v1" && request->path[1] == "feed";
    feed ? subscribe(*request) : answer(std::move(*request));
  }

  void subscribe(const Request& request) {
    // "Now" is what the store holds, whatever the latest wake-up was.
    if (const auto fresh = server_.feed.refresh(); !fresh) return reply(problem_of(fresh.error()));
    auto subscription = subscription_of(request, server_.feed);
    if (!subscription) return reply(problem_of(subscription.error()));
    if (head_only_) return reply_head_of_feed();
    std::make_shared<Subscriber>(server_, std::move(stream_), std::move(*subscription))->start();
  }

  // A stream has no length.
  void reply_head_of_feed() {
    keep_alive_ = false;
    send(head_of({200, "text/event-stream"}, keep_alive_) + "\r\n");
  }

  void answer(Request request) {
    server_.network->answer([self = shared_from_this(), request = std::move(request)] {
      auto response = self->server_.routes.handle(request);
      self->server_.network->post([self, response = std::move(response)] { self->reply(response); });
    });
  }

  void reply(const Response& response) {
    auto bytes = head_of(response, keep_alive_);
    // Of what is unchanged the length is not that of the body, which is not there.
    if (response.status != 304) bytes += fmt::format("Content-Length: {}\r\n", response.body.size());
    bytes += "\r\n";
    if (!head_only_) bytes += response.body;
    send(std::move(bytes));
  }

  void send(std::string bytes) {
    stream_->expire_after(kIdle);
    stream_->write(std::move(bytes), [self = shared_from_this()](bool whole) {
      whole && self->keep_alive_ ? self->read() : self->stream_->finish();
    });
  }

  Server::Impl& server_;
  std::unique_ptr<Stream> stream_;  // none: a subscriber has taken it over
  std::string unread_;
  std::optional<http::request_parser<http::string_body>> parser_;
  bool keep_alive_ = false;
  bool head_only_ = false;
};

}  // namespace

void serve(Server::Impl& server, std::unique_ptr<Stream> stream) {
  std::make_shared<Connection>(server, std::move(stream))->read();
}

}  // namespace mizan::api
