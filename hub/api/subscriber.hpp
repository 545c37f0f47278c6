#pragma once
// Private to this folder: one connection that follows the feed.
#include <memory>
#include <optional>
#include <string>

#include "api/paced_feed.hpp"
#include "api/server_impl.hpp"

namespace mizan::api {

/// Where a subscriber begins, and what it wants.
struct Subscription {
  FeedFilter filter;
  Pace pace = {};
  std::int64_t position = 0;
  std::int64_t settled = -1;  ///< as the cursor has it
  bool from_now = false;      ///< it has no cursor yet, so it is told where "now" is
  /// Empty, or why a snapshot of all values comes before the feed: "requested", "unknown_cursor", "too_old".
  /// One that comes in its midst is for the reason "loaded".
  std::string snapshot_reason = {};
};

/// Reads a feed request of somebody who is shown that. kData: a cursor that is none, or an unknown parameter.
base::Result<Subscription> subscription_of(const Request& request, const access::Grant& grant,
                                           const Feed& feed);

/// Writes frames as fast as the other side takes them, one write at a time; what it has not taken yet stays
/// in the store, so a slow one costs no memory. One that takes nothing for a minute is closed and may come
/// back with its cursor.
class Subscriber : public std::enable_shared_from_this<Subscriber> {
 public:
  Subscriber(Server::Impl& server, std::unique_ptr<Stream> stream, Subscription subscription,
             Admission admission)
      : server_(server),
        stream_(std::move(stream)),
        subscription_(std::move(subscription)),
        admission_(std::move(admission)) {
    if (subscription_.pace.any())
      paced_.emplace(subscription_.pace, subscription_.filter, subscription_.position, subscription_.settled);
  }

  /// Writes the response's head and begins.
  void start();
  /// Writes what there is, unless a write is on its way.
  void pump();
  void beat();
  void close();
  /// What let it in. From any thread.
  const Admission& admission() const { return admission_; }

 private:
  void write(std::string bytes);
  void watch();
  void next_snapshot_part();
  void end_snapshot();
  void pump_paced();
  void begin_again();
  void give_up(const base::Error& error);
  std::string begin_snapshot(std::string_view reason);

  Server::Impl& server_;
  std::unique_ptr<Stream> stream_;
  Subscription subscription_;
  const Admission admission_;
  std::optional<PacedFeed> paced_;  // it wants to be told less often, or not of little
  bool writing_ = false;
  bool closed_ = false;
  std::optional<std::size_t> snapshot_at_;  // the definition whose values come next
};

}  // namespace mizan::api
