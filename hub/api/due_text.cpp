#include "api/due_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/csv.hpp"

namespace mizan::api {
namespace {

using due::Kind;
using nlohmann::ordered_json;

std::string iso_or_empty(std::optional<base::Day> day) {
  return day ? base::to_iso(*day) : std::string();
}

ordered_json text_or_null(const std::string& text) {
  return text.empty() ? ordered_json() : ordered_json(text);
}

ordered_json day_or_null(std::optional<base::Day> day) {
  return day ? ordered_json(base::to_iso(*day)) : ordered_json();
}

std::string the_report(const DueItem& item) {
  return item.report_type.empty() ? "the report" : fmt::format("the {} report", item.report_type);
}

std::string evidence_text(const DueItem& item) {
  std::string text;
  for (const auto& each : item.evidence)
    text += fmt::format("{}{} {} {}: {} {}", text.empty() ? "" : "; ", each.source,
                        model::kind_name(each.kind), each.key, each.field, base::to_iso(each.day));
  return text;
}

ordered_json rule_json(const DueItem& item) {
  if (item.rule == nullptr) return {{"deadline", nullptr}, {"law", "a date that the court has set"}};
  const auto& rule = *item.rule;
  ordered_json json = {{"deadline", rule.id},
                       {"law", rule.law},
                       {"applies", text_or_null(rule.applies)},
                       {"days", rule.days},
                       {"count", rule.working ? "working" : "calendar"},
                       {"row", rule.where}};
  if (item.itself)
    json["before"] = {{"deadline", item.itself->rule->id},
                      {"law", item.itself->rule->law},
                      {"due", base::to_iso(item.itself->last)}};
  return json;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (const auto& cell : cells) line += (&cell == cells.data() ? "" : ",") + base::csv_cell(cell);
  return line + "\r\n";
}

std::string_view sight_status(const due::KindSight& sight) {
  if (!sight.applies) return "not_applicable";
  return sight.observed ? "observed" : "not_observed";
}

}  // namespace

std::string what_is_due(const DueItem& item) {
  switch (item.kind) {
    case Kind::kReport:
      return "police report, an interim one at least";
    case Kind::kInterim:
      return "closing report after the interim one";
    case Kind::kHandover:
      return fmt::format("receipt of {} by the prosecution", the_report(item));
    case Kind::kScrutiny:
      return fmt::format("scrutiny of {}", the_report(item));
    case Kind::kObjections:
      return item.objections.empty()
                 ? "answer to the objections"
                 : fmt::format("answer to objections: {}", fmt::join(item.objections, ", "));
    case Kind::kFiling:
      return fmt::format("filing of {} in court", the_report(item));
    case Kind::kBail:
      return "end of the trial, or bail for its delay";
    case Kind::kHearing: {
      const auto last = last_adjournment(item);
      return last.empty() ? std::string("hearing") : "hearing; " + last;
    }
  }
  return {};
}

std::string last_adjournment(const DueItem& item) {
  if (!item.adjourned_on) return {};
  const auto reason = item.adjourn_reason.empty() ? "no reason given" : item.adjourn_reason;
  const auto side = item.adjourn_side.empty() ? std::string() : fmt::format(" ({})", item.adjourn_side);
  return fmt::format("last adjourned {}: {}{}", base::to_iso(*item.adjourned_on), reason, side);
}

const std::vector<std::string>& due_columns() {
  static const std::vector<std::string> kColumns = {
      "kind",     "state",     "due_on", "days",   "case",  "fir",        "police_station",
      "district", "province",  "what",   "holder", "since", "prosecutor", "from",
      "deadline", "rule_days", "count",  "law",    "row",   "evidence"};
  return kColumns;
}

std::vector<std::string> due_cells(const DueItem& item, base::Day on) {
  const auto* rule = item.rule;
  return {std::string(due::kind_name(item.kind)),
          std::string(due::state_name(item.state)),
          base::to_iso(item.key.last),
          fmt::format("{}", item.key.last - on),
          item.case_id,
          item.fir,
          item.station,
          item.district,
          item.province,
          what_is_due(item),
          std::string(due::office_name(item.with.office)),
          iso_or_empty(item.with.since),
          item.prosecutor,
          base::to_iso(item.from),
          rule != nullptr ? rule->id : std::string(),
          rule != nullptr ? fmt::format("{}", rule->days) : std::string(),
          rule != nullptr ? std::string(rule->working ? "working" : "calendar") : std::string(),
          rule != nullptr ? rule->law : std::string("a date that the court has set"),
          rule != nullptr ? rule->where : std::string(),
          evidence_text(item)};
}

ordered_json json_of(const DueItem& item, base::Day on) {
  auto evidence = ordered_json::array();
  for (const auto& each : item.evidence)
    evidence.push_back({{"source", each.source},
                        {"kind", model::kind_name(each.kind)},
                        {"key", each.key},
                        {"field", each.field},
                        {"day", base::to_iso(each.day)}});
  ordered_json json = {{"kind", due::kind_name(item.kind)},
                       {"state", due::state_name(item.state)},
                       {"what", what_is_due(item)},
                       {"due", base::to_iso(item.key.last)},
                       {"days", item.key.last - on},
                       {"case", text_or_null(item.case_id)},
                       {"nth", item.key.nth + 1},
                       {"fir", text_or_null(item.fir)},
                       {"province", text_or_null(item.province)},
                       {"district", text_or_null(item.district)},
                       {"police_station", text_or_null(item.station)},
                       {"holder", due::office_name(item.with.office)},
                       {"since", day_or_null(item.with.since)},
                       {"prosecutor", text_or_null(item.prosecutor)},
                       {"from", base::to_iso(item.from)},
                       {"rule", rule_json(item)}};
  if (!item.report_type.empty()) json["report_type"] = item.report_type;
  if (!item.objections.empty()) json["objections"] = item.objections;
  if (item.adjourned_on)
    json["adjourned"] = {{"on", base::to_iso(*item.adjourned_on)},
                         {"reason", text_or_null(item.adjourn_reason)},
                         {"side", text_or_null(item.adjourn_side)}};
  json["evidence"] = std::move(evidence);
  return json;
}

ordered_json json_of(const DueList& list) {
  auto items = ordered_json::array();
  for (const auto& item : list.items) items.push_back(json_of(item, list.on));
  auto counts = ordered_json::object();
  for (const auto& [kind, states] : list.counts) {
    auto& of_kind = counts[std::string(due::kind_name(kind))];
    for (const auto state : {due::State::kOverdue, due::State::kUnseen, due::State::kAhead}) {
      const auto found = states.find(state);
      of_kind[std::string(due::state_name(state))] = found == states.end() ? 0 : found->second;
    }
  }
  auto sights = ordered_json::array();
  for (const auto& [province, kind, sight] : list.sights)
    sights.push_back(
        {{"province", province},
         {"kind", due::kind_name(kind)},
         {"status", sight_status(sight)},
         {"missing", sight.missing},
         {"seen_until", sight.observed ? ordered_json(base::to_iso(sight.seen_until)) : ordered_json()}});
  return {{"on", base::to_iso(list.on)},
          {"counts", std::move(counts)},
          {"sight", std::move(sights)},
          {"items", std::move(items)},
          {"next", list.next ? ordered_json(due_cursor(*list.next)) : ordered_json()}};
}

std::string csv_of(const DueList& list) {
  auto text = csv_line(due_columns());
  for (const auto& item : list.items) text += csv_line(due_cells(item, list.on));
  return text;
}

std::vector<std::string> what_cannot_be_told(const DueList& list) {
  std::vector<std::string> lines;
  for (const auto& [province, kind, sight] : list.sights) {
    if (!sight.applies)
      lines.push_back(fmt::format("{}: {}: the table of deadlines has no limit for it there", province,
                                  due::kind_name(kind)));
    else if (!sight.observed)
      lines.push_back(fmt::format("{}: {}: cannot tell, no source sees {}", province, due::kind_name(kind),
                                  fmt::join(sight.missing, ", ")));
  }
  return lines;
}

}  // namespace mizan::api
