#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "model/fairness.hpp"

namespace mizan::publish {

/// The `source` of every event of this hub: a URI reference that subscribers may tell hubs apart by.
inline constexpr std::string_view kEventSource = "/mizan";

/// "org.mizan.kpi.value.published.v1" for the first value of a cell, "….restated.v1" once the period had
/// ended, else "….updated.v1".
std::string_view event_type(const model::KpiChange& change);

/// What a snapshot repeats: the value as it stands, no change.
inline constexpr std::string_view kSnapshotType = "org.mizan.kpi.value.snapshot.v1";

/// After a first load: every value is new, so none is told apart; a subscriber takes a snapshot.
inline constexpr std::string_view kLoadedType = "org.mizan.kpi.loaded.v1";

/// That the hub goes on from an earlier state: what was told since then no longer holds, and who was told it
/// takes a snapshot.
inline constexpr std::string_view kRestoredType = "org.mizan.feed.restored.v1";

/// True for events that a subscriber is told whatever values it wants, since they concern all of them. They
/// hold no values.
constexpr bool is_for_all(std::string_view type) {
  return type == kLoadedType || type == kRestoredType;
}

/// "conviction_disposed/2026-03/PB/district/PB-LAHORE/value": equal for all events of one cell.
std::string event_subject(const model::KpiResult& result);

/// The change as a CloudEvents 1.0 JSON body, one line, without `id`: the outbox numbers it. `data` is the
/// result object of kpi_json.hpp, with `previous`, `reasons` (the count of records by reason, those of none
/// left out), `cause`, if something other than records moved the value, and `fairness` where there is one.
std::string event_body(const model::KpiChange& change, const std::optional<model::Fairness>& fairness = {});

/// That a first load was taken in. `data.v` is the version of the bodies.
std::string loaded_body(base::Micros now);

/// That the hub goes on from the state of `state_of`. `holds_until`: the cursor of the last event that still
/// holds; those that were told under its epoch behind it do not.
std::string restored_body(base::Micros now, base::Micros state_of, std::string_view holds_until);

/// A value as it stands, for a snapshot.
std::string snapshot_body(const model::KpiResult& result,
                          const std::optional<model::Fairness>& fairness = {});

/// Where a subscriber is that no event has come to yet; for transports that can say it in no other way.
inline constexpr std::string_view kPositionType = "org.mizan.feed.position.v1";
/// The edges of a snapshot.
inline constexpr std::string_view kSnapshotBeginType = "org.mizan.feed.snapshot.begin.v1";
inline constexpr std::string_view kSnapshotEndType = "org.mizan.feed.snapshot.end.v1";

/// The event that says it, whole: it has an id.
std::string position_event(std::string_view cursor, base::Micros now);

/// Any other event of the hub as such a body. `time`: RFC 3339; `subject` may be empty.
std::string envelope(std::string_view type, std::string_view subject, std::string_view time,
                     nlohmann::ordered_json data);

/// The body with its `id` put in: unique within the hub, the same again for the same event. Then `cursor`, an
/// extension attribute: from where a subscriber goes on behind the event; empty: from no place that is behind
/// it.
std::string with_id(std::string_view body, std::string_view id, std::string_view cursor = {});

}  // namespace mizan::publish
