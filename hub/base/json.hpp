#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace mizan::base {

/// JSON text read and written, compiled once: the library's own parse() and dump() are templates that cost
/// every file which calls them seconds of compilation.
///
/// Text that is no JSON document gives a value of the type `discarded`, which is none of the others.
nlohmann::json parse_json(std::string_view text);
/// The same, with the keys of objects in the order of the text.
nlohmann::ordered_json parse_ordered_json(std::string_view text);

/// On one line, or with so many blanks to a level. What is no UTF-8 becomes U+FFFD.
std::string json_text(const nlohmann::json& value, int indent = -1);
std::string json_text(const nlohmann::ordered_json& value, int indent = -1);

/// The whole number that a value is; nothing: it is none, is written as a fraction, or has over 63 bits. What
/// came from outside is read by this: the library's own get<int>() of 1e40 is undefined.
std::optional<std::int64_t> whole_number(const nlohmann::json& value);
std::optional<std::int64_t> whole_number(const nlohmann::ordered_json& value);
/// The same of an object's member; nothing too where it is no object, or has none of that name.
std::optional<std::int64_t> whole_number(const nlohmann::json& object, const char* member);
std::optional<std::int64_t> whole_number(const nlohmann::ordered_json& object, const char* member);

}  // namespace mizan::base
