#pragma once
#include <span>
#include <string_view>

namespace mizan::publish {

/// The types of all events of the feed that change something. What tells of a snapshot is none of them: it
/// comes to everybody who is sent one.
std::span<const std::string_view> event_types();

/// The whole name of a type that a subscriber asks for: by that name, or by what stands behind "org.mizan.".
/// Empty: there is no such type.
std::string_view find_event_type(std::string_view name);

}  // namespace mizan::publish
