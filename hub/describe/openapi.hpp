#pragma once
#include <string>

#include "describe/parts.hpp"

namespace mizan::describe {

/// The interface as an OpenAPI 3.1 document, on one line.
std::string openapi(const Parts& parts);

}  // namespace mizan::describe
