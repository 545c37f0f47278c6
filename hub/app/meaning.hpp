#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "app/config.hpp"
#include "app/text_file.hpp"
#include "base/error.hpp"
#include "model/source.hpp"
#include "normalize/normalizer.hpp"

namespace mizan::app {

/// The hub's part of a mapping file, or of the source file where there is no mapping, with the tables that it
/// names: what a source's values mean.
struct Meaning {
  model::SourceDeclaration declaration;
  normalize::SourceRules rules;
  std::filesystem::path places_file;  ///< the shared place table that it names; empty: none
  std::string
      places_digest;  ///< of the place tables, as the program reads them; empty: the source names none
  int plausible_percent = 20;
  std::string mapping_text;  ///< empty: the source has no mapping
  std::string mapping_digest;
};

/// Tables that all sources share.
struct SharedTables {
  std::shared_ptr<const normalize::OffenceTable> offences;
  std::filesystem::path folder;      ///< of places/ and code-tables/, which sources take by name
  std::filesystem::path own_places;  ///< folder of the hub's own place tables; empty: none
  base::Secret matching_key;
};

/// Reads [source], [codes] and [values] of the source's mapping (without one: of its source file), the code
/// tables beside it and the shared ones that it names. One error names file, line and key.
base::Result<Meaning> read_meaning(const SourceConfig& source, const SharedTables& shared);

/// Reads the offences of the shipped config folder. The key stays empty: for what only checks.
base::Result<SharedTables> read_public_tables(const std::filesystem::path& tables);

/// The same, and the pseudonym key, which is made at first use.
base::Result<SharedTables> read_shared_tables(const std::filesystem::path& tables,
                                              const std::filesystem::path& key_file);

}  // namespace mizan::app
