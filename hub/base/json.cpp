#include "base/json.hpp"

#include <nlohmann/json.hpp>

namespace mizan::base {
namespace {

template <class Json>
Json parsed(std::string_view text) {
  return Json::parse(text.data(), text.data() + text.size(), nullptr, false);
}

template <class Json>
std::string written(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

nlohmann::json parse_json(std::string_view text) {
  return parsed<nlohmann::json>(text);
}

nlohmann::ordered_json parse_ordered_json(std::string_view text) {
  return parsed<nlohmann::ordered_json>(text);
}

std::string json_text(const nlohmann::json& value, int indent) {
  return written(value, indent);
}

std::string json_text(const nlohmann::ordered_json& value, int indent) {
  return written(value, indent);
}

}  // namespace mizan::base
