#pragma once
#include <string>

#include "describe/parts.hpp"

namespace mizan::describe {

/// The interface as one HTML page: no scripts, nothing from elsewhere.
std::string reference(const Parts& parts);

/// What a Content-Security-Policy must allow as style-src for that page: the digest of its one style sheet.
std::string reference_style_source();

}  // namespace mizan::describe
