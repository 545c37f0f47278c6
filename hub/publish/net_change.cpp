#include "publish/net_change.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "publish/kpi_json.hpp"

namespace mizan::publish {
namespace {

using nlohmann::ordered_json;

// Values are rounded to four decimals; what differs by less is the same.
constexpr double kRounding = 0.000'05;

// In a struct, for a JSON value is made of anything, an error included.
struct Parsed {
  ordered_json json;
};

base::Result<Parsed> parsed(std::string_view body) {
  Parsed parsed{base::parse_ordered_json(body)};
  const auto& json = parsed.json;
  if (json.is_object() && json.contains("data") && json["data"].is_object() &&
      json["data"].contains("value") && json["data"].contains("previous"))
    return parsed;
  return base::Error{base::Code::kData, "an event of the feed is no change of a value"};
}

void add_reasons(std::map<std::string, std::int64_t>& reasons, const ordered_json& data) {
  const auto found = data.find("reasons");
  if (found == data.end() || !found->is_object()) return;
  for (const auto& [reason, count] : found->items()) {
    if (count.is_number_integer()) reasons[reason] += count.get<std::int64_t>();
  }
}

// A number; nothing where there is no value.
std::optional<double> number_of(const std::string& json) {
  const auto value = base::parse_json(json);
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

}  // namespace

base::Result<> fold(NetChange& net, std::int64_t id, std::string_view body) {
  MIZAN_ASSIGN(const auto event, parsed(body));
  const auto& data = event.json["data"];
  if (net.changes == 0) {
    net.previous = base::json_text(data["previous"]);
    net.since = event.json.value("time", std::string());
  }
  net.now = base::json_text(data["value"]);
  add_reasons(net.reasons, data);
  ++net.changes;
  net.last = id;
  return {};
}

base::Result<NetEvent> net_event(const NetChange& net, std::string_view latest_body) {
  MIZAN_ASSIGN(auto event, parsed(latest_body));
  auto& data = event.json["data"];
  data["previous"] = base::parse_ordered_json(net.previous);
  data["reasons"] = net.reasons;
  if (net.changes > 1) {
    data["changes"] = net.changes;
    data["since"] = net.since;
  }
  const auto type = event.json.value("type", std::string());
  return NetEvent{type, dump(event.json)};
}

bool LeastChange::reached_by(const NetChange& net) const {
  if (!any()) return true;
  const auto before = number_of(net.previous);
  const auto now = number_of(net.now);
  if (before.has_value() != now.has_value()) return true;
  if (!before) return false;
  const auto moved = std::abs(*now - *before);
  if (moved < kRounding) return false;
  if (amount && moved + kRounding < *amount) return false;
  return !percent || *before == 0 || 100 * moved + kRounding >= *percent * std::abs(*before);
}

}  // namespace mizan::publish
