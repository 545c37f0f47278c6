#pragma once
// Private to this folder: one connection that follows the feed.
#include <memory>
#include <optional>
#include <string>

#include "api/feed_snapshot.hpp"
#include "api/paced_feed.hpp"
#include "api/server_impl.hpp"
#include "api/subscription.hpp"
#include "api/transport.hpp"

namespace mizan::api {

/// Writes events as fast as the other side takes them, one write at a time; what it has not taken yet stays
/// in the store, so a slow one costs no memory but that write's. One that takes nothing for a minute, as the
/// hub's beats count it, is closed and may come back with its cursor.
class Subscriber : public std::enable_shared_from_this<Subscriber> {
 public:
  Subscriber(Server::Impl& server, std::unique_ptr<Stream> stream, std::unique_ptr<Transport> transport,
             Subscription subscription, Admission admission)
      : server_(server),
        stream_(std::move(stream)),
        transport_(std::move(transport)),
        subscription_(std::move(subscription)),
        admission_(std::move(admission)) {
    if (subscription_.pace.any())
      paced_.emplace(subscription_.pace, subscription_.filter, subscription_.position, subscription_.settled);
  }

  /// Writes the response's head and begins. `early`: what the other side has said behind its request.
  void start(std::string_view early);
  /// Writes what there is, unless a write is on its way.
  void pump();
  /// The same but for events that others too are told alike: these bytes it gives back, and they are to be
  /// written by write_now() and wrote(). Null: there are none.
  std::shared_ptr<const std::string> pump_but_for_alike();
  /// How much of it went out at once. From any thread, while the network's waits for it.
  std::size_t write_now(const std::string& bytes) { return stream_->write_now(bytes); }
  /// So much of them went out: the rest is still to be written.
  void wrote(std::shared_ptr<const std::string> bytes, std::size_t gone);
  void beat();
  void close();
  /// The hub stops: what was written is still delivered, and the other side told that nothing more comes.
  void end();
  /// Everything up to here was given to it, or is on its way.
  std::int64_t position() const { return paced_ ? paced_->position() : subscription_.position; }
  /// Nothing is on its way, and there is nothing that it could be given now.
  bool has_all() const;
  /// What let it in. From any thread.
  const Admission& admission() const { return admission_; }

 private:
  void write(std::string bytes) { write(std::make_shared<const std::string>(std::move(bytes))); }
  void write(std::shared_ptr<const std::string> bytes);
  std::shared_ptr<const std::string> next_events();
  bool has_more() const;
  void watch();
  void hear(std::string_view bytes);
  void say_goodbye();
  void next_snapshot_part();
  void end_snapshot();
  void pump_paced();
  void begin_again();
  void give_up(const base::Error& error);
  std::string begin_snapshot(std::string_view reason);

  Server::Impl& server_;
  FeedSnapshot snapshot() const;
  std::string cursor() const { return server_.feed.cursor_at(subscription_.position); }

  std::unique_ptr<Stream> stream_;
  std::unique_ptr<Transport> transport_;
  Subscription subscription_;
  const Admission admission_;
  std::optional<PacedFeed> paced_;  // it wants to be told less often, or not of little
  std::string answer_;              // what it is to be said next
  bool writing_ = false;
  bool sending_ = false;  // of that: it is for the other side to take
  int beats_ = 0;         // since that began
  bool over_ = false;     // nothing is said behind `answer_`
  bool closed_ = false;
  std::optional<std::size_t> snapshot_at_;  // the definition whose values come next
};

}  // namespace mizan::api
