#include "sdmx/structure_message.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "sdmx/identifier.hpp"
#include "sdmx/series.hpp"

namespace mizan::sdmx {

using nlohmann::ordered_json;

namespace {

constexpr std::string_view kConcepts = "CS_KPI";

// By which list the values of a component are coded; empty: by none.
std::string_view list_of(std::string_view component) {
  static const std::map<std::string_view, std::string_view> kLists = {{"FREQ", "CL_FREQ"},
                                                                      {"REF_AREA", "CL_AREA"},
                                                                      {"KPI", "CL_KPI"},
                                                                      {"STAT", "CL_STAT"},
                                                                      {"BREAKDOWN", "CL_BREAKDOWN"},
                                                                      {"MEMBER", "CL_MEMBER"},
                                                                      {"OBS_STATUS", "CL_OBS_STATUS"},
                                                                      {"UNIT_MEASURE", "CL_UNIT"}};
  const auto found = kLists.find(component);
  return found == kLists.end() ? std::string_view() : found->second;
}

std::string urn(std::string_view package, std::string_view kind, std::string_view id) {
  return fmt::format("urn:sdmx:org.sdmx.infomodel.{}.{}={}:{}({})", package, kind, kAgency, id, kVersion);
}

ordered_json named(std::string_view id, const std::string& name) {
  return {{"id", id}, {"name", name}, {"names", {{"en", name}}}};
}

ordered_json artefact(std::string_view id, const std::string& name) {
  auto json = named(id, name);
  json["agencyID"] = kAgency;
  json["version"] = kVersion;
  return json;
}

ordered_json component(std::string_view id) {
  ordered_json json = {
      {"id", id}, {"conceptIdentity", urn("conceptscheme", "Concept", kConcepts) + "." + std::string(id)}};
  const auto list = list_of(id);
  if (!list.empty()) json["localRepresentation"] = {{"enumeration", urn("codelist", "Codelist", list)}};
  return json;
}

ordered_json dimensions() {
  auto list = ordered_json::array();
  for (std::size_t i = 0; i < kSeriesDimensions; ++i) {
    auto dimension = component(kDimensions[i]);
    dimension["position"] = i;
    list.push_back(std::move(dimension));
  }
  auto time = component("TIME_PERIOD");
  time["localRepresentation"] = {{"format", {{"dataType", "ObservationalTimePeriod"}}}};
  return {{"id", "DimensionDescriptor"}, {"dimensions", std::move(list)}, {"timeDimension", std::move(time)}};
}

ordered_json attributes() {
  auto list = ordered_json::array();
  for (const auto id : kAttributes) {
    auto attribute = component(id);
    attribute["attributeRelationship"] = {{"observation", ordered_json::object()}};
    const auto* type = id == "REPORTING_YEAR_START_DAY" ? "MonthDay" : "Integer";
    if (list_of(id).empty()) attribute["localRepresentation"] = {{"format", {{"dataType", type}}}};
    list.push_back(std::move(attribute));
  }
  return {{"id", "AttributeDescriptor"}, {"attributes", std::move(list)}};
}

ordered_json measures() {
  auto measure = component("OBS_VALUE");
  measure["localRepresentation"] = {{"format", {{"dataType", "Double"}}}};
  return {{"id", "MeasureDescriptor"}, {"measures", ordered_json::array({std::move(measure)})}};
}

ordered_json data_structure() {
  auto json = artefact(kDataStructure, "KPIs of the criminal-justice chain");
  json["dataStructureComponents"] = {
      {"dimensionList", dimensions()}, {"measureList", measures()}, {"attributeList", attributes()}};
  return json;
}

ordered_json concepts() {
  auto list = ordered_json::array();
  for (const auto id : kDimensions) list.push_back(named(id, fixed_name("", id)));
  list.push_back(named("OBS_VALUE", fixed_name("", "OBS_VALUE")));
  for (const auto id : kAttributes) list.push_back(named(id, fixed_name("", id)));
  auto scheme = artefact(kConcepts, "Concepts of the KPIs");
  scheme["concepts"] = std::move(list);
  return scheme;
}

ordered_json code_list(const CodeList& list, const ConceptNames& names) {
  auto codes = ordered_json::array();
  for (const auto& code : list.codes)
    codes.push_back(named(identifier_of(code), names(list.component, code)));
  auto json = artefact(list.id, "Codes of " + fixed_name("", list.component));
  json["codes"] = std::move(codes);
  return json;
}

struct Fixed {
  std::string_view component;
  std::string_view code;
  std::string_view name;
};
constexpr Fixed kFixed[] = {{"", "FREQ", "Frequency"},
                            {"", "REF_AREA", "Province"},
                            {"", "KPI", "Indicator"},
                            {"", "STAT", "Statistic"},
                            {"", "BREAKDOWN", "Breakdown"},
                            {"", "MEMBER", "Member of the breakdown"},
                            {"", "TIME_PERIOD", "Period"},
                            {"", "OBS_VALUE", "Value"},
                            {"", "OBS_STATUS", "Observation status"},
                            {"", "UNIT_MEASURE", "Unit"},
                            {"", "KPI_VERSION", "Version of the definition"},
                            {"", "NUMERATOR", "Numerator"},
                            {"", "DENOMINATOR", "Denominator, or number of a quantile"},
                            {"", "REPORTING_YEAR_START_DAY", "First day of the reporting year"},
                            {"FREQ", "A", "Annual"},
                            {"FREQ", "FY", "Fiscal year, 1 July to 30 June"},
                            {"FREQ", "Q", "Quarterly"},
                            {"FREQ", "M", "Monthly"},
                            {"STAT", "value", "Value"},
                            {"STAT", "p50", "Median"},
                            {"STAT", "p90", "90th percentile"},
                            {"REF_AREA", "_T", "Pakistan"},
                            {"REF_AREA", "_U", "Unknown"},
                            {"MEMBER", "_T", "Total"},
                            {"MEMBER", "_U", "Unknown"},
                            {"OBS_STATUS", "A", "Normal"},
                            {"OBS_STATUS", "P", "Provisional"},
                            {"OBS_STATUS", "Q", "Missing: suppressed"},
                            {"OBS_STATUS", "L", "Missing: not collected"},
                            {"OBS_STATUS", "M", "Missing: cannot exist"},
                            {"OBS_STATUS", "O", "Missing"}};

}  // namespace

std::string fixed_name(std::string_view component, std::string_view code) {
  for (const auto& each : kFixed) {
    if (each.component == component && each.code == code) return std::string(each.name);
  }
  return {};
}

std::vector<CodeList> fixed_code_lists() {
  std::vector<CodeList> lists;
  for (const auto* id : {"FREQ", "STAT", "OBS_STATUS"}) {
    CodeList list{"CL_" + std::string(id), id, {}};
    for (const auto& each : kFixed) {
      if (each.component == id) list.codes.emplace_back(each.code);
    }
    lists.push_back(std::move(list));
  }
  return lists;
}

ordered_json meta_json(std::string_view kind, base::Micros prepared) {
  return {{"id", fmt::format("{}-{}", kind, prepared)},
          {"prepared", base::to_rfc3339(prepared)},
          {"test", false},
          {"contentLanguages", ordered_json::array({"en"})},
          {"sender", {{"id", kAgency}, {"name", "Mizan"}, {"names", {{"en", "Mizan"}}}}}};
}

std::string structure_message(const std::vector<CodeList>& lists, const ConceptNames& names,
                              base::Micros prepared) {
  auto code_lists = ordered_json::array();
  for (const auto& list : fixed_code_lists()) code_lists.push_back(code_list(list, names));
  for (const auto& list : lists) code_lists.push_back(code_list(list, names));
  auto flow = artefact(kDataflow, "KPIs of the criminal-justice chain");
  flow["structure"] = urn("datastructure", "DataStructure", kDataStructure);
  return base::json_text(
      ordered_json{{"$schema", "https://json.sdmx.org/2.1/sdmx-json-structure-schema.json"},
                   {"meta", meta_json("STRUCTURE", prepared)},
                   {"data",
                    {{"dataflows", ordered_json::array({std::move(flow)})},
                     {"dataStructures", ordered_json::array({data_structure()})},
                     {"conceptSchemes", ordered_json::array({concepts()})},
                     {"codelists", std::move(code_lists)}}}});
}

}  // namespace mizan::sdmx
