#include "api/feed.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "publish/cloud_event.hpp"
#include "store/outbox_age.hpp"

namespace mizan::api {
namespace {

constexpr int kPage = 500;

bool among(const std::vector<std::string>& list, std::string_view text) {
  return list.empty() || std::find(list.begin(), list.end(), text) != list.end();
}

// KPI, period, province, dimension, member, statistic; only the member may hold a '/'.
bool shows_value(const access::Grant& grant, const std::vector<std::string_view>& parts) {
  if (parts.size() < 6) return false;
  const auto* begin = parts[4].data();
  const auto* end = parts[parts.size() - 2].data() + parts[parts.size() - 2].size();
  return grant.shows({parts[2], parts[3], {begin, static_cast<std::size_t>(end - begin)}});
}

// "due", word, province, district, …: one case; with the word "loaded" of all districts.
bool shows_due(const access::Grant& grant, const std::vector<std::string_view>& parts) {
  if (parts.size() < 4) return false;
  if (parts[1] == "loaded") return grant.shows_within(access::Grain::kDistrict, parts[2], {});
  return grant.shows_case({{std::string(parts[2]), std::string(parts[3])}});
}

// "reconciliation", period, province, district or "_T", holder, perhaps a stage: figures that are signed.
bool shows_signed(const access::Grant& grant, const std::vector<std::string_view>& parts) {
  if (parts.size() < 5) return false;
  if (parts[3] == "_T") return grant.shows_within(access::Grain::kProvince, parts[2], {});
  return grant.shows_within(access::Grain::kDistrict, parts[2], parts[3]);
}

// What no rule here knows is shown to nobody.
bool is_shown(const access::Grant& grant, const std::vector<std::string_view>& parts) {
  if (parts.size() == 2 && parts[0] == "release") return grant.shows_hub();
  if (parts[0] == "reconciliation") return shows_signed(grant, parts);
  return parts[0] == "due" ? shows_due(grant, parts) : shows_value(grant, parts);
}

}  // namespace

// due/passed/PB/PB-LAHORE/…; what a load has brought is of all districts.
bool FeedFilter::wants_due(const std::vector<std::string_view>& parts) const {
  if (due.empty() || !among(provinces, parts[2])) return false;
  return parts[1] == "loaded" || (among(due, parts[1]) && among(districts, parts[3]));
}

bool FeedFilter::wants_type(std::string_view type) const {
  return among(types, type);
}

bool FeedFilter::wants(std::string_view subject) const {
  const auto parts = base::split(subject, '/');
  if (grant && !is_shown(*grant, parts)) return false;
  if (audience && !is_shown(*audience, parts)) return false;
  if (parts.size() == 2 && parts[0] == "release") return releases;
  if (parts.size() >= 4 && parts[0] == "due") return wants_due(parts);
  if (parts.size() < 3 || !among(kpis, parts[0]) || !among(provinces, parts[2])) return false;
  if (districts.empty()) return true;
  if (parts[0] == "reconciliation") return parts.size() > 3 && among(districts, parts[3]);
  return parts.size() > 4 && parts[3] == "district" && among(districts, parts[4]);
}

Feed::Feed(store::Store store, std::size_t keep_bytes)
    : store_(std::move(store)), epochs_(store_.epoch()), keep_bytes_(keep_bytes) {
  if (auto epochs = store::Epochs::of(store_.database())) epochs_ = std::move(*epochs);
  if (const auto head = store_.outbox_head()) head_ = *head;
  if (const auto first = store::outbox_first(store_)) first_ = *first;
}

bool Feed::knows(const publish::Cursor& cursor) const {
  const auto last = epochs_.last_event_of(cursor.epoch);
  return last && cursor.position <= std::min(*last, head_);
}

Feed::Kept Feed::kept(const store::Event& event) const {
  const auto id = cursor_at(event.id);
  // Only the end of the snapshot that follows a load carries a cursor: who is cut off before gets both again.
  const auto cursor = event.type == publish::kLoadedType ? std::string() : id;
  return {event.id,
          event.subject,
          event.type,
          cursor,
          publish::with_id(event.body, id, cursor),
          publish::is_for_all(event.type)};
}

void Feed::keep(Kept event) {
  newest_bytes_ += event.size();
  newest_.push_back(std::move(event));
  while (newest_bytes_ > keep_bytes_) {
    newest_bytes_ -= newest_.front().size();
    newest_.pop_front();
  }
}

base::Result<> Feed::refresh() {
  while (true) {
    MIZAN_ASSIGN(const auto events, store_.outbox_after(head_, kPage));
    for (const auto& event : events) keep(kept(event));
    if (!events.empty()) head_ = events.back().id;
    if (events.size() == kPage) continue;
    MIZAN_ASSIGN(first_, store::outbox_first(store_));
    return {};
  }
}

base::Result<std::vector<store::Event>> Feed::events_after(std::int64_t position, int most) {
  MIZAN_ASSIGN(auto events, store_.outbox_after(position, most));
  // Looked at when they were read, for the old ones go meanwhile.
  MIZAN_ASSIGN(first_, store::outbox_first(store_));
  if (!has_all_after(position))
    return base::Error{base::Code::kCheckpoint, "events behind this place are no longer kept"};
  std::erase_if(events, [&](const store::Event& event) { return event.id > head_; });
  return events;
}

base::Result<FeedChunk> Feed::after(std::int64_t position, const FeedFilter& filter, const Framing& framing,
                                    FeedPortion portion) {
  FeedChunk chunk{"", position};
  const auto take = [&](const Kept& event) {
    if (event.for_all || (filter.wants_type(event.type) && filter.wants(event.subject))) {
      framing.add(chunk.bytes, {event.cursor, event.type, event.json});
      ++chunk.events;
    }
    chunk.position = event.id;
    chunk.loaded = event.loaded();
    return !chunk.loaded && chunk.bytes.size() < portion.bytes && chunk.events < portion.events;
  };
  if (position >= head_) return chunk;
  if (!newest_.empty() && newest_.front().id <= position + 1) {
    const auto first = std::upper_bound(newest_.begin(), newest_.end(), position,
                                        [](std::int64_t at, const Kept& event) { return at < event.id; });
    for (auto event = first; event != newest_.end() && take(*event);) ++event;
    return chunk;
  }
  // Behind: one page, so that a subscriber who reads from the start does not hold up the others.
  MIZAN_ASSIGN(const auto events, events_after(position, kPage));
  for (const auto& event : events) {
    if (!take(kept(event))) break;
  }
  return chunk;
}

}  // namespace mizan::api
