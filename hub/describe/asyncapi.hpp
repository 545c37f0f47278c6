#pragma once
#include <string>

#include "describe/parts.hpp"

namespace mizan::describe {

/// The feed and what is posted to receivers as an AsyncAPI 3 document, on one line.
std::string asyncapi(const Parts& parts);

}  // namespace mizan::describe
