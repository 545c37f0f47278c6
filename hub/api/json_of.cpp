#include "api/json_of.hpp"

#include <nlohmann/json.hpp>

#include "publish/kpi_json.hpp"

namespace mizan::api {

using nlohmann::ordered_json;

namespace {

ordered_json names_of(const std::vector<kpi::Dimension>& dimensions) {
  auto list = ordered_json::array();
  for (const auto dimension : dimensions) list.push_back(kpi::dimension_name(dimension));
  return list;
}

ordered_json time_or_null(base::Micros at) {
  return at == 0 ? ordered_json() : ordered_json(base::to_rfc3339(at));
}

ordered_json findings_json(const std::vector<model::Finding>& findings) {
  auto list = ordered_json::array();
  for (const auto& finding : findings) {
    const auto* field = model::find_field(finding.field);
    list.push_back({{"code", finding.code},
                    {"field", field != nullptr ? ordered_json(field->name) : ordered_json()},
                    {"detail", finding.detail}});
  }
  return list;
}

ordered_json parts_json(const std::vector<kpi::Part>& parts) {
  auto list = ordered_json::array();
  for (const auto& part : parts)
    list.push_back({{"role", part.role}, {"day", base::to_iso(part.day)}, {"x", part.x}, {"n", part.n}});
  return list;
}

template <class T>
ordered_json list_json(const std::vector<T>& items) {
  auto list = ordered_json::array();
  for (const auto& item : items) list.push_back(json_of(item));
  return list;
}

ordered_json standardised_json(const kpi::StandardisedShare& share) {
  return {{"numerator", share.observed},
          {"denominator", share.denominator},
          {"expected", publish::to_json(std::optional(share.expected))},
          {"ratio", publish::to_json(share.ratio)},
          {"rate", publish::to_json(share.rate)}};
}

}  // namespace

ordered_json value_of(const model::FieldInfo& info, const model::Record& record) {
  switch (info.type) {
    case model::FieldType::kDate:
      return base::to_iso(*record.date(info.id));
    case model::FieldType::kInt:
      return *record.integer(info.id);
    case model::FieldType::kBool:
      return *record.boolean(info.id);
    default:
      return *record.text(info.id);
  }
}

ordered_json json_of(const kpi::Definition& definition) {
  return {{"id", definition.id},
          {"version", definition.version},
          {"valid_from", base::to_iso(definition.valid_from)},
          {"title", definition.title},
          {"question", definition.question},
          {"formula", definition.formula},
          {"unit", definition.unit},
          {"source", definition.source},
          {"caveats", definition.caveats},
          {"by", names_of(definition.by)},
          {"numerator_by", names_of(definition.numerator_by)}};
}

ordered_json json_of(const model::Record& record) {
  ordered_json json = {{"kind", model::kind_name(record.kind)}, {"key", record.key}};
  record.for_each([&](const model::FieldInfo& info, const model::Record& of) {
    if (of.has(info.id)) json[std::string(info.name)] = value_of(info, of);
    if (const auto native = of.native(info.id)) json[std::string(info.name) + "_native"] = *native;
  });
  return json;
}

ordered_json json_of(const store::RunRow& run) {
  return {{"id", run.id.value},
          {"started_at", time_or_null(run.started_at)},
          {"ended_at", time_or_null(run.ended_at)},
          {"status", run.status},
          {"message", run.message},
          {"received", run.books.received},
          {"accepted", run.books.accepted},
          {"unchanged", run.books.unchanged},
          {"quarantined", run.books.quarantined},
          {"vanished", run.vanished},
          {"adapter", run.adapter},
          {"adapter_version", run.adapter_version},
          {"mapping", run.mapping}};
}

ordered_json json_of(const store::Provenance& record) {
  return {{"kind", model::kind_name(record.kind)},
          {"key", record.key},
          {"source", record.source},
          {"accepted_at", time_or_null(record.accepted_at)},
          {"sequence", record.sequence},
          {"run", record.run.id.value},
          {"adapter", record.run.adapter},
          {"adapter_version", record.run.adapter_version},
          {"mapping", record.run.mapping},
          {"findings", findings_json(record.findings)},
          {"raw", record.raw_dropped ? ordered_json() : ordered_json(record.raw)},
          {"raw_dropped", record.raw_dropped}};
}

ordered_json json_of(const Explanation& explanation) {
  auto values = ordered_json::array();
  for (const auto& value : explanation.values) values.push_back(json_of(value));
  auto cases = ordered_json::array();
  for (const auto& each : explanation.cases) {
    cases.push_back(
        {{"case", each.case_id}, {"parts", parts_json(each.parts)}, {"records", list_json(each.records)}});
  }
  return {{"known_at", time_or_null(explanation.known_at)},
          {"values", std::move(values)},
          {"case_count", explanation.case_count},
          {"cases", std::move(cases)}};
}

ordered_json json_of(const FairValue& value) {
  auto json = publish::to_json(value.value);
  if (value.fairness) json["fairness"] = publish::to_json(*value.fairness);
  if (value.standardised) json["standardised"] = standardised_json(*value.standardised);
  return json;
}

ordered_json json_of(const store::LinkRow& link) {
  ordered_json json = {
      {"source", link.source}, {"key", link.key}, {"reason", link.reason}, {"with", link.detail}};
  if (!link.by.empty()) json.update({{"by", link.by}, {"on", link.on}, {"why", link.why}});
  return json;
}

ordered_json json_of(const SharedValue& shared) {
  auto values = ordered_json::array();
  for (const auto& each : shared.values) {
    values.push_back({{"holder", model::holder_name(each.holder)},
                      {"source", each.source},
                      {"key", each.key},
                      {"value", each.value}});
  }
  return {{"field", shared.field}, {"differs", shared.differs}, {"values", std::move(values)}};
}

ordered_json json_of(const CaseStory& story) {
  auto timeline = ordered_json::array();
  for (const auto& event : story.timeline) {
    timeline.push_back({{"day", base::to_iso(event.day)},
                        {"what", event.what},
                        {"kind", model::kind_name(event.kind)},
                        {"source", event.source},
                        {"key", event.key}});
  }
  auto holders = ordered_json::array();
  for (const auto& each : story.linked.cases)
    holders.push_back({{"record", json_of(each.record)}, {"children", list_json(each.children)}});
  return {{"case", story.case_id},
          {"timeline", std::move(timeline)},
          {"holders", std::move(holders)},
          {"links", list_json(story.links)},
          {"shared", list_json(story.shared)},
          {"records", list_json(story.records)}};
}

}  // namespace mizan::api
