#pragma once
#include <string>

namespace mizan::kpi {

/// The format of definitions as JSON Schema (2020-12), for editors: what check_definition() refuses is
/// refused as far as a schema can say it. It is made of the words that definitions are read by, so that the
/// two cannot differ.
std::string definition_schema();

}  // namespace mizan::kpi
