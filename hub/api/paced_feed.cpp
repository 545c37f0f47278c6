#include "api/paced_feed.hpp"

#include <algorithm>
#include <limits>

#include "publish/cloud_event.hpp"

namespace mizan::api {
namespace {

constexpr int kPage = 500;

bool is_value(const store::Event& event) {
  return !event.subject.starts_with("release/") && !event.subject.starts_with("reconciliation/") &&
         !event.subject.starts_with("due/");
}

}  // namespace

PacedFeed::PacedFeed(Pace pace, FeedFilter filter, std::int64_t position, std::int64_t settled, Limits limits)
    : pace_(pace),
      filter_(std::move(filter)),
      limits_(limits),
      position_(settled < 0 ? position : settled),
      settled_(position_),
      told_until_(position) {}

std::string PacedFeed::cursor(const Feed& feed) const {
  return feed.cursor_at(position_, settled_);
}

/// Puts events into a batch for as long as they belong to it.
class PacedFeed::Batching {
 public:
  Batching(const PacedFeed& paced, base::Micros now) : paced_(paced), now_(now) {}

  /// False: the event is not of this batch, which is complete.
  base::Result<bool> take(const store::Event& event) {
    if (event.type == publish::kLoadedType) return take_loaded(event);
    const bool for_all = publish::is_for_all(event.type);
    if (!for_all && !paced_.filter_.wants(event)) return pass(event);
    if (for_all || !is_value(event)) {
      batch_.others.push_back(event);
      return pass(event);
    }
    const auto due = paced_.pace_.told_at(event.at);
    // A moment that is still to come is of a clock that was wrong, and not waited for.
    if (!paced_.replaying() && due > now_ && event.at <= now_) return false;
    if (!belongs(event, due)) return false;
    MIZAN_TRY(put(event));
    return pass(event);
  }

  Batch take_batch(std::int64_t from) {
    if (batch_.end == 0) batch_.end = from;
    return std::move(batch_);
  }

 private:
  bool pass(const store::Event& event) {
    batch_.end = event.id;
    return true;
  }

  // Alone, for what comes behind it is of another snapshot.
  bool take_loaded(const store::Event& event) {
    if (batch_.end != 0) return false;
    batch_.others.push_back(event);
    batch_.loaded = true;
    batch_.end = event.id;
    return false;
  }

  // What is told at once is told for each event, so of a value there is one in a batch; then it makes no
  // difference where batches end.
  bool belongs(const store::Event& event, base::Micros due) {
    const bool known = batch_.values.contains(event.subject);
    if (!known && batch_.values.size() >= paced_.limits_.largest_batch) return false;
    const bool at_once = due == event.at;
    if (batch_.values.empty()) {
      at_once_ = at_once;
      due_ = due;
      return true;
    }
    return at_once ? at_once_ && !known : !at_once_ && due == due_;
  }

  base::Result<> put(const store::Event& event) {
    auto& value = batch_.values[event.subject];
    if (value.body.empty()) {
      if (const auto before = paced_.withheld_.find(event.subject); before != paced_.withheld_.end())
        value.net = before->second;
    }
    value.body = event.body;
    return publish::fold(value.net, event.id, event.body);
  }

  const PacedFeed& paced_;
  base::Micros now_;
  Batch batch_;
  bool at_once_ = false;
  base::Micros due_ = 0;
};

base::Result<PacedFeed::Batch> PacedFeed::batch_after(Feed& feed, base::Micros now) const {
  Batching batching(*this, now);
  const auto limit = replaying() ? told_until_ : feed.head();
  for (auto at = position_; at < limit;) {
    MIZAN_ASSIGN(const auto events, feed.events_after(at, kPage));
    if (events.empty()) break;
    for (const auto& event : events) {
      if (event.id > limit) return batching.take_batch(position_);
      MIZAN_ASSIGN(const bool taken, batching.take(event));
      if (!taken) return batching.take_batch(position_);
      at = event.id;
    }
  }
  return batching.take_batch(position_);
}

// What moved far enough, in the order in which it did; the rest is remembered.
std::vector<PacedFeed::Told> PacedFeed::decide(Batch& batch) {
  std::vector<Told> told;
  for (auto& [subject, value] : batch.values) {
    if (pace_.least.reached_by(value.net)) {
      withheld_.erase(subject);
      told.push_back(std::move(value));
    } else {
      withheld_[subject] = std::move(value.net);
    }
  }
  std::sort(told.begin(), told.end(), [](const Told& a, const Told& b) { return a.net.last < b.net.last; });
  return told;
}

// All that was withheld, though it is little.
base::Result<> PacedFeed::release(Feed& feed, std::vector<Told>& told) {
  for (auto& [subject, net] : withheld_) {
    MIZAN_ASSIGN(const auto events, feed.events_after(net.last - 1, 1));
    if (events.empty() || events.front().id != net.last) continue;
    told.push_back({std::move(net), events.front().body});
  }
  withheld_.clear();
  return {};
}

base::Result<std::string> PacedFeed::events_of(const Feed& feed, const std::vector<Told>& told,
                                               const std::vector<store::Event>& others,
                                               const std::string& cursor, const Framing& framing) {
  struct Text {
    std::int64_t id;
    std::string type;
    std::string body;
  };
  std::vector<Text> texts;
  for (const auto& event : others) texts.push_back({event.id, event.type, event.body});
  for (const auto& each : told) {
    MIZAN_ASSIGN(auto event, publish::net_event(each.net, each.body));
    texts.push_back({each.net.last, std::move(event.type), std::move(event.body)});
  }
  std::string out;
  for (const auto& text : texts) {
    const auto behind = &text == &texts.back() ? cursor : std::string();
    framing.add(out, {behind, text.type, publish::with_id(text.body, feed.cursor_at(text.id), behind)});
  }
  return out;
}

base::Result<PacedFeed::Chunk> PacedFeed::next(Feed& feed, base::Micros now, const Framing& framing) {
  const bool again = replaying();
  MIZAN_ASSIGN(auto batch, batch_after(feed, now));
  if (batch.end == position_) return Chunk{};
  if (batch.loaded) withheld_.clear();
  auto told = decide(batch);
  position_ = batch.end;
  const bool much = withheld_.size() > limits_.most_withheld || position_ - settled_ > limits_.farthest;
  if (much && !again) MIZAN_TRY(release(feed, told));
  if (withheld_.empty()) settled_ = position_;
  Chunk chunk;
  chunk.more = position_ < feed.head();
  if (again) return chunk;
  // Only the end of the snapshot that follows a load has the cursor: see Feed.
  chunk.loaded = batch.loaded;
  MIZAN_ASSIGN(chunk.bytes, events_of(feed, told, batch.others, batch.loaded ? "" : cursor(feed), framing));
  return chunk;
}

base::Result<std::string> PacedFeed::settle_to(Feed& feed, std::int64_t head, const Framing& framing) {
  std::string events;
  told_until_ = position_;
  withheld_.clear();
  while (position_ < head) {
    // As if the end of all time had come: every quiet period is over.
    MIZAN_ASSIGN(auto batch, batch_after(feed, std::numeric_limits<base::Micros>::max()));
    if (batch.loaded || batch.end == position_) break;
    std::vector<Told> told;
    for (auto& [subject, value] : batch.values) told.push_back(std::move(value));
    position_ = batch.end;
    MIZAN_ASSIGN(const auto more, events_of(feed, told, batch.others, "", framing));
    events += more;
  }
  settled_ = position_;
  told_until_ = position_;
  return events;
}

}  // namespace mizan::api
