#pragma once
// Private to this folder: the feed for who asks again and again.
#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "api/feed_snapshot.hpp"
#include "api/server_impl.hpp"
#include "api/subscription.hpp"

namespace mizan::api {

/// How somebody wants a page of the feed.
struct PollWish {
  std::size_t limit = 100;       ///< events
  std::chrono::seconds wait{0};  ///< so long for the first, where there is none yet
  bool batch = false;            ///< the events alone, application/cloudevents-batch+json
};

/// Parameters that a page takes beside those of the feed.
std::set<std::string> poll_parameters();
/// kData: a limit, a time or a format that is none; a pace, which a page has not.
base::Result<PollWish> poll_wish_of(const Request& request, const Subscription& subscription);

/// One page of the feed: the same events in the same order as everybody is sent, and the cursor behind them.
/// What somebody who waits costs is this object. For the network's thread.
class FeedPoll : public std::enable_shared_from_this<FeedPoll> {
 public:
  using Reply = std::function<void(const Response&)>;
  FeedPoll(Server::Impl& server, Request request, Subscription subscription, PollWish wish,
           Admission admission, Reply reply)
      : server_(server),
        request_(std::move(request)),
        subscription_(std::move(subscription)),
        wish_(wish),
        admission_(std::move(admission)),
        reply_(std::move(reply)) {}

  /// Replies, now or within the time to wait; once.
  void start();
  /// Replies if something has come.
  void pump();
  /// Replies with what there is, for the hub stops.
  void end() { reply(); }
  /// Replies that they may no longer.
  void dismiss();
  /// What let them in. From any thread.
  const Admission& admission() const { return admission_; }

 private:
  base::Result<bool> read();
  bool begin_snapshot(std::string_view reason);
  void add_snapshot_part();
  void finish_snapshot_part();
  void give_up(const base::Error& error);
  void reply();
  void answer(const Response& response);
  FeedSnapshot snapshot() const;
  std::string next() const;
  std::string address_of_next() const;

  Server::Impl& server_;
  const Request request_;
  Subscription subscription_;
  const PollWish wish_;
  const Admission admission_;
  Reply reply_;  // empty: it was given
  std::string events_;
};

}  // namespace mizan::api
