#pragma once
#include <simdjson.h>

#include <optional>
#include <string_view>

namespace mizan::json {

/// The name of a member that stands more than once in one object of the document, at any depth. RFC 8259
/// leaves open which of them counts, so neither does.
std::optional<std::string_view> duplicated_member(simdjson::dom::element at);

}  // namespace mizan::json
