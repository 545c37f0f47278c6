#include "pipeline/due_events.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "model/case_id.hpp"
#include "publish/cloud_event.hpp"

namespace mizan::pipeline {

using due::Obligation;
using nlohmann::ordered_json;

namespace {

struct Wording {
  std::string_view type;
  std::string_view word;  ///< in the subject, for filters
};

Wording wording_of(DueNote note, due::Kind kind) {
  if (note == DueNote::kApproaching) return {"org.mizan.deadline.approaching.v1", "approaching"};
  if (due::is_handover(kind)) return {"org.mizan.handover.missing.v1", "missing"};
  return {"org.mizan.deadline.passed.v1", "passed"};
}

ordered_json text_or_null(std::string_view text) {
  return text.empty() ? ordered_json() : ordered_json(text);
}

ordered_json day_or_null(std::optional<base::Day> day) {
  return day ? ordered_json(base::to_iso(*day)) : ordered_json();
}

ordered_json rule_json(const deadlines::Deadline& rule) {
  return {{"deadline", rule.id},
          {"law", rule.law},
          {"days", rule.days},
          {"count", rule.working ? "working" : "calendar"}};
}

store::Event event_of(std::string_view type, std::string subject, ordered_json data, base::Micros now) {
  auto body = publish::envelope(type, subject, base::to_rfc3339(now), std::move(data));
  return {0, now, std::string(type), std::move(subject), std::move(body)};
}

std::string_view or_unknown(std::string_view text) {
  return text.empty() ? "_U" : text;
}

}  // namespace

store::Event due_event(DueNote note, const Obligation& what, model::LinkedCaseId id, const DuePlace& place,
                       base::Day today, base::Micros now) {
  const auto [type, word] = wording_of(note, what.kind);
  const auto case_id = model::mint_case_id(place.province, id.value);
  auto subject =
      fmt::format("due/{}/{}/{}/{}/{}/{}/{}", word, or_unknown(place.province), or_unknown(place.district),
                  due::kind_name(what.kind), case_id, base::to_iso(what.last), what.nth + 1);
  ordered_json data = {{"v", 1},
                       {"case", case_id},
                       {"kind", due::kind_name(what.kind)},
                       {"nth", what.nth + 1},
                       {"province", text_or_null(place.province)},
                       {"district", text_or_null(place.district)},
                       {"police_station", text_or_null(place.station)},
                       {"from", base::to_iso(what.from)},
                       {"due", base::to_iso(what.last)},
                       {"days", what.last - today},
                       {"holder", due::office_name(what.with.office)},
                       {"since", day_or_null(what.with.since)},
                       {"rule", what.rule != nullptr ? rule_json(*what.rule) : ordered_json()}};
  return event_of(type, std::move(subject), std::move(data), now);
}

store::Event due_loaded_event(const std::string& province, const DueCounts& counts, base::Day today,
                              base::Micros now) {
  auto districts = ordered_json::object();
  for (const auto& [district, kinds] : counts) {
    auto& of_district = districts[std::string(or_unknown(district))];
    for (const auto& [kind, numbers] : kinds)
      of_district[std::string(due::kind_name(kind))] = {{"approaching", numbers[0]}, {"passed", numbers[1]}};
  }
  return event_of("org.mizan.due.loaded.v1", fmt::format("due/loaded/{}/_T", or_unknown(province)),
                  {{"v", 1},
                   {"province", text_or_null(province)},
                   {"on", base::to_iso(today)},
                   {"districts", std::move(districts)}},
                  now);
}

}  // namespace mizan::pipeline
