#include "api/subscriber.hpp"

#include <algorithm>
#include <chrono>

#include "api/parameters.hpp"
#include "base/text.hpp"
#include "publish/cloud_event.hpp"
#include "publish/sse.hpp"

namespace mizan::api {
namespace {

constexpr std::size_t kChunk = 256 << 10;
constexpr auto kPatience = std::chrono::seconds(60);

constexpr std::string_view kHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n"
    "X-Accel-Buffering: no\r\n";

std::vector<std::string> list_of(const std::string& text) {
  std::vector<std::string> list;
  if (text.empty()) return list;
  for (const auto part : base::split(text, ',')) list.emplace_back(part);
  return list;
}

// Cases are told of to who asks for them alone.
base::Result<std::vector<std::string>> due_words_of(const std::string& text) {
  const std::vector<std::string> all = {"approaching", "passed", "missing"};
  if (text.empty() || text == "false") return std::vector<std::string>();
  if (text == "true") return all;
  auto words = list_of(text);
  for (const auto& word : words) {
    if (std::find(all.begin(), all.end(), word) == all.end())
      return base::Error{base::Code::kData,
                         "due is true, false, or some of approaching, passed and missing, by commas"};
  }
  return words;
}

// Who asks for some values alone is told of releases if it asks for them too.
base::Result<FeedFilter> filter_of(const Request& request) {
  FeedFilter filter{list_of(request.get("kpi")), list_of(request.get("province"))};
  filter.releases = filter.kpis.empty() && filter.provinces.empty();
  filter.districts = list_of(request.get("district"));
  if (!filter.districts.empty()) filter.releases = false;
  MIZAN_ASSIGN(filter.due, due_words_of(request.get("due")));
  const auto asked = request.get("releases");
  if (asked.empty()) return filter;
  if (asked != "true" && asked != "false") return base::Error{base::Code::kData, "releases is true or false"};
  filter.releases = asked == "true";
  return filter;
}

// The values of one definition as snapshot events. They carry no id: who is cut off half-way keeps the cursor
// it had, and gets the snapshot again.
std::string snapshot_frames(const HubView& hub, std::size_t definition, const FeedFilter& filter) {
  std::string frames;
  const std::shared_lock lock(hub.engine_lock);
  const auto now = hub.clock.now();
  for (const auto& result :
       hub.engine.all_values_of(definition, hub.published, base::karachi_day(now), now)) {
    if (filter.wants(publish::event_subject(result)))
      frames += publish::sse_event(
          "", publish::kSnapshotType,
          publish::with_id(publish::snapshot_body(result), "snapshot:" + publish::event_subject(result)));
  }
  return frames;
}

}  // namespace

base::Result<Subscription> subscription_of(const Request& request, const access::Grant& grant,
                                           const Feed& feed) {
  MIZAN_TRY(only(request, {"from", "kpi", "province", "district", "due", "releases", "min_change", "quiet"}));
  Subscription subscription;
  MIZAN_ASSIGN(subscription.filter, filter_of(request));
  subscription.filter.grant = std::make_shared<access::Grant>(grant);
  MIZAN_ASSIGN(subscription.pace, pace_of(request));
  subscription.position = feed.head();
  const auto from = request.last_event_id.empty() ? request.get("from") : request.last_event_id;
  if (from.empty() || from == "now") {
    subscription.from_now = true;
    return subscription;
  }
  if (from == "snapshot") {
    subscription.snapshot_reason = "requested";
    return subscription;
  }
  if (from == "start") {
    subscription.position = feed.start();
    return subscription;
  }
  MIZAN_ASSIGN(const auto cursor, publish::decode_cursor(from));
  // Of another store, or of a future that a restore took away: never silently from somewhere else.
  if (!feed.knows(cursor)) {
    subscription.snapshot_reason = "unknown_cursor";
  } else if (!feed.has_all_after(cursor.settled < 0 ? cursor.position : cursor.settled)) {
    subscription.snapshot_reason = "too_old";
  } else {
    subscription.position = cursor.position;
    subscription.settled = cursor.settled;
  }
  return subscription;
}

void Subscriber::start() {
  server_.subscribers.insert(shared_from_this());
  std::string head(kHead);
  head += security_headers();
  if (server_.tls) head += kOnlyTls;
  head += "\r\n";
  if (subscription_.from_now) head += publish::sse_position(server_.feed.cursor_at(subscription_.position));
  if (!subscription_.snapshot_reason.empty()) head += begin_snapshot(subscription_.snapshot_reason);
  watch();
  write(std::move(head));
}

std::string Subscriber::begin_snapshot(std::string_view reason) {
  snapshot_at_ = 0;
  return publish::sse_event("", "org.mizan.feed.snapshot.begin.v1",
                            "{\"reason\":\"" + std::string(reason) + "\"}");
}

// Anything that the other side says after its request is ignored; that it leaves is noticed.
void Subscriber::watch() {
  stream_->read(
      [self = shared_from_this()](std::string_view heard) { heard.empty() ? self->close() : self->watch(); });
}

void Subscriber::write(std::string bytes) {
  writing_ = true;
  stream_->expire_after(kPatience);
  stream_->write(std::move(bytes), [self = shared_from_this()](bool whole) {
    self->writing_ = false;
    self->stream_->never_expire();
    whole ? self->pump() : self->close();
  });
}

void Subscriber::next_snapshot_part() {
  const auto at = *snapshot_at_;
  if (at == server_.hub.engine.definitions().size()) {
    snapshot_at_.reset();
    return end_snapshot();
  }
  ++*snapshot_at_;
  writing_ = true;  // until the frames are there
  server_.network->answer([self = shared_from_this(), at] {
    auto frames = snapshot_frames(self->server_.hub, at, self->subscription_.filter);
    self->server_.network->post([self, frames = std::move(frames)]() mutable {
      self->writing_ = false;
      if (self->closed_) return;
      frames.empty() ? self->pump() : self->write(std::move(frames));
    });
  });
}

// Its values are of several moments. Whoever wants not to be told of little must know what they were told, so
// what changed meanwhile is told too before the snapshot ends.
void Subscriber::end_snapshot() {
  std::string frames;
  auto cursor = server_.feed.cursor_at(subscription_.position);
  if (paced_) {
    if (const auto fresh = server_.feed.refresh(); !fresh) return give_up(fresh.error());
    auto meanwhile = paced_->settle_to(server_.feed, server_.feed.head());
    if (!meanwhile) return give_up(meanwhile.error());
    frames = std::move(*meanwhile);
    cursor = paced_->cursor(server_.feed);
  }
  write(frames + publish::sse_event(cursor, "org.mizan.feed.snapshot.end.v1", "{}"));
}

// What it has not taken yet is no longer kept: all values as they are now, and the feed from here.
void Subscriber::begin_again() {
  subscription_.position = server_.feed.head();
  if (paced_)
    paced_.emplace(subscription_.pace, subscription_.filter, subscription_.position, subscription_.position);
  write(begin_snapshot("too_old"));
}

void Subscriber::give_up(const base::Error& error) {
  if (error.code == base::Code::kCheckpoint) return begin_again();
  server_.log("the feed cannot be read: " + error.message);
  close();
}

// A quiet period is told as a whole, so first all that happened before now must be in the outbox: what the
// pipeline is about to commit may bear an earlier moment. It has the engine for itself until then.
void Subscriber::pump_paced() {
  const auto now = server_.hub.clock.now();
  if (subscription_.pace.holds()) {
    const std::shared_lock lock(server_.hub.engine_lock, std::try_to_lock);
    if (!lock) return;  // there will be a wake-up, or a beat
    if (const auto fresh = server_.feed.refresh(); !fresh) return give_up(fresh.error());
  }
  auto chunk = paced_->next(server_.feed, now);
  if (!chunk) return give_up(chunk.error());
  if (chunk->loaded) chunk->bytes += begin_snapshot("loaded");
  if (!chunk->bytes.empty()) return write(std::move(chunk->bytes));
  // Others have their turn between.
  if (chunk->more) server_.network->post([self = shared_from_this()] { self->pump(); });
}

void Subscriber::pump() {
  if (writing_ || closed_) return;
  if (snapshot_at_) return next_snapshot_part();
  if (paced_) return pump_paced();
  while (subscription_.position < server_.feed.head()) {
    auto chunk = server_.feed.after(subscription_.position, subscription_.filter, kChunk);
    if (!chunk) return give_up(chunk.error());
    if (chunk->position == subscription_.position) return;
    subscription_.position = chunk->position;
    if (chunk->loaded) chunk->bytes += begin_snapshot("loaded");
    if (!chunk->bytes.empty()) return write(std::move(chunk->bytes));
  }
}

void Subscriber::beat() {
  if (!writing_ && !closed_) write(std::string(publish::sse_heartbeat()));
}

void Subscriber::close() {
  if (closed_) return;
  closed_ = true;
  stream_->close();
  --server_.connections;
  server_.subscribers.erase(shared_from_this());
}

}  // namespace mizan::api
