#include "api/subscriber.hpp"

#include <chrono>
#include <utility>

namespace mizan::api {
namespace {

// Many events a write; and what a slow subscriber holds.
constexpr std::size_t kChunk = 64 << 10;
constexpr auto kPatience = std::chrono::seconds(60);
constexpr auto kPatienceForGoodbyes = std::chrono::seconds(2);

}  // namespace

void Subscriber::start(std::string_view early) {
  server_.subscribers.insert(shared_from_this());
  auto head = transport_->head();
  head += security_headers();
  if (server_.tls) head += kOnlyTls;
  head += "\r\n";
  if (subscription_.from_now) transport_->framing().add_position(head, cursor(), server_.hub.clock.now());
  if (!subscription_.snapshot_reason.empty()) head += begin_snapshot(subscription_.snapshot_reason);
  if (subscription_.snapshot_part) snapshot_at_ = subscription_.snapshot_part;
  write(std::move(head));
  hear(early);
  watch();
}

FeedSnapshot Subscriber::snapshot() const {
  return {server_.hub, subscription_.filter, transport_->framing(), cursor()};
}

std::string Subscriber::begin_snapshot(std::string_view reason) {
  snapshot_at_ = 0;
  std::string begin;
  snapshot().add_begin(begin, reason);
  return begin;
}

// That the other side leaves is noticed too.
void Subscriber::watch() {
  stream_->read([self = shared_from_this()](std::string_view heard) {
    if (heard.empty()) return self->close();
    self->hear(heard);
    if (!self->closed_) self->watch();
  });
}

// Whoever says more than it takes has what was not said yet replaced.
void Subscriber::hear(std::string_view bytes) {
  if (over_ || bytes.empty()) return;
  auto heard = transport_->hear(bytes);
  if (!heard.answer.empty()) answer_ = std::move(heard.answer);
  over_ = heard.over;
  if (!answer_.empty() || over_) pump();
}

// The other side closes when it has heard it, or is closed.
void Subscriber::say_goodbye() {
  if (writing_ || closed_) return;
  writing_ = true;
  stream_->expire_after(kPatienceForGoodbyes);
  stream_->finish();
}

// Most of it goes out at once, for nearly all subscribers are waiting for it.
void Subscriber::write(std::shared_ptr<const std::string> bytes) {
  const auto gone = write_now(*bytes);
  wrote(std::move(bytes), gone);
}

void Subscriber::wrote(std::shared_ptr<const std::string> bytes, std::size_t gone) {
  if (gone == bytes->size()) {
    // Others have their turn between.
    if (has_more()) server_.pump_later(shared_from_this());
    return;
  }
  writing_ = sending_ = true;
  beats_ = 0;
  const auto sent = [self = shared_from_this()](bool whole) {
    self->writing_ = self->sending_ = false;
    whole ? self->pump() : self->close();
  };
  stream_->write(std::move(bytes), sent, gone);
}

bool Subscriber::has_more() const {
  return paced_ || over_ || snapshot_at_ || !answer_.empty() || subscription_.position < server_.feed.head();
}

void Subscriber::next_snapshot_part() {
  const auto at = *snapshot_at_;
  if (at >= snapshot_parts(server_.hub)) {
    snapshot_at_.reset();
    return end_snapshot();
  }
  ++*snapshot_at_;
  writing_ = true;  // until the frames are there
  server_.network->answer([self = shared_from_this(), at, snapshot = snapshot()] {
    std::string events;
    snapshot.add_part(events, at);
    self->server_.network->post([self, events = std::move(events)]() mutable {
      self->writing_ = false;
      if (self->closed_) return;
      events.empty() ? self->pump() : self->write(std::move(events));
    });
  });
}

// Its values are of several moments. Whoever wants not to be told of little must know what they were told, so
// what changed meanwhile is told too before the snapshot ends.
void Subscriber::end_snapshot() {
  std::string events;
  auto end = cursor();
  if (paced_) {
    if (const auto fresh = server_.feed.refresh(); !fresh) return give_up(fresh.error());
    auto meanwhile = paced_->settle_to(server_.feed, server_.feed.head(), transport_->framing());
    if (!meanwhile) return give_up(meanwhile.error());
    events = std::move(*meanwhile);
    end = paced_->cursor(server_.feed);
  }
  snapshot().add_end(events, end);
  write(std::move(events));
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
  auto chunk = paced_->next(server_.feed, now, transport_->framing());
  if (!chunk) return give_up(chunk.error());
  if (chunk->loaded) chunk->bytes += begin_snapshot("loaded");
  if (!chunk->bytes.empty()) return write(std::move(chunk->bytes));
  // Others have their turn between.
  if (chunk->more) server_.pump_later(shared_from_this());
}

void Subscriber::pump() {
  if (auto bytes = pump_but_for_alike()) write(std::move(bytes));
}

std::shared_ptr<const std::string> Subscriber::pump_but_for_alike() {
  if (writing_ || closed_) return nullptr;
  if (answer_.empty() && !over_ && !snapshot_at_ && !paced_) return next_events();
  if (!answer_.empty()) {
    write(std::exchange(answer_, {}));
  } else if (over_) {
    say_goodbye();
  } else if (snapshot_at_) {
    next_snapshot_part();
  } else {
    pump_paced();
  }
  return nullptr;
}

std::shared_ptr<const std::string> Subscriber::next_events() {
  while (subscription_.position < server_.feed.head()) {
    auto piece = server_.pieces.after(subscription_.position, subscription_.likeness, subscription_.filter,
                                      transport_->framing(), {kChunk});
    if (!piece) return give_up(piece.error()), nullptr;
    if (piece->position == subscription_.position) return nullptr;
    subscription_.position = piece->position;
    if (piece->loaded) return write(*piece->bytes + begin_snapshot("loaded")), nullptr;
    if (!piece->bytes->empty()) return std::move(piece->bytes);
  }
  return nullptr;
}

void Subscriber::beat() {
  // No timer for each write: there are a great many, and nearly all are over at once.
  if (sending_ && ++beats_ * std::chrono::seconds(server_.options.heartbeat_seconds) > kPatience)
    return close();
  if (writing_ || closed_ || over_) return;
  auto words = transport_->beat();
  words ? write(std::move(*words)) : close();
}

bool Subscriber::has_all() const {
  if (writing_ || snapshot_at_) return false;
  // What is held back for a quiet period is given to it after it has come again.
  return paced_ || subscription_.position >= server_.feed.head();
}

void Subscriber::end() {
  if (closed_ || over_) return;
  answer_ = transport_->farewell();
  over_ = true;
  pump();
}

void Subscriber::close() {
  if (closed_) return;
  closed_ = true;
  stream_->close();
  --server_.connections;
  server_.subscribers.erase(shared_from_this());
}

}  // namespace mizan::api
