#include "describe/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/base64.hpp"
#include "base/digest.hpp"
#include "base/json.hpp"

namespace mizan::describe {

using nlohmann::ordered_json;

namespace {

constexpr std::string_view kStyle =
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c}"
    "h2{margin-top:2.5rem;border-bottom:1px solid #ccc}h3{margin-bottom:.2rem}"
    "code{font:.9em monospace;background:#f3f3f0;padding:.1em .3em;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ddd;padding:.25rem .5rem;"
    "text-align:left;vertical-align:top}th{font-weight:600}nav a{margin-right:1rem}";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string shown(const ordered_json& value) {
  return escaped(value.is_string() ? value.get<std::string>() : base::json_text(value));
}

std::string schema_link(const std::string& name) {
  return fmt::format("<a href=\"#schema-{0}\">{0}</a>", escaped(name));
}

std::string name_in(const ordered_json& ref) {
  const auto text = ref.get<std::string>();
  return text.substr(text.rfind('/') + 1);
}

// "integer, 1 to 1000", "one of a, b", a link to a schema.
std::string type_of(const ordered_json& schema) {
  if (schema.contains("$ref")) return schema_link(name_in(schema["$ref"]));
  if (schema.contains("enum")) {
    std::string words;
    for (const auto& each : schema["enum"]) words += (words.empty() ? "" : ", ") + shown(each);
    return "one of " + words;
  }
  if (schema.contains("const")) return "always " + shown(schema["const"]);
  auto type = schema.contains("type") ? schema["type"] : ordered_json("any");
  std::string text;
  for (const auto& each : type.is_array() ? type : ordered_json::array({type}))
    text += (text.empty() ? "" : " or ") + shown(each);
  if (schema.contains("items")) text += " of " + type_of(schema["items"]);
  if (schema.contains("minimum")) text += ", from " + shown(schema["minimum"]);
  if (schema.contains("maximum")) text += " to " + shown(schema["maximum"]);
  return text;
}

std::string text_of_schema(const ordered_json& schema) {
  return schema.contains("description") ? shown(schema["description"]) : std::string();
}

// An object that is described in its place has its members below its own name.
void add_rows(std::string& html, const ordered_json& schema, const std::string& before) {
  const auto properties = schema.value("properties", ordered_json::object());
  for (const auto& [name, member] : properties.items()) {
    const auto path = before + name;
    html += fmt::format("<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>\n", escaped(path),
                        type_of(member), text_of_schema(member));
    if (member.contains("$ref")) continue;
    add_rows(html, member, path + ".");
    if (member.contains("items") && !member["items"].contains("$ref"))
      add_rows(html, member["items"], path + ".");
  }
}

void add_schema(std::string& html, const std::string& name, const ordered_json& schema) {
  html += fmt::format("<h3 id=\"schema-{0}\">{0}</h3>\n", escaped(name));
  if (schema.contains("description")) html += fmt::format("<p>{}</p>\n", text_of_schema(schema));
  if (!schema.contains("properties")) {
    if (!schema.contains("anyOf")) html += fmt::format("<p>{}</p>\n", type_of(schema));
    for (const auto& each : schema.value("anyOf", ordered_json::array()))
      html += fmt::format("<p>{}</p>\n", type_of(each));
    return;
  }
  html += "<table>\n";
  add_rows(html, schema, "");
  html += "</table>\n";
}

void add_parameters(std::string& html, const Parts& parts, const ordered_json& page) {
  const auto keys = page.value("parameters", ordered_json::array());
  if (keys.empty()) return;
  html += "<table>\n";
  for (const auto& key : keys) {
    const auto parameter = parts.parameter(key.get<std::string>());
    auto text = shown(parameter.at("text"));
    if (parameter.at("schema").contains("default"))
      text += fmt::format(" Default <code>{}</code>.", shown(parameter.at("schema")["default"]));
    html += fmt::format("<tr><td><code>{}</code>{}</td><td>{}</td><td>{}</td></tr>\n",
                        shown(parameter.at("name")), parameter.at("in") == "header" ? " (header)" : "",
                        type_of(parameter.at("schema")), text);
  }
  html += "</table>\n";
}

void add_answers(std::string& html, const ordered_json& page) {
  html += "<p>Answer: ";
  bool first = true;
  for (const auto& [type, schema] : page.at("answers").items()) {
    const auto name = schema.get<std::string>();
    html += fmt::format("{}<code>{}</code>{}", first ? "" : ", ", escaped(type),
                        name.empty() ? std::string() : " " + schema_link(name));
    first = false;
  }
  html += page.value("etag", false) ? "; with an ETag, 304 to who holds it.</p>\n" : ".</p>\n";
}

void add_page(std::string& html, const Parts& parts, const ordered_json& page) {
  html += fmt::format("<h3><code>GET {}</code></h3>\n<p>{}.{}</p>\n", escaped(address_of(page)),
                      shown(page.at("title")),
                      page.contains("text") ? " " + shown(page.at("text")) : std::string());
  add_parameters(html, parts, page);
  add_answers(html, page);
}

std::vector<std::string> groups_of(const Parts& parts) {
  std::vector<std::string> groups;
  for (const auto& page : parts.interface().at("pages")) {
    const auto group = page.at("group").get<std::string>();
    if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
  }
  return groups;
}

void add_group(std::string& html, const Parts& parts, const std::string& group) {
  html += fmt::format("<h2>{}</h2>\n", escaped(group));
  for (const auto& page : parts.interface().at("pages")) {
    if (page.at("group") == group) add_page(html, parts, page);
  }
}

void add_problems(std::string& html, const Parts& parts) {
  html += "<h2>Problems</h2>\n<p>RFC 9457, <code>application/problem+json</code>.</p>\n<table>\n";
  for (const auto& [status, text] : parts.interface().at("problems").items())
    html += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", escaped(status), shown(text));
  html += "</table>\n";
}

void add_events(std::string& html, const Parts& parts) {
  html += "<h2>Events</h2>\n<table>\n";
  for (const auto& event : parts.events())
    html += fmt::format("<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>\n", shown(event.at("type")),
                        schema_link(event.at("data").get<std::string>()), shown(event.at("title")));
  html += "</table>\n";
}

}  // namespace

std::string reference(const Parts& parts) {
  const auto& interface = parts.interface();
  auto html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{0}: reference</title>\n"
      "<style>{1}</style>\n</head>\n<body>\n<h1>{0}: reference</h1>\n<p>{2}</p>\n"
      "<nav><a href=\"/v1/openapi.json\">OpenAPI 3.1</a><a href=\"/v1/asyncapi.json\">AsyncAPI 3</a></nav>\n",
      shown(interface.at("title")), kStyle, shown(interface.at("text")));
  for (const auto& group : groups_of(parts)) add_group(html, parts, group);
  add_events(html, parts);
  add_problems(html, parts);
  html += "<h2>Members of answers</h2>\n";
  for (const auto& [name, schema] : parts.schemas().items()) add_schema(html, name, schema);
  return html + "</body>\n</html>\n";
}

std::string reference_style_source() {
  const auto digest = base::sha256(kStyle);
  return fmt::format("'sha256-{}'",
                     base::to_base64({reinterpret_cast<const char*>(digest.data()), digest.size()}));
}

}  // namespace mizan::describe
