#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kpi/definition.hpp"

namespace mizan::kpi {

/// One thing wrong with a file, as an editor points to it.
struct Mistake {
  std::string file;
  std::int64_t line = 1;  ///< from 1
  std::string key;        ///< empty: the text is no TOML from that line on
  std::string what;       ///< what is wrong, and what is allowed

  /// "file:line: key: what".
  std::string text() const;

  friend bool operator==(const Mistake&, const Mistake&) = default;
};

/// A file's definition, or all that is wrong with it.
struct CheckedDefinition {
  std::optional<Definition> definition;  ///< absent if there is a mistake
  std::string id;                        ///< as the file has it, whatever else is wrong; empty: none is there
  std::int64_t id_line = 1;
  std::vector<Mistake> mistakes;  ///< in the order in which the file is looked at
};

/// Reads one definition as parse_definition() does, and goes on behind each mistake to the next key. What
/// cannot be judged because of a mistake is not reported. Text that is no TOML gives the one mistake that
/// ends it.
CheckedDefinition check_definition(std::string_view text, const std::string& file);

}  // namespace mizan::kpi
