#include "app/feed_line.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace mizan::app {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string shown(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? std::string() : base::json_text(*found);
}

// "org.mizan.kpi.value.restated.v1" says "restated".
std::string kind_of(const std::string& type) {
  const auto end = type.rfind('.');
  const auto start = end == std::string::npos || end == 0 ? std::string::npos : type.rfind('.', end - 1);
  return start == std::string::npos ? type : type.substr(start + 1, end - start - 1);
}

std::string moved(const json& data) {
  const auto value = shown(data, "value");
  const auto previous = shown(data, "previous");
  return previous.empty() || previous == "null" ? value : previous + " -> " + value;
}

}  // namespace

std::optional<std::string> feed_line(std::string_view event) {
  const auto parsed = base::parse_json(event);
  if (!parsed.is_object() || !parsed.contains("data") || !parsed["data"].is_object()) return std::nullopt;
  if (text_of(parsed, "type").starts_with("org.mizan.feed.snapshot.")) return std::nullopt;
  const auto& data = parsed["data"];
  std::string line;
  for (const auto& part : {text_of(parsed, "time"), fmt::format("{:<9}", kind_of(text_of(parsed, "type"))),
                           text_of(parsed, "subject"), moved(data), shown(data, "reasons")}) {
    line += (line.empty() || part.empty() ? "" : "  ") + part;
  }
  return line;
}

}  // namespace mizan::app
