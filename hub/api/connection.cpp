#include <fmt/format.h>

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <optional>

#include "api/feed_poll.hpp"
#include "api/subscriber.hpp"
#include "api/websocket_request.hpp"

namespace mizan::api {
namespace {

namespace http = boost::beast::http;

constexpr std::uint32_t kMostHeader = 8 << 10;
// Whoever sends a request for somebody else says so by one of these.
constexpr const char* kForwarding[] = {"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP",
                                       "Via"};
constexpr std::uint64_t kMostBody = 1 << 10;  // a GET has none; this is what is read before it is refused

// Its lines but for those that depend on the body, and the empty one.
std::string head_of(const Response& response, bool keep_alive) {
  auto head = fmt::format("HTTP/1.1 {} {}\r\nCache-Control: {}\r\n{}", response.status,
                          std::string_view(http::obsolete_reason(http::int_to_status(response.status))),
                          response.cache, security_headers(response.style_source));
  if (!response.type.empty()) head += fmt::format("Content-Type: {}\r\n", response.type);
  if (response.retry_after != 0) head += fmt::format("Retry-After: {}\r\n", response.retry_after);
  if (!response.challenge.empty()) head += fmt::format("WWW-Authenticate: {}\r\n", response.challenge);
  if (!response.etag.empty())
    head += fmt::format("ETag: {}\"{}\"\r\n", response.same_bytes ? "" : "W/", response.etag);
  if (!response.encoding.empty()) head += fmt::format("Content-Encoding: {}\r\n", response.encoding);
  if (response.varies) head += "Vary: Accept-Encoding, Authorization\r\n";
  if (response.status == 426) head += "Sec-WebSocket-Version: 13\r\n";
  if (response.status == 405) head += "Allow: GET, HEAD\r\n";
  if (!response.next.empty()) head += fmt::format("Link: <{}>; rel=\"next\"\r\n", response.next);
  if (!keep_alive) head += "Connection: close\r\n";
  return head;
}

// Every line ends in CR LF and goes on in no other, so that whoever reads it on its way reads the same lines.
bool is_plain_head(std::string_view head) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    const char next = i + 1 < head.size() ? head[i + 1] : '\r';
    if (head[i] == '\0' || (head[i] == '\r' && next != '\n')) return false;
    if (head[i] == '\n' && (i == 0 || head[i - 1] != '\r' || next == ' ' || next == '\t')) return false;
  }
  return true;
}

// One request more whose answer is not written yet.
class Answering {
 public:
  explicit Answering(std::size_t& count) : count_(count) { ++count_; }
  ~Answering() { --count_; }
  Answering(const Answering&) = delete;
  Answering& operator=(const Answering&) = delete;

