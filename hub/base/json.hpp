#pragma once
#include <nlohmann/json_fwd.hpp>
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

}  // namespace mizan::base
