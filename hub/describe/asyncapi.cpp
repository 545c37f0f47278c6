#include "describe/asyncapi.hpp"

#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace mizan::describe {

using nlohmann::ordered_json;

namespace {

ordered_json schema_ref(const std::string& name) {
  return {{"$ref", "#/components/schemas/" + name}};
}

// The envelope with what is certain of this one.
ordered_json payload_json(const Parts& parts, const ordered_json& event) {
  auto data = schema_ref(event.at("data").get<std::string>());
  if (event.value("bare", false)) return data;
  auto envelope = parts.schemas().at("CloudEvent");
  envelope.erase("description");
  envelope["properties"]["type"] = {{"const", event.at("type")}};
  envelope["properties"]["data"] = std::move(data);
  return envelope;
}

ordered_json messages_json(const Parts& parts) {
  auto messages = ordered_json::object();
  for (const auto& event : parts.events()) {
    const bool bare = event.value("bare", false);
    messages[event.at("name").get<std::string>()] = {
        {"name", event.at("type")},
        {"title", event.at("title")},
        {"contentType", bare ? "application/json" : "application/cloudevents+json"},
        {"payload", payload_json(parts, event)}};
  }
  return messages;
}

// `only`: a channel that alone has the event.
ordered_json messages_of(const Parts& parts, const std::string& channel) {
  auto messages = ordered_json::object();
  for (const auto& event : parts.events()) {
    const auto name = event.at("name").get<std::string>();
    if (event.value("only", channel) == channel) messages[name] = {{"$ref", "#/components/messages/" + name}};
  }
  return messages;
}

// What a page is asked by, as the schema of its query.
ordered_json query_json(const Parts& parts, const std::string& page_name) {
  auto properties = ordered_json::object();
  for (const auto& page : parts.interface().at("pages")) {
    if (page.at("name") != page_name) continue;
    for (const auto& key : page.at("parameters")) {
      const auto parameter = parts.parameter(key.get<std::string>());
      if (parameter.at("in") != "query") continue;
      auto schema = parameter.at("schema");
      schema["description"] = parameter.at("text");
      properties[parameter.at("name").get<std::string>()] = std::move(schema);
    }
  }
  return {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

ordered_json channels_json(const Parts& parts) {
  return {
      {"feed",
       {{"address", "/v1/feed"},
        {"title", "Server-sent events"},
        {"description",
         "The SSE id is the cursor: go on with it as Last-Event-ID. Every event comes at least once and in "
         "order. What has no cursor is part of a snapshot, or told together with others."},
        {"messages", messages_of(parts, "feed")}}},
      {"socket",
       {{"address", "/v1/feed"},
        {"title", "WebSocket"},
        {"description",
         "The same events in the same order, each a message (CloudEvents' cloudevents.json); a cursor of "
         "any "
         "way is one of all."},
        {"messages", messages_of(parts, "feed")},
        {"bindings",
         {{"ws", {{"method", "GET"}, {"query", query_json(parts, "feed")}, {"bindingVersion", "0.1.0"}}}}}}},
      {"webhook",
       {{"address", nullptr},
        {"title", "Receivers that are posted to"},
        {"description",
         "The address is the receiver's own. Signed as Standard Webhooks 1.0.0 says; webhook-id is the "
         "cursor."},
        {"messages", messages_of(parts, "webhook")}}}};
}

ordered_json operation_json(const char* channel, const char* title) {
  return {
      {"action", "send"}, {"channel", {{"$ref", std::string("#/channels/") + channel}}}, {"title", title}};
}

ordered_json by_http(ordered_json operation, ordered_json http) {
  operation["bindings"] = {{"http", std::move(http)}};
  return operation;
}

ordered_json operations_json(const Parts& parts) {
  constexpr const char* kBinding = "0.3.0";
  return {{"follow",
           by_http(operation_json("feed", "What is sent to who follows the feed"),
                   {{"method", "GET"}, {"query", query_json(parts, "feed")}, {"bindingVersion", kBinding}})},
          {"followBySocket", operation_json("socket", "The same by WebSocket")},
          {"post", by_http(operation_json("webhook", "What is posted to a receiver"),
                           {{"method", "POST"}, {"bindingVersion", kBinding}})}};
}

}  // namespace

std::string asyncapi(const Parts& parts) {
  const auto& interface = parts.interface();
  const ordered_json document = {
      {"asyncapi", "3.0.0"},
      {"info",
       {{"title", interface.at("title")},
        {"version", interface.at("version")},
        {"description", "KPI values as they change, what is released, signed and due."}}},
      {"defaultContentType", "application/cloudevents+json"},
      {"channels", channels_json(parts)},
      {"operations", operations_json(parts)},
      {"components", {{"messages", messages_json(parts)}, {"schemas", parts.schemas()}}}};
  return base::json_text(document);
}

}  // namespace mizan::describe
