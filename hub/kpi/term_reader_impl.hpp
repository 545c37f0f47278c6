#pragma once
// Private to this folder: reads the terms of a definition.
#include <optional>

#include "kpi/definition_reader_impl.hpp"

namespace mizan::kpi {

/// A term as far as it could be read.
struct ReadTerm {
  Term term;
  bool unit_known = false;  ///< else term.unit says nothing
};

/// Reads the table `name` of a definition. Without a form what every form allows is looked at alone.
ReadTerm read_term(DefinitionReader& reader, const toml::table& definition, std::string_view name,
                   std::optional<Form> form);

}  // namespace mizan::kpi
