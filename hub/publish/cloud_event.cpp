#include "publish/cloud_event.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "model/change.hpp"
#include "publish/kpi_json.hpp"

namespace mizan::publish {

using nlohmann::ordered_json;

namespace {

ordered_json reasons_json(const model::KpiChange& change) {
  auto reasons = ordered_json::object();
  for (int r = 0; r < model::kChangeReasonCount; ++r) {
    if (change.records[r] != 0)
      reasons[std::string(model::change_reason_name(static_cast<model::ChangeReason>(r)))] =
          change.records[r];
  }
  return reasons;
}

std::string body_of(std::string_view type, const model::KpiResult& result, ordered_json data) {
  return envelope(type, event_subject(result), base::to_rfc3339(result.known_at), std::move(data));
}

}  // namespace

std::string envelope(std::string_view type, std::string_view subject, std::string_view time,
                     ordered_json data) {
  ordered_json event = {{"specversion", "1.0"}, {"type", type}, {"source", kEventSource}};
  if (!subject.empty()) event["subject"] = subject;
  event["time"] = time;
  event["datacontenttype"] = "application/json";
  event["data"] = std::move(data);
  return dump(event);
}

std::string_view event_type(const model::KpiChange& change) {
  if (change.first) return "org.mizan.kpi.value.published.v1";
  return change.restatement ? "org.mizan.kpi.value.restated.v1" : "org.mizan.kpi.value.updated.v1";
}

std::string event_subject(const model::KpiResult& result) {
  const auto& key = result.key;
  return fmt::format("{}/{}/{}/{}/{}/{}", key.kpi, result.period.label, key.province, key.dimension,
                     key.member, key.stat);
}

std::string event_body(const model::KpiChange& change, const std::optional<model::Fairness>& fairness) {
  auto data = to_json(change.now);
  data["previous"] = to_json(change.previous);
  data["reasons"] = reasons_json(change);
  if (change.cause) data["cause"] = model::change_reason_name(*change.cause);
  if (fairness) data["fairness"] = to_json(*fairness);
  return body_of(event_type(change), change.now, std::move(data));
}

std::string loaded_body(base::Micros now) {
  return envelope(kLoadedType, "", base::to_rfc3339(now), {{"v", kBodyVersion}});
}

std::string restored_body(base::Micros now, base::Micros state_of, std::string_view holds_until) {
  return envelope(
      kRestoredType, "", base::to_rfc3339(now),
      {{"v", kBodyVersion}, {"state_of", base::to_rfc3339(state_of)}, {"holds_until", holds_until}});
}

std::string snapshot_body(const model::KpiResult& result, const std::optional<model::Fairness>& fairness) {
  auto data = to_json(result);
  if (fairness) data["fairness"] = to_json(*fairness);
  return body_of(kSnapshotType, result, std::move(data));
}

// The body is an object that was dumped here, so its first byte is its brace.
std::string with_id(std::string_view body, std::string_view id, std::string_view cursor) {
  auto text = fmt::format("{{\"id\":\"{}\",", id);
  if (!cursor.empty()) text.append("\"cursor\":\"").append(cursor).append("\",");
  return text.append(body.substr(1));
}

std::string position_event(std::string_view cursor, base::Micros now) {
  return with_id(envelope(kPositionType, "", base::to_rfc3339(now), ordered_json::object()),
                 std::string(cursor) + "/position", cursor);
}

}  // namespace mizan::publish
