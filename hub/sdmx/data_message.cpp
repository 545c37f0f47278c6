#include "sdmx/data_message.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "base/json.hpp"
#include "sdmx/identifier.hpp"
#include "sdmx/series.hpp"

namespace mizan::sdmx {

using nlohmann::ordered_json;

namespace {

/// The codes of one component, each at the place where it came first.
class Codes {
 public:
  std::size_t place_of(const std::string& code) {
    const auto [found, fresh] = places_.emplace(code, places_.size());
    if (fresh) order_.push_back(code);
    return found->second;
  }
  const std::vector<std::string>& order() const { return order_; }

 private:
  std::map<std::string, std::size_t> places_;
  std::vector<std::string> order_;
};

std::string text_of(const std::optional<std::int64_t>& number) {
  return number ? fmt::format("{}", *number) : std::string();
}

std::array<std::string, kAttributes.size()> attributes_of(const model::KpiResult& result) {
  return {std::string(status_of(result)),        identifier_of(result.unit),
          fmt::format("{}", result.key.version), text_of(result.numerator),
          text_of(result.denominator),           std::string(reporting_year_start_day(result))};
}

// Missing on purpose is NaN; why, the status says.
std::string value_text(const model::KpiResult& result) {
  if (!result.value || result.value->denominator == 0) return "NaN";
  return model::format_value(*result.value);
}

ordered_json value_json(const model::KpiResult& result) {
  const auto text = value_text(result);
  return text == "NaN" ? ordered_json(text) : base::parse_ordered_json(text);
}

ordered_json named(std::string_view id, const std::string& name) {
  return {{"id", id}, {"name", name}, {"names", {{"en", name}}}};
}

class Message {
 public:
  explicit Message(const ConceptNames& names) : names_(names) {}

  ordered_json observations(const std::vector<model::KpiResult>& values, bool gone) {
    auto all = ordered_json::object();
    for (const auto& value : values)
      all[places_of(key_of(value))] = gone ? ordered_json::array() : observation(value);
    return all;
  }

  ordered_json structure(std::size_t data_sets) const {
    auto which = ordered_json::array();
    for (std::size_t i = 0; i < data_sets; ++i) which.push_back(i);
    auto structure = named("", "KPIs of the criminal-justice chain");
    structure.erase("id");
    structure["dataSets"] = std::move(which);
    structure["links"] = ordered_json::array({ordered_json{{"rel", "dataflow"}, {"urn", kDataflowUrn}}});
    const auto none = ordered_json::array();
    structure["dimensions"] = {{"dataSet", none}, {"series", none}, {"observation", dimensions()}};
    auto measure = named("OBS_VALUE", "Value");
    measure["roles"] = ordered_json::array({"PRIMARY"});
    measure["format"] = {{"dataType", "Double"}};
    structure["measures"] = {{"observation", ordered_json::array({std::move(measure)})}};
    structure["attributes"] = {{"dataSet", none}, {"series", none}, {"observation", attributes()}};
    return structure;
  }

 private:
  std::string places_of(const Key& key) {
    std::string text;
    for (std::size_t i = 0; i < key.size(); ++i)
      text += fmt::format("{}{}", i == 0 ? "" : ":", dimensions_[i].place_of(key[i]));
    return text;
  }

  ordered_json observation(const model::KpiResult& value) {
    auto list = ordered_json::array({value_json(value)});
    const auto attributes = attributes_of(value);
    for (std::size_t i = 0; i < attributes.size(); ++i)
      list.push_back(attributes[i].empty() ? ordered_json()
                                           : ordered_json(attributes_[i].place_of(attributes[i])));
    return list;
  }

  ordered_json values_of(std::string_view component, const Codes& codes) const {
    auto list = ordered_json::array();
    for (const auto& id : codes.order()) {
      const auto code = code_of(id).value_or(id);
      list.push_back(named(id, names_(component, code)));
    }
    return list;
  }

  ordered_json dimensions() const {
    auto list = ordered_json::array();
    for (std::size_t i = 0; i < kDimensions.size(); ++i) {
      auto dimension = named(kDimensions[i], fixed_name("", kDimensions[i]));
      dimension["keyPosition"] = i;
      const bool has_role =
          kDimensions[i] == "FREQ" || kDimensions[i] == "REF_AREA" || kDimensions[i] == "TIME_PERIOD";
      if (has_role) dimension["roles"] = ordered_json::array({kDimensions[i]});
      if (auto values = values_of(kDimensions[i], dimensions_[i]); !values.empty())
        dimension["values"] = std::move(values);
      list.push_back(std::move(dimension));
    }
    return list;
  }

  ordered_json attributes() const {
    auto list = ordered_json::array();
    for (std::size_t i = 0; i < kAttributes.size(); ++i) {
      auto attribute = named(kAttributes[i], fixed_name("", kAttributes[i]));
      attribute["relationship"] = {{"observation", ordered_json::object()}};
      auto values = values_of(kAttributes[i], attributes_[i]);
      // The schema wants one at least, and readers look up the first.
      if (values.empty()) values.push_back(named("_Z", "Not applicable"));
      attribute["values"] = std::move(values);
      list.push_back(std::move(attribute));
    }
    return list;
  }

  const ConceptNames& names_;
  std::array<Codes, kDimensions.size()> dimensions_;
  std::array<Codes, kAttributes.size()> attributes_;
};

// RFC 4180. Identifiers need no quotes.
void add_row(std::string& text, std::string_view action, const model::KpiResult& result, bool gone) {
  text += fmt::format("dataflow,{}:{}({}),{}", kAgency, kDataflow, kVersion, action);
  for (const auto& id : key_of(result)) text += "," + base::csv_cell(id);
  text += "," + (gone ? std::string() : value_text(result));
  for (const auto& attribute : attributes_of(result))
    text += "," + (gone ? std::string() : base::csv_cell(attribute));
  text += "\r\n";
}

}  // namespace

std::string data_message(const Observations& observations, const ConceptNames& names) {
  Message message(names);
  auto sets = ordered_json::array();
  sets.push_back({{"structure", 0},
                  {"action", observations.changes ? "Merge" : "Replace"},
                  {"observations", message.observations(observations.values, false)}});
  if (!observations.gone.empty())
    sets.push_back({{"structure", 0},
                    {"action", "Delete"},
                    {"observations", message.observations(observations.gone, true)}});
  auto structures = ordered_json::array({message.structure(sets.size())});
  return base::json_text(
      ordered_json{{"$schema", "https://json.sdmx.org/2.1/sdmx-json-data-schema.json"},
                   {"meta", meta_json("DATA", observations.prepared)},
                   {"data", {{"structures", std::move(structures)}, {"dataSets", std::move(sets)}}}});
}

std::string data_csv(const Observations& observations) {
  std::string text = "STRUCTURE,STRUCTURE_ID,ACTION";
  for (const auto dimension : kDimensions) text += fmt::format(",{}", dimension);
  text += ",OBS_VALUE";
  for (const auto attribute : kAttributes) text += fmt::format(",{}", attribute);
  text += "\r\n";
  for (const auto& value : observations.values) add_row(text, observations.changes ? "M" : "R", value, false);
  for (const auto& value : observations.gone) add_row(text, "D", value, true);
  return text;
}

}  // namespace mizan::sdmx
