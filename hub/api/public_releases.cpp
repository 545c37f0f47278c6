#include "api/public_releases.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "base/json.hpp"
#include "disclosure/families.hpp"
#include "release/jws.hpp"

namespace mizan::api {
namespace {

using nlohmann::ordered_json;

// In a struct, for a JSON value is made of anything, an error included.
struct Document {
  ordered_json json;
  model::Period period;
};

base::Result<Document> parsed(const std::string& id, std::string_view text) {
  Document document{base::parse_ordered_json(text), {}};
  const auto& json = document.json;
  const bool whole = json.is_object() && json.contains("period") && json["period"].is_string() &&
                     json.contains("values") && json["values"].is_array();
  const auto period = whole ? model::parse_period(json["period"].get<std::string>()) : std::nullopt;
  if (!period) return base::Error{base::Code::kData, "the release " + id + " is no document of a period"};
  document.period = *period;
  return document;
}

std::optional<std::int64_t> count_in(const ordered_json& value, const char* name) {
  const auto found = value.find(name);
  if (found == value.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

// As much of a result as says what its counts are.
model::KpiResult result_of(const ordered_json& value, const model::Period& period) {
  model::KpiResult result;
  result.key = {value.value("kpi", ""),      value.value("version", 1), value.value("stat", ""),
                value.value("province", ""), value.value("by", ""),     value.value("member", "")};
  result.period = period;
  result.numerator = count_in(value, "numerator");
  result.denominator = count_in(value, "denominator");
  if (const auto whole = count_in(value, "value")) result.value = model::Fraction{*whole, 1};
  return result;
}

bool is_for_the_public(const ordered_json& value) {
  return !disclosure::family_of(value.value("kpi", "")).empty() &&
         disclosure::is_for_the_public(value.value("by", ""));
}

// What is left out and how much was covered are counts too.
ordered_json shown(const ordered_json& value, bool hidden) {
  ordered_json out;
  for (const auto* name :
       {"v", "kpi", "version", "unit", "stat", "province", "by", "member", "period", "from", "to"})
    out[name] = value.value(name, ordered_json());
  for (const auto* name : {"value", "numerator", "denominator"})
    out[name] = hidden ? ordered_json() : value.value(name, ordered_json());
  out["status"] = hidden ? ordered_json("suppressed") : value.value("status", ordered_json());
  return out;
}

}  // namespace

base::Result<PublicReleases> PublicReleases::of(const release::Archive& archive,
                                                const std::vector<std::string>& ids) {
  PublicReleases all;
  for (const auto& id : ids) {
    MIZAN_ASSIGN(const auto text, archive.signed_text(id));
    MIZAN_ASSIGN(const auto jws, release::parse_jws(text));
    MIZAN_TRY(all.add(id, jws.payload));
  }
  return all;
}

// Each family is a table of its own.
base::Result<> PublicReleases::add(const std::string& id, std::string_view text) {
  MIZAN_ASSIGN(const auto document, parsed(id, text));
  std::map<std::string, std::vector<model::KpiResult>, std::less<>> families;
  for (const auto& value : document.json["values"]) {
    if (!is_for_the_public(value)) continue;
    auto result = result_of(value, document.period);
    families[std::string(disclosure::family_of(result.key.kpi))].push_back(std::move(result));
  }
  std::map<std::string, disclosure::Publication::Shown, std::less<>> decided;
  auto held = ordered_json::array();
  for (const auto& [family, results] : families) {
    const auto shown = publications_[family].add(disclosure::table_of(document.period, results));
    if (!shown.taken) held.push_back(family);
    decided.emplace(family, shown);
  }
  auto values = ordered_json::array();
  for (const auto& value : document.json["values"]) {
    if (!is_for_the_public(value)) continue;
    const auto& [taken, hidden] = decided.find(disclosure::family_of(value.value("kpi", "")))->second;
    if (!taken) continue;
    values.push_back(shown(value, hidden.contains({value.value("province", ""), value.value("by", ""),
                                                   value.value("member", "")})));
  }
  texts_[id] = base::json_text(ordered_json{{"release", id},
                                            {"period", document.period.label},
                                            {"known_at", document.json.value("known_at", ordered_json())},
                                            {"held", std::move(held)},
                                            {"values", std::move(values)}});
  return {};
}

const std::string* PublicReleases::find(const std::string& id) const {
  const auto found = texts_.find(id);
  return found == texts_.end() ? nullptr : &found->second;
}

}  // namespace mizan::api
