#include "api/feed_poll.hpp"

#include <fmt/format.h>

#include <utility>

#include "api/parameters.hpp"

namespace mizan::api {
namespace {

constexpr std::int64_t kMostEvents = 1'000;
constexpr std::int64_t kLongestWait = 60;
constexpr std::size_t kMostBytes = 1 << 20;
constexpr std::string_view kBatchType = "application/cloudevents-batch+json";

}  // namespace

std::set<std::string> poll_parameters() {
  return {"limit", "wait", "format"};
}

base::Result<PollWish> poll_wish_of(const Request& request, const Subscription& subscription) {
  if (subscription.pace.any() || subscription.settled >= 0)
    return base::Error{base::Code::kData,
                       "a page of the feed has all events: min_change, quiet and cursors that were given for "
                       "them are for /v1/feed"};
  PollWish wish;
  MIZAN_ASSIGN(const auto limit, number_in(request, "limit", {1, kMostEvents}, 100));
  MIZAN_ASSIGN(const auto wait, number_in(request, "wait", {0, kLongestWait}, 0));
  wish.limit = static_cast<std::size_t>(limit);
  wish.wait = std::chrono::seconds(wait);
  const auto format = request.get("format");
  if (!format.empty() && format != "json" && format != "batch")
    return base::Error{base::Code::kData, "format is json or batch"};
  wish.batch = format == "batch" || (format.empty() && request.accept.find(kBatchType) != std::string::npos);
  return wish;
}

void FeedPoll::start() {
  if (!subscription_.snapshot_reason.empty()) {
    begin_snapshot(subscription_.snapshot_reason);
    return add_snapshot_part();
  }
  if (subscription_.snapshot_part) return add_snapshot_part();
  pump();
  if (!reply_ || wish_.wait.count() == 0) return reply();
  server_.polls.insert(shared_from_this());
  server_.network->later(wish_.wait, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->reply();
  });
}

void FeedPoll::pump() {
  if (!reply_) return;
  const auto found = read();
  if (!found) return give_up(found.error());
  if (*found) reply();
}

// Passes what is not wanted by. True: there is something.
base::Result<bool> FeedPoll::read() {
  auto& position = subscription_.position;
  while (position < server_.feed.head()) {
    MIZAN_ASSIGN(const auto chunk, server_.feed.after(position, subscription_.filter, as_json_list(),
                                                      {kMostBytes, wish_.limit}));
    if (chunk.position == position) return false;
    position = chunk.position;
    events_ = chunk.bytes;
    if (chunk.loaded) return begin_snapshot("loaded");
    if (!events_.empty()) return true;
  }
  return false;
}

// Its values are on the pages that follow, or on this one.
bool FeedPoll::begin_snapshot(std::string_view reason) {
  snapshot().add_begin(events_, reason);
  subscription_.snapshot_part = 0;
  return true;
}

void FeedPoll::add_snapshot_part() {
  server_.network->answer([self = shared_from_this(), snapshot = snapshot()] {
    std::string events = self->events_;
    snapshot.add_part(events, *self->subscription_.snapshot_part);
    self->server_.network->post([self, events = std::move(events)]() mutable {
      self->events_ = std::move(events);
      self->finish_snapshot_part();
    });
  });
}

void FeedPoll::finish_snapshot_part() {
  auto& part = subscription_.snapshot_part;
  if (++*part >= snapshot_parts(server_.hub)) {
    part.reset();
    snapshot().add_end(events_, next());
  }
  reply();
}

// What comes next is no longer kept: all values as they are now.
void FeedPoll::give_up(const base::Error& error) {
  if (error.code != base::Code::kCheckpoint) return answer(problem_of(error));
  subscription_.position = server_.feed.head();
  begin_snapshot("too_old");
  reply();
}

FeedSnapshot FeedPoll::snapshot() const {
  return {server_.hub, subscription_.filter, as_json_list(), server_.feed.cursor_at(subscription_.position)};
}

std::string FeedPoll::next() const {
  publish::Cursor cursor{server_.feed.epochs().of_event(subscription_.position), subscription_.position};
  if (subscription_.snapshot_part)
    cursor.snapshot = {static_cast<std::uint16_t>(*subscription_.snapshot_part),
                       mark_of_definitions(server_.hub)};
  return publish::encode_cursor(cursor);
}

// The same wishes, from there on.
std::string FeedPoll::address_of_next() const {
  auto request = request_;
  request.query.erase("from");
  return target_after(request, next());
}

void FeedPoll::reply() {
  if (!reply_) return;
  const bool end = !subscription_.snapshot_part && subscription_.position >= server_.feed.head();
  Response response;
  response.next = address_of_next();
  if (wish_.batch) {
    response.type = kBatchType;
    response.body = "[" + events_ + "]";
  } else {
    response.body = fmt::format("{{\"events\":[{}],\"next\":\"{}\",\"end\":{}}}", events_, next(), end);
  }
  answer(response);
}

void FeedPoll::dismiss() {
  answer(problem(401, "Unauthorized", "what let you in no longer holds"));
}

void FeedPoll::answer(const Response& response) {
  if (!reply_) return;
  std::exchange(reply_, {})(response);
  server_.polls.erase(shared_from_this());
}

}  // namespace mizan::api
