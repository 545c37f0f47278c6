#pragma once
#include <map>
#include <string>
#include <vector>

#include "api/feed.hpp"
#include "api/pace.hpp"
#include "publish/net_change.hpp"

namespace mizan::api {

/// The feed for one subscriber who wants to be told less often, or not of little. What it is told last of a
/// value, with less than the least change, is always the truth as of the last quiet period's end.
///
/// Changes of one quiet period are told together, as one net change a value, once it has ended: until then
/// they are left in the outbox, so holding them costs nothing. Only what moved too little to be told is
/// remembered, by value; if that becomes too much, or goes back too far, all of it is told. What is
/// remembered follows from the outbox between two places, `settled` and the position, which the cursor has:
/// so whoever comes back with it is told what would have been told. One thread.
class PacedFeed {
 public:
  struct Limits {
    std::size_t most_withheld = 10'000;  ///< values
    std::int64_t farthest = 50'000;      ///< events from `settled` to the position
    std::size_t largest_batch = 4'000;   ///< values of one quiet period that are told together
  };

  /// Follows from `position`, as whoever was there when nothing was withheld at `settled` (-1: `position`).
  PacedFeed(Pace pace, FeedFilter filter, std::int64_t position, std::int64_t settled)
      : PacedFeed(pace, std::move(filter), position, settled, Limits()) {}
  PacedFeed(Pace pace, FeedFilter filter, std::int64_t position, std::int64_t settled, Limits limits);

  struct Chunk {
    std::string bytes = {};  ///< whole events; of a batch only the last has a cursor
    bool loaded = false;     ///< the last event is a first load: all values are to follow as a snapshot
    bool more = false;       ///< there may be more that is due now
  };
  /// What is to be told now: of one batch, or nothing of several. `feed` has all events of before `now`.
  base::Result<Chunk> next(Feed& feed, base::Micros now, const Framing& framing = as_server_sent_events());

  /// The same of all up to the head, whether due and much or not; events without cursors. After a snapshot,
  /// whose values are of many moments: what a subscriber was told of each is the truth again then.
  base::Result<std::string> settle_to(Feed& feed, std::int64_t head,
                                      const Framing& framing = as_server_sent_events());

  /// Of where everything that was to be told has been.
  std::string cursor(const Feed& feed) const;
  std::int64_t position() const { return position_; }

 private:
  /// A value that is told, with the latest event's body.
  struct Told {
    publish::NetChange net;
    std::string body;
  };
  /// Events that are told together.
  struct Batch {
    std::map<std::string, Told> values;  // by subject
    std::vector<store::Event> others;    // releases, or a load
    std::int64_t end = 0;                // the last event
    bool loaded = false;
  };
  class Batching;

  // Up to `told_until_` the subscriber knows, and it is only found out what was withheld.
  bool replaying() const { return position_ < told_until_; }
  base::Result<Batch> batch_after(Feed& feed, base::Micros now) const;
  std::vector<Told> decide(Batch& batch);
  base::Result<> release(Feed& feed, std::vector<Told>& told);
  /// The events of a batch, of which the last has that cursor; empty: none has one.
  static base::Result<std::string> events_of(const Feed& feed, const std::vector<Told>& told,
                                             const std::vector<store::Event>& others,
                                             const std::string& cursor, const Framing& framing);

  Pace pace_;
  FeedFilter filter_;
  Limits limits_;
  std::int64_t position_;
  std::int64_t settled_;  // nothing was withheld there
  std::int64_t told_until_;
  std::map<std::string, publish::NetChange> withheld_;  // by subject
};

}  // namespace mizan::api
