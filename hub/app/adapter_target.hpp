#pragma once
#include <optional>
#include <string>

#include "app/connection.hpp"
#include "app/meaning.hpp"
#include "base/error.hpp"

namespace mizan::app {

/// How an author names the adapter that a command is about.
struct AdapterChoice {
  std::string plugin;    ///< a .so, or the name of one in the plugins' folder; empty: the source file's
  std::string settings;  ///< a JSON object, or a file with one; empty: {} or the source file's
  std::string source;    ///< a source file; empty: none
};

/// What was chosen, and what its records mean.
struct ChosenAdapter {
  AdapterTarget target;
  std::optional<Meaning> meaning = std::nullopt;  ///< of the source file, if there is one
};

/// Finds it. An error says which of the three is wrong.
base::Result<ChosenAdapter> find_adapter(const HubConfig& config, const AdapterChoice& choice);

}  // namespace mizan::app
