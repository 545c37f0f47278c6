#include "base/json.hpp"

#include <limits>
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

template <class Json>
std::optional<std::int64_t> whole(const Json& value) {
  if (value.is_number_unsigned()) {
    const auto number = value.template get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  if (!value.is_number_integer()) return std::nullopt;
  return value.template get<std::int64_t>();
}

template <class Json>
std::optional<std::int64_t> whole_member(const Json& object, const char* member) {
  const auto found = object.find(member);  // of what is no object: its end
  return found == object.end() ? std::nullopt : whole(*found);
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

std::optional<std::int64_t> whole_number(const nlohmann::json& value) {
  return whole(value);
}

std::optional<std::int64_t> whole_number(const nlohmann::ordered_json& value) {
  return whole(value);
}

std::optional<std::int64_t> whole_number(const nlohmann::json& object, const char* member) {
  return whole_member(object, member);
}

std::optional<std::int64_t> whole_number(const nlohmann::ordered_json& object, const char* member) {
  return whole_member(object, member);
}

}  // namespace mizan::base
