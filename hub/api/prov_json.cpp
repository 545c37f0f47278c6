#include "api/prov_json.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "publish/kpi_json.hpp"

namespace mizan::api {
namespace {

using nlohmann::ordered_json;

// Letters, digits and a few signs stand for themselves in the local part of a name; the rest is encoded byte
// by byte, so that no two things share a name.
std::string encoded(std::string_view text) {
  constexpr std::string_view kPlain = "-_.";
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

// "mizan:record/court/hearing/h1/17"
std::string name(std::string_view kind, std::initializer_list<std::string_view> parts) {
  std::string text = fmt::format("mizan:{}", kind);
  for (const auto part : parts) text += "/" + encoded(part);
  return text;
}

ordered_json qualified(std::string_view text) {
  return {{"$", text}, {"type", "prov:QUALIFIED_NAME"}};
}

ordered_json moment(base::Micros at) {
  return {{"$", base::to_rfc3339(at)}, {"type", "xsd:dateTime"}};
}

/// The document while it grows: things by name, each once, and relations, numbered.
class Document {
 public:
  ordered_json& entity(const std::string& id) { return thing("entity", id); }
  ordered_json& activity(const std::string& id) { return thing("activity", id); }
  ordered_json& agent(const std::string& id) { return thing("agent", id); }
  bool has(std::string_view section, const std::string& id) const {
    const auto found = json_.find(section);
    return found != json_.end() && found->contains(id);
  }

  void relate(std::string_view relation, ordered_json ends) {
    json_[std::string(relation)][fmt::format("_:r{}", ++relations_)] = std::move(ends);
  }

  ordered_json take() { return std::move(json_); }

 private:
  ordered_json& thing(std::string_view section, const std::string& id) {
    auto& made = json_[std::string(section)][id];
    if (made.is_null()) made = ordered_json::object();
    return made;
  }

  ordered_json json_ = {{"prefix", {{"mizan", "urn:mizan:"}}}};
  int relations_ = 0;
};

std::string definition_name(const model::KpiCellKey& key) {
  return name("definition", {key.kpi, std::to_string(key.version)});
}

std::string value_name(const model::KpiResult& result) {
  const auto& key = result.key;
  return name("value", {key.kpi, std::to_string(key.version), result.period.label, key.province,
                        key.dimension, key.member, key.stat, std::to_string(result.known_at)});
}

// The same whatever statistic of it is looked at.
std::string counting_name(const model::KpiResult& result) {
  const auto& key = result.key;
  return name("counting", {key.kpi, std::to_string(key.version), result.period.label, key.province,
                           key.dimension, key.member, std::to_string(result.known_at)});
}

void add_value(Document& document, const model::KpiResult& result) {
  const auto id = value_name(result);
  auto& entity = document.entity(id);
  entity["prov:type"] = qualified("mizan:Value");
  entity["prov:value"] = result.value ? model::format_value(*result.value) : "";
  entity["mizan:unit"] = result.unit;
  entity["mizan:status"] = model::kpi_status_name(result.status);
  if (result.numerator) entity["mizan:numerator"] = *result.numerator;
  if (result.denominator) entity["mizan:denominator"] = *result.denominator;
  const auto counting = counting_name(result);
  if (!document.has("activity", counting)) {
    auto& activity = document.activity(counting);
    activity["prov:type"] = qualified("mizan:Counting");
    activity["mizan:knownAt"] = moment(result.known_at);
    document.entity(definition_name(result.key))["prov:type"] = qualified("prov:Plan");
    document.relate("wasAssociatedWith", {{"prov:activity", counting},
                                          {"prov:agent", "mizan:hub"},
                                          {"prov:plan", definition_name(result.key)}});
  }
  document.relate("wasGeneratedBy", {{"prov:entity", id}, {"prov:activity", counting}});
}

std::string run_name(const store::Provenance& record) {
  return name("run", {std::to_string(record.run.id.value)});
}

void add_run(Document& document, const store::Provenance& record) {
  const auto id = run_name(record);
  if (document.has("activity", id)) return;
  const auto& run = record.run;
  auto& activity = document.activity(id);
  activity["prov:startTime"] = base::to_rfc3339(run.started_at);
  if (run.ended_at != 0) activity["prov:endTime"] = base::to_rfc3339(run.ended_at);
  activity["prov:type"] = qualified("mizan:Run");
  activity["mizan:status"] = run.status;
  const auto adapter = name("adapter", {run.adapter, run.adapter_version});
  document.agent(adapter)["prov:type"] = qualified("prov:SoftwareAgent");
  ordered_json association = {{"prov:activity", id}, {"prov:agent", adapter}};
  if (!run.mapping.empty()) {
    const auto mapping = name("mapping", {run.mapping});
    document.entity(mapping)["prov:type"] = qualified("prov:Plan");
    association["prov:plan"] = mapping;
  }
  document.relate("wasAssociatedWith", std::move(association));
}

void add_raw(Document& document, const store::Provenance& record, const std::string& record_id) {
  const auto id = name(
      "raw", {record.source, model::kind_name(record.kind), record.key, std::to_string(record.sequence)});
  auto& entity = document.entity(id);
  entity["prov:type"] = qualified("mizan:RawText");
  if (record.raw_dropped) {
    entity["mizan:dropped"] = true;
  } else {
    entity["prov:value"] = record.raw;
    entity["mizan:sha256"] = base::to_hex(base::sha256(record.raw));
  }
  const auto source = name("source", {record.source});
  document.agent(source)["prov:type"] = qualified("prov:Organization");
  document.relate("wasAttributedTo", {{"prov:entity", id}, {"prov:agent", source}});
  document.relate("used", {{"prov:activity", run_name(record)}, {"prov:entity", id}});
  document.relate(
      "wasDerivedFrom",
      {{"prov:generatedEntity", record_id}, {"prov:usedEntity", id}, {"prov:activity", run_name(record)}});
}

void add_record(Document& document, const store::Provenance& record, const std::string& case_id) {
  const auto id = name(
      "record", {record.source, model::kind_name(record.kind), record.key, std::to_string(record.sequence)});
  auto& entity = document.entity(id);
  entity["prov:type"] = qualified("mizan:Record");
  entity["mizan:kind"] = model::kind_name(record.kind);
  document.relate("hadMember", {{"prov:collection", case_id}, {"prov:entity", id}});
  add_run(document, record);
  document.relate("wasGeneratedBy", {{"prov:entity", id},
                                     {"prov:activity", run_name(record)},
                                     {"prov:time", base::to_rfc3339(record.accepted_at)}});
  if (!record.raw.empty() || record.raw_dropped) add_raw(document, record, id);
}

// "numerator 2026-03-14"
ordered_json roles_of(const ExplainedCase& each) {
  auto roles = ordered_json::array();
  for (const auto& part : each.parts)
    roles.push_back(fmt::format("{} {}", part.role, base::to_iso(part.day)));
  return roles;
}

void add_case(Document& document, const ExplainedCase& each, const Explanation& explanation) {
  const auto id = name("case", {each.case_id, std::to_string(explanation.known_at)});
  auto& entity = document.entity(id);
  entity["prov:type"] = qualified("prov:Collection");
  entity["mizan:part"] = roles_of(each);
  for (const auto& record : each.records) add_record(document, record, id);
  for (const auto& value : explanation.values) {
    document.relate("wasDerivedFrom", {{"prov:generatedEntity", value_name(value.value)},
                                       {"prov:usedEntity", id},
                                       {"prov:activity", counting_name(value.value)}});
  }
  if (!explanation.values.empty())
    document.relate(
        "used", {{"prov:activity", counting_name(explanation.values.front().value)}, {"prov:entity", id}});
}

}  // namespace

ordered_json prov_json(const Explanation& explanation) {
  Document document;
  document.agent("mizan:hub")["prov:type"] = qualified("prov:SoftwareAgent");
  for (const auto& value : explanation.values) add_value(document, value.value);
  for (const auto& each : explanation.cases) add_case(document, each, explanation);
  return document.take();
}

}  // namespace mizan::api
