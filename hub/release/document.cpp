#include "release/document.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "publish/kpi_json.hpp"

namespace mizan::release {
namespace {

using nlohmann::ordered_json;

base::Error none(std::string_view what) {
  return {base::Code::kData, "is no release: " + std::string(what)};
}

// In a struct, for a JSON value is made of anything, an error included.
struct Parsed {
  ordered_json json;
};

base::Result<Parsed> parsed(std::string_view document) {
  Parsed parsed{base::parse_ordered_json(document)};
  auto& json = parsed.json;
  if (!json.is_object()) return none("it is no JSON object");
  const auto version = json.find("v");
  if (version == json.end() || *version != kDocumentVersion)
    return none("it is of a version that this program does not know");
  const auto values = json.find("values");
  if (values == json.end() || !values->is_array()) return none("it has no values");
  for (const auto* name : {"id", "period", "known_at"}) {
    if (!json.contains(name) || !json[name].is_string())
      return none("it lacks \"" + std::string(name) + "\"");
  }
  return parsed;
}

std::string text_in(const ordered_json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || !found->is_string() ? std::string() : found->get<std::string>();
}

// Where a value belongs, whatever it is.
std::string place_of(const ordered_json& value) {
  std::string place;
  for (const auto* name : {"kpi", "stat", "province", "by", "member"}) place += text_in(value, name) + "\n";
  return place;
}

// All that makes one value another.
std::string content_of(const ordered_json& value) {
  ordered_json content;
  for (const auto* name :
       {"version", "unit", "value", "numerator", "denominator", "excluded", "coverage", "status"}) {
    const auto found = value.find(name);
    if (found != value.end()) content[name] = *found;
  }
  return base::json_text(content);
}

std::string shown(const ordered_json* value) {
  if (value == nullptr) return "";
  const auto found = value->find("value");
  return found == value->end() || found->is_null() ? std::string() : base::json_text(*found);
}

Revision revision_of(const ordered_json& place, const ordered_json* was, const ordered_json* now) {
  return {text_in(place, "kpi"),
          text_in(place, "stat"),
          text_in(place, "province"),
          text_in(place, "by"),
          text_in(place, "member"),
          shown(was),
          shown(now)};
}

std::vector<Revision> differences(const ordered_json& before, const ordered_json& after) {
  std::map<std::string, const ordered_json*> old;
  for (const auto& value : before) old[place_of(value)] = &value;
  std::vector<Revision> revisions;
  for (const auto& value : after) {
    const auto found = old.find(place_of(value));
    const auto* was = found == old.end() ? nullptr : found->second;
    if (was == nullptr || content_of(*was) != content_of(value))
      revisions.push_back(revision_of(value, was, &value));
    if (found != old.end()) old.erase(found);
  }
  for (const auto& value : before) {
    if (const auto left = old.find(place_of(value)); left != old.end() && left->second == &value)
      revisions.push_back(revision_of(value, &value, nullptr));
  }
  return revisions;
}

ordered_json json_of(const Revision& revision) {
  const auto number = [](const std::string& text) {
    return text.empty() ? ordered_json() : base::parse_ordered_json(text);
  };
  return {{"kpi", revision.kpi},        {"stat", revision.stat},     {"province", revision.province},
          {"by", revision.by},          {"member", revision.member}, {"was", number(revision.was)},
          {"now", number(revision.now)}};
}

}  // namespace

base::Result<std::string> document_text(const Draft& draft, std::string_view before) {
  ordered_json json = {{"v", kDocumentVersion},
                       {"id", draft.id},
                       {"period", draft.period},
                       {"revises", draft.revises.empty() ? ordered_json() : ordered_json(draft.revises)},
                       {"known_at", base::to_rfc3339(draft.known_at)}};
  auto definitions = ordered_json::array();
  for (const auto& each : draft.definitions)
    definitions.push_back({{"kpi", each.kpi}, {"version", each.version}, {"text", each.text}});
  json["definitions"] = std::move(definitions);
  auto values = ordered_json::array();
  for (const auto& value : draft.values) values.push_back(publish::to_json(value));
  if (!draft.revises.empty()) {
    MIZAN_ASSIGN(const auto old, parsed(before));
    auto revisions = ordered_json::array();
    for (const auto& each : differences(old.json["values"], values)) revisions.push_back(json_of(each));
    json["revisions"] = std::move(revisions);
  }
  json["values"] = std::move(values);
  return base::json_text(json, 1) + "\n";
}

base::Result<Summary> read_summary(std::string_view document) {
  MIZAN_ASSIGN(const auto read, parsed(document));
  const auto& json = read.json;
  Summary summary;
  summary.id = text_in(json, "id");
  summary.period = text_in(json, "period");
  summary.revises = text_in(json, "revises");
  summary.known_at = text_in(json, "known_at");
  summary.values = json["values"].size();
  if (const auto revisions = json.find("revisions"); revisions != json.end())
    summary.revisions = revisions->size();
  return summary;
}

base::Result<std::vector<std::string>> kpis_of(std::string_view document) {
  MIZAN_ASSIGN(const auto read, parsed(document));
  const auto& json = read.json;
  std::vector<std::string> ids;
  if (const auto definitions = json.find("definitions");
      definitions != json.end() && definitions->is_array()) {
    for (const auto& each : *definitions) ids.push_back(text_in(each, "kpi"));
  }
  return ids;
}

base::Result<std::vector<Revision>> revisions_between(std::string_view before, std::string_view after) {
  MIZAN_ASSIGN(const auto old, parsed(before));
  MIZAN_ASSIGN(const auto later, parsed(after));
  return differences(old.json["values"], later.json["values"]);
}

}  // namespace mizan::release
