#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "app/config.hpp"
#include "app/meaning.hpp"
#include "base/error.hpp"

namespace mizan::app {

/// How an author names the adapter that a command is about.
struct AdapterChoice {
  std::string plugin;    ///< a .so, or the name of one in the plugins' folder; empty: the source file's
  std::string settings;  ///< a JSON object, or a file with one; empty: {} or the source file's
  std::string source;    ///< a source file; empty: none
};

/// An adapter and what it is given.
struct AdapterTarget {
  std::filesystem::path plugin;                      ///< absolute
  std::string settings = "{}";                       ///< as the adapter takes them
  WorkerConfig worker = {};                          ///< the source file's, or the defaults
  services::ServicesConfig services = {};            ///< the source file's, or none
  std::vector<std::filesystem::path> readable = {};  ///< folders that its settings name
  std::optional<Meaning> meaning = std::nullopt;     ///< of the source file
  std::string source = {};                           ///< its name
};

/// Finds it. An error says which of the three is wrong.
base::Result<AdapterTarget> find_adapter(const HubConfig& config, const AdapterChoice& choice);

}  // namespace mizan::app