 private:
  std::size_t& count_;
};

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
    stream_->expire_after(patience());
    parse();
  }

 private:
  std::chrono::seconds patience() const { return std::chrono::seconds(server_.options.request_seconds); }

  void parse() {
    const auto end = parser_->is_header_done() ? std::string::npos : unread_.find("\r\n\r\n");
    if (end != std::string::npos && !is_plain_head({unread_.data(), end + 4})) return refuse_form();
    boost::system::error_code error;
    unread_.erase(0, parser_->put({unread_.data(), unread_.size()}, error));
    if (error == http::error::header_limit || error == http::error::body_limit) return refuse_size();
    if (error && error != http::error::need_more) return refuse_form();
    parser_->is_done() ? take() : hear();
  }

  // Nor is it then, and what may stand behind is not read.
  void refuse_form() {
    keep_alive_ = false;
    reply(problem(400, "Bad request", "this is no request in the form of HTTP/1.1"));
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
    answering_.emplace(server_.answering);
    const auto& message = parser_->get();
    keep_alive_ = message.keep_alive();
    if (message.method() != http::verb::get && message.method() != http::verb::head) {
      keep_alive_ = false;
      return reply(problem(405, "Method not allowed", "the API answers GET"));
    }
    if (!is_unambiguous(message)) return refuse_form();
    head_only_ = message.method() == http::verb::head;
    auto request = parse_target({message.target().data(), message.target().size()});
    if (!request) return reply(problem_of(request.error()));
    if (const auto id = message.find("Last-Event-ID"); id != message.end())
      request->last_event_id.assign(id->value().data(), id->value().size());
    if (const auto held = message.find("If-None-Match"); held != message.end())
      request->if_none_match.assign(held->value().data(), held->value().size());
    if (const auto takes = message.find("Accept"); takes != message.end())
      request->accept.assign(takes->value().data(), takes->value().size());
    if (const auto takes = message.find("Accept-Encoding"); takes != message.end())
      request->accept_encoding.assign(takes->value().data(), takes->value().size());
    request->from = presented();
    if (!is_of_feed(*request)) return answer(std::move(*request));
    offer_.reset();
    if (!asks_for_websocket(message) || head_only_ || is_page(*request))
      return ask_for_feed(std::move(*request));
    auto offer = websocket_offer(message, server_.options.origins);
    if (!offer) return reply(offer.error());
    offer_ = std::move(*offer);
    ask_for_feed(std::move(*request));
  }

  // /v1/feed, and its pages /v1/feed/events.
  static bool is_of_feed(const Request& request) {
    const auto& path = request.path;
    return path.size() >= 2 && path[0] == "v1" && path[1] == "feed" &&
           (path.size() == 2 || (path.size() == 3 && path[2] == "events"));
  }
  static bool is_page(const Request& request) { return request.path.size() == 3; }

  // A body has no meaning here, and what two readers could take for different things has none either.
  static bool is_unambiguous(const http::request<http::string_body>& message) {
    const auto length = message.find(http::field::content_length);
    const bool bodiless = message.count(http::field::transfer_encoding) == 0 &&
                          message.count(http::field::content_length) <= 1 &&
                          (length == message.end() || length->value() == "0");
    const bool has_host = message.count(http::field::host) == 1 || message.version() == 10;
    return bodiless && has_host && message.count(http::field::host) <= 1 &&
           message.count(http::field::authorization) <= 1;
  }

  // What the request says of who sends it.
  access::Presented presented() const {
    const auto& message = parser_->get();
    const auto text = [&](std::string_view name) {
      const auto found = message.find({name.data(), name.size()});
      return found == message.end() ? std::string()
                                    : std::string(found->value().data(), found->value().size());
    };
    access::Presented from{text("Authorization"), stream_->is_from_loopback()};
    from.host = text("Host");
    from.address = stream_->address();
    from.certificate = stream_->certificate();
    for (const auto* name : kForwarding) from.forwarded = from.forwarded || message.count(name) != 0;
    return from;
  }

  void ask_for_feed(Request request) {
    server_.network->answer([self = shared_from_this(), request = std::move(request)] {
      auto admission = self->server_.routes.admit(request);
      self->server_.network->post([self, request, admission = std::move(admission)] {
        admission ? self->subscribe(request, *admission) : self->reply(admission.error());
      });
    });
  }

  void subscribe(const Request& request, const Admission& admission) {
    // "Now" is what the store holds, whatever the latest wake-up was.
    if (const auto fresh = server_.feed.refresh(); !fresh) return reply(problem_of(fresh.error()));
    auto subscription = subscription_of(request, admission.decision.grant, server_.feed, server_.hub,
                                        is_page(request) ? poll_parameters() : std::set<std::string>());
    if (!subscription) return reply(problem_of(subscription.error()));
    if (is_page(request)) return poll(request, std::move(*subscription), admission);
    if (head_only_) return reply_head_of_feed();
    subscription->likeness = server_.likeness.number_of(request, admission);
    if (server_.draining) return reply_come_again();
    auto transport = offer_ ? websocket(*offer_) : server_sent_events();
    std::make_shared<Subscriber>(server_, std::move(stream_), std::move(transport), std::move(*subscription),
                                 admission)
        ->start(unread_);
    answering_.reset();
  }

  void reply_come_again() {
    auto response = problem(503, "Service unavailable", "the hub stops; come again with the cursor");
    response.retry_after = 1;
    reply(response);
  }

  void poll(const Request& request, Subscription subscription, const Admission& admission) {
    auto wish = poll_wish_of(request, subscription);
    if (!wish) return reply(problem_of(wish.error()));
    std::make_shared<FeedPoll>(server_, request, std::move(subscription), *wish, admission,
                               [self = shared_from_this()](const Response& page) { self->reply(page); })
        ->start();
  }

  // A stream has no length.
  void reply_head_of_feed() {
    keep_alive_ = false;
    send(head_of({200, "text/event-stream"}, keep_alive_) + "\r\n");
  }

  void answer(Request request) {
    server_.network->answer([self = shared_from_this(), request = std::move(request)] {
      auto response = answer_of(self->server_.options.watch, self->server_.routes, request);
      self->server_.network->post([self, response = std::move(response)] { self->reply(response); });
    });
  }

  void reply(const Response& response) {
    keep_alive_ = keep_alive_ && !server_.draining;
    auto bytes = head_of(response, keep_alive_);
    if (server_.tls) bytes += kOnlyTls;
    // Of what is unchanged the length is not that of the body, which is not there.
    if (response.status != 304) bytes += fmt::format("Content-Length: {}\r\n", response.body.size());
    bytes += "\r\n";
    if (!head_only_) bytes += response.body;
    send(std::move(bytes));
  }

  void send(std::string bytes) {
    stream_->expire_after(patience());
    stream_->write(std::move(bytes), [self = shared_from_this()](bool whole) {
      self->answering_.reset();
      whole && self->keep_alive_ ? self->read() : self->stream_->finish();
    });
  }

  Server::Impl& server_;
  std::unique_ptr<Stream> stream_;  // none: a subscriber has taken it over
  std::string unread_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<Answering> answering_;
  std::optional<WebSocketOffer> offer_;  // it wants to become a WebSocket
  bool keep_alive_ = false;
  bool head_only_ = false;
};

}  // namespace

void serve(Server::Impl& server, std::unique_ptr<Stream> stream) {
  std::make_shared<Connection>(server, std::move(stream))->read();
}

}  // namespace mizan::api
