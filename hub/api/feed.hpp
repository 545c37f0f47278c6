#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/decision.hpp"
#include "api/framing.hpp"
#include "publish/cursor.hpp"
#include "store/epochs.hpp"

namespace mizan::api {

/// What can be told of a deadline, as FeedFilter::due takes it.
inline constexpr std::array<std::string_view, 3> kDueWords = {"approaching", "passed", "missing"};

/// Which events a subscriber wants; empty lists want all.
struct FeedFilter {
  std::vector<std::string> kpis;
  std::vector<std::string> provinces;
  bool releases = true;                             ///< also what was released
  std::shared_ptr<const access::Grant> grant = {};  ///< what the subscriber may be shown; none: everything
  std::vector<std::string> districts = {};  ///< of values and of what is due; of others there are none then
  /// Also what is due: some of kDueWords; what a load has brought is told with any of them. Empty: nothing of
  /// it.
  std::vector<std::string> due = {};
  std::vector<std::string> types = {};  ///< whole names of event types (publish::event_types)
  /// What those may be shown to whom the subscriber passes it on; none: that does not matter.
  std::shared_ptr<const access::Grant> audience = {};

  /// By the event's subject (publish::event_subject).
  bool wants(std::string_view subject) const;
  /// And by its type.
  bool wants(const store::Event& event) const { return wants_type(event.type) && wants(event.subject); }
  bool wants_type(std::string_view type) const;

 private:
  bool wants_due(const std::vector<std::string_view>& parts) const;
};

/// Events of the feed for one write, and how far they go.
struct FeedChunk {
  std::string bytes;          ///< as the transport takes them; empty if nothing is wanted or left
  std::int64_t position = 0;  ///< everything up to here has been looked at
  bool loaded = false;        ///< the last event is a first load: all values are to follow as a snapshot
  std::size_t events = 0;     ///< how many `bytes` has
};

/// How much of the feed is wanted at once: what comes first. A little more may come.
struct FeedPortion {
  std::size_t bytes = 0;
  std::size_t events = std::numeric_limits<std::size_t>::max();
};

/// The outbox as events for any transport: the same ones, in the same order, under the same cursors. The id
/// of an event is the cursor behind it. The newest stay in memory, so that a thousand subscribers who are up
/// to date cost one read of the store; who is behind is served from the store. One thread.
class Feed {
 public:
  /// `keep_bytes`: how much of the newest events to hold.
  explicit Feed(store::Store store, std::size_t keep_bytes = 16 << 20);

  const std::string& epoch() const { return store_.epoch(); }
  const store::Epochs& epochs() const { return epochs_; }
  std::int64_t head() const { return head_; }
  /// False: some events behind that place are no longer kept.
  bool has_all_after(std::int64_t position) const { return first_ <= position + 1; }
  /// The place before the oldest event that is kept.
  std::int64_t start() const { return first_ == 0 ? 0 : first_ - 1; }
  /// The same for ever, over restores too; the `id` of the event at that place. `settled`: as publish::Cursor
  /// has it.
  std::string cursor_at(std::int64_t position, std::int64_t settled = -1) const {
    return publish::encode_cursor({epochs_.of_event(position), position, settled});
  }
  /// False: the cursor is of another store, or of events that a restore took away.
  bool knows(const publish::Cursor& cursor) const;

  /// Takes in what the outbox got since the last call.
  base::Result<> refresh();

  /// Those behind `position` as they are in the outbox, up to the head. kCheckpoint, of this and of after():
  /// some of them are no longer kept.
  base::Result<std::vector<store::Event>> events_after(std::int64_t position, int most);

  /// The next events after `position`, as `framing` writes them.
  base::Result<FeedChunk> after(std::int64_t position, const FeedFilter& filter, const Framing& framing,
                                FeedPortion portion);

 private:
  struct Kept {
    std::int64_t id = 0;
    std::string subject;
    std::string type;
    std::string cursor;  // empty: of a first load
    std::string json;
    bool for_all = false;  // whatever a subscriber wants

    bool loaded() const { return cursor.empty(); }
    std::size_t size() const { return subject.size() + type.size() + cursor.size() + json.size(); }
  };

  Kept kept(const store::Event& event) const;
  void keep(Kept event);

  store::Store store_;
  store::Epochs epochs_;
  std::size_t keep_bytes_;
  std::int64_t head_ = 0;
  std::int64_t first_ = 0;  // the oldest event that is kept; 0: there is none
  std::deque<Kept> newest_;
  std::size_t newest_bytes_ = 0;
};

}  // namespace mizan::api
