#include "api/feed_snapshot.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "kpi/fair_shares.hpp"
#include "publish/cloud_event.hpp"

namespace mizan::api {

std::size_t snapshot_parts(const HubView& hub) {
  return hub.engine.definitions().size();
}

std::uint32_t mark_of_definitions(const HubView& hub) {
  std::string text;
  for (const auto& definition : hub.engine.definitions())
    text += definition.id + " " + std::to_string(definition.version) + "\n";
  return static_cast<std::uint32_t>(base::digest64(text));
}

void FeedSnapshot::add_edge(std::string& out, std::string_view type, std::string_view word,
                            std::string_view cursor, std::string_view reason) const {
  auto data = nlohmann::ordered_json::object();
  if (!reason.empty()) data["reason"] = reason;
  const auto body = publish::envelope(type, "", base::to_rfc3339(hub_.clock.now()), std::move(data));
  const auto json = publish::with_id(body, std::string(cursor_).append("/").append(word), cursor);
  framing_.add(out, {cursor, type, json});
}

void FeedSnapshot::add_begin(std::string& out, std::string_view reason) const {
  add_edge(out, publish::kSnapshotBeginType, "begin", "", reason);
}

void FeedSnapshot::add_end(std::string& out, std::string_view cursor) const {
  add_edge(out, publish::kSnapshotEndType, "end", cursor, "");
}

void FeedSnapshot::add_part(std::string& out, std::size_t definition) const {
  if (definition >= snapshot_parts(hub_)) return;
  const std::shared_lock lock(hub_.engine_lock);
  const auto now = hub_.clock.now();
  const auto today = base::karachi_day(now);
  const auto values = hub_.engine.all_values_of(definition, hub_.published, today, now);
  kpi::FairShares shares(hub_.engine, today, now);
  for (const auto& result : values) shares.expect(result);
  for (const auto& result : values) {
    const auto subject = publish::event_subject(result);
    if (!filter_.wants(subject)) continue;
    const auto id = fmt::format("{}/{:016x}", cursor_, base::digest64(subject));
    const auto json = publish::with_id(publish::snapshot_body(result, shares.of(result)), id);
    framing_.add(out, {"", publish::kSnapshotType, json});
  }
}

}  // namespace mizan::api
