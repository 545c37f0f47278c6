#include "describe/openapi.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/json.hpp"

namespace mizan::describe {

using nlohmann::ordered_json;

namespace {

// Each page below /v1 can answer these, whatever it is.
constexpr const char* kAlways[] = {"400", "401", "403", "429", "500", "503"};

ordered_json schema_ref(const std::string& name) {
  return {{"$ref", "#/components/schemas/" + name}};
}

ordered_json parameter_json(const ordered_json& parameter) {
  const bool in_path = parameter.at("in") == "path";
  ordered_json json = {{"name", parameter.at("name")},
                       {"in", parameter.at("in")},
                       {"description", parameter.at("text")},
                       {"required", in_path || parameter.value("required", false)},
                       {"schema", parameter.at("schema")}};
  if (parameter.contains("example")) json["example"] = parameter.at("example");
  return json;
}

ordered_json parameters_json(const Parts& parts, const ordered_json& page) {
  auto list = ordered_json::array();
  for (const auto& key : page.value("parameters", ordered_json::array()))
    list.push_back(parameter_json(parts.parameter(key.get<std::string>())));
  return list;
}

// What is no JSON is text.
ordered_json content_json(const ordered_json& answers) {
  auto content = ordered_json::object();
  for (const auto& [type, schema] : answers.items()) {
    const auto name = schema.get<std::string>();
    content[type] = {{"schema", name.empty() ? ordered_json{{"type", "string"}} : schema_ref(name)}};
  }
  return content;
}

ordered_json problem_ref(const std::string& status) {
  return {{"$ref", "#/components/responses/Problem" + status}};
}

ordered_json responses_json(const ordered_json& page) {
  const bool versioned = page.value("etag", false);
  ordered_json answer = {{"description", page.at("title")}};
  if (versioned)
    answer["headers"] = {
        {"ETag", {{"description", "Which version this is."}, {"schema", {{"type", "string"}}}}}};
  answer["content"] = content_json(page.at("answers"));
  ordered_json responses = {{"200", std::move(answer)}};
  if (versioned) responses["304"] = {{"description", "It is what If-None-Match names."}};
  // One that everybody is answered by has no problems, only words.
  if (page.contains("words")) {
    for (const auto& [status, text] : page.at("words").items())
      responses[status] = {{"description", text}, {"content", content_json(page.at("answers"))}};
    return responses;
  }
  std::set<std::string> statuses(std::begin(kAlways), std::end(kAlways));
  for (const auto& status : page.value("problems", ordered_json::array()))
    statuses.insert(std::to_string(status.get<int>()));
  for (const auto& status : statuses) responses[status] = problem_ref(status);
  return responses;
}

ordered_json operation_json(const Parts& parts, const ordered_json& page) {
  ordered_json operation = {{"operationId", page.at("name")},
                            {"tags", ordered_json::array({page.at("group")})},
                            {"summary", page.at("title")}};
  if (page.contains("text")) operation["description"] = page.at("text");
  operation["parameters"] = parameters_json(parts, page);
  operation["responses"] = responses_json(page);
  return operation;
}

ordered_json paths_json(const Parts& parts) {
  auto paths = ordered_json::object();
  for (const auto& page : parts.interface().at("pages")) {
    paths[address_of(page)]["get"] = operation_json(parts, page);
  }
  return paths;
}

ordered_json header_json(const char* name, const char* text) {
  return {{"name", name},
          {"in", "header"},
          {"required", true},
          {"description", text},
          {"schema", {{"type", "string"}}}};
}

// What a receiver that is posted to has to take.
ordered_json webhooks_json() {
  ordered_json post = {
      {"operationId", "event"},
      {"summary", "An event of the feed, posted and signed as Standard Webhooks 1.0.0 says"},
      {"parameters",
       ordered_json::array(
           {header_json("webhook-id", "The event's id, the same when it comes again; a cursor."),
            header_json("webhook-timestamp", "Seconds of this attempt."),
            header_json("webhook-signature", "Of id.timestamp.body; one or several.")})},
      {"requestBody",
       {{"required", true},
        {"content", {{"application/cloudevents+json", {{"schema", schema_ref("CloudEvent")}}}}}}},
      {"responses", {{"2XX", {{"description", "It is taken; the next one comes."}}}}}};
  return {{"event", {{"post", std::move(post)}}}};
}

ordered_json components_json(const Parts& parts) {
  auto responses = ordered_json::object();
  for (const auto& [status, text] : parts.interface().at("problems").items()) {
    ordered_json response = {{"description", text}};
    response["content"]["application/problem+json"] = {{"schema", schema_ref("Problem")}};
    responses["Problem" + status] = std::move(response);
  }
  return {
      {"schemas", parts.schemas()},
      {"responses", std::move(responses)},
      {"securitySchemes",
       {{"token", {{"type", "http"}, {"scheme", "bearer"}, {"description", "mizan token add, or a JWT."}}},
        {"certificate", {{"type", "mutualTLS"}}}}}};
}

}  // namespace

std::string openapi(const Parts& parts) {
  const auto& interface = parts.interface();
  const auto none = ordered_json::array();
  const ordered_json document = {
      {"openapi", "3.1.0"},
      {"info",
       {{"title", interface.at("title")},
        {"version", interface.at("version")},
        {"description", interface.at("text")}}},
      {"servers", ordered_json::array({ordered_json{{"url", "/"}}})},
      {"security", ordered_json::array({ordered_json{{"token", none}}, ordered_json{{"certificate", none}},
                                        ordered_json::object()})},
      {"paths", paths_json(parts)},
      {"webhooks", webhooks_json()},
      {"components", components_json(parts)}};
  return base::json_text(document);
}

}  // namespace mizan::describe
