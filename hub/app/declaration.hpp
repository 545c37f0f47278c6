#pragma once
#include <string>
#include <string_view>

#include "app/meaning.hpp"
#include "base/error.hpp"
#include "model/source.hpp"

namespace mizan::app {

/// What a source says of itself as JSON, as the store keeps it and the API shows it.
std::string declaration_json(const Meaning& meaning);

/// The same read back, but for the number and the name of the source. A later version of the form is an
/// error.
base::Result<model::SourceDeclaration> parse_declaration(std::string_view json);

}  // namespace mizan::app
