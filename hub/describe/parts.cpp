#include "describe/parts.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/json.hpp"
#include "describe/texts.hpp"

namespace mizan::describe {

using nlohmann::ordered_json;

namespace {

ordered_json read(std::string_view name) {
  return base::parse_ordered_json(text_of(name));
}

bool among(const ordered_json& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// The files name the members that an object may lack; the standard those that it must have.
void write_required(ordered_json& schema) {
  const auto sometimes = schema.value("sometimes", ordered_json::array());
  schema.erase("sometimes");
  const auto properties = schema.find("properties");
  if (properties == schema.end()) return;
  auto required = ordered_json::array();
  for (const auto& [name, ignored] : properties->items()) {
    if (!among(sometimes, name)) required.push_back(name);
  }
  if (!required.empty()) schema["required"] = std::move(required);
}

// One schema of `like` has the members of another before its own.
void take_members_of(ordered_json& schema, const ordered_json& all) {
  const auto like = schema.find("like");
  if (like == schema.end()) return;
  const auto& other = all.at(like->get<std::string>());
  schema.erase("like");
  auto properties = other.at("properties");
  properties.update(schema.at("properties"));
  schema["properties"] = std::move(properties);
  auto sometimes = other.value("sometimes", ordered_json::array());
  for (const auto& each : schema.value("sometimes", ordered_json::array())) sometimes.push_back(each);
  schema["sometimes"] = std::move(sometimes);
}

void complete(ordered_json& schema) {
  if (schema.is_array()) {
    for (auto& each : schema) complete(each);
  }
  if (!schema.is_object()) return;
  write_required(schema);
  for (auto& [name, inner] : schema.items()) {
    if (inner.is_structured() && name != "required" && name != "enum") complete(inner);
  }
}

ordered_json all_schemas(const ordered_json& events) {
  auto all = ordered_json::object();
  for (const auto* file : {"values", "cases", "reconciliation", "hub"}) all.update(read(file));
  all.update(events.at("schemas"));
  for (auto& [name, schema] : all.items()) take_members_of(schema, all);
  for (auto& [name, schema] : all.items()) complete(schema);
  return all;
}

const ordered_json& resolved(const ordered_json& schemas, const ordered_json& schema) {
  const auto ref = schema.find("$ref");
  if (ref == schema.end()) return schema;
  const auto text = ref->get<std::string>();
  return resolved(schemas, schemas.at(text.substr(text.rfind('/') + 1)));
}

void add_columns(const ordered_json& schemas, const ordered_json& row, const std::string& before,
                 std::vector<std::string>& columns) {
  const auto properties = row.find("properties");
  if (properties == row.end()) return;
  for (const auto& [name, member] : properties->items()) {
    const auto& inner = resolved(schemas, member);
    const bool rows = inner.contains("items") && resolved(schemas, inner["items"]).contains("properties");
    if (rows) continue;  // a table of its own
    if (inner.contains("properties"))
      add_columns(schemas, inner, before + name + ".", columns);
    else
      columns.push_back(before + name);
  }
}

}  // namespace

struct Parts::Read {
  ordered_json pages = read("pages");
  ordered_json parameters = read("parameters");
  ordered_json events_file = read("events");
  ordered_json events = events_file.at("events");
  ordered_json schemas = all_schemas(events_file);
};

Parts::Parts() : read_(std::make_unique<const Read>()) {}
Parts::~Parts() = default;
Parts::Parts(Parts&&) noexcept = default;
Parts& Parts::operator=(Parts&&) noexcept = default;

const ordered_json& Parts::interface() const {
  return read_->pages;
}

ordered_json Parts::parameter(const std::string& key) const {
  ordered_json parameter = {{"name", key}, {"in", "query"}};
  parameter.update(read_->parameters.at(key));
  return parameter;
}

const ordered_json& Parts::schemas() const {
  return read_->schemas;
}

std::vector<std::string> Parts::columns(const std::string& schema, const std::string& list) const {
  std::vector<std::string> columns;
  const auto found = read_->schemas.find(schema);
  if (found == read_->schemas.end() || !(*found)["properties"].contains(list)) return columns;
  const auto& items = (*found)["properties"][list]["items"];
  add_columns(read_->schemas, resolved(read_->schemas, items), "", columns);
  return columns;
}

const ordered_json& Parts::events() const {
  return read_->events;
}

std::string address_of(const ordered_json& page) {
  auto path = page.at("path").get<std::string>();
  if (path.starts_with('/')) return path;
  return path.empty() ? "/v1" : "/v1/" + path;
}

std::vector<std::string> links(const Parts& parts) {
  std::vector<std::string> all;
  for (const auto& page : parts.interface().at("pages")) {
    auto link = address_of(page);
    char before = '?';
    for (const auto& key : page.value("parameters", ordered_json::array())) {
      const auto parameter = parts.parameter(key.get<std::string>());
      if (parameter.at("in") != "query") continue;
      link += before + parameter.at("name").get<std::string>() + "=";
      before = '&';
    }
    all.push_back(std::move(link));
  }
  return all;
}

}  // namespace mizan::describe
