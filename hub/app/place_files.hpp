#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "normalize/places.hpp"

namespace mizan::app {

/// The place tables that hold for a hub, put together.
struct PlaceFiles {
  std::shared_ptr<const normalize::PlaceTable> table;
  std::string digest;  ///< of the files and of the rules they are read by: other digest, other places
};

/// Reads the shared table, then of the hub's own folder every *.csv in the order of their names, and last its
/// reviewed spellings (kReviewedSpellings). The folder need not be there. kConfig errors name file and line.
base::Result<PlaceFiles> read_places(const std::filesystem::path& shared, const std::filesystem::path& own);

/// The file of the own folder that `mizan places accept` writes.
inline constexpr const char* kReviewedSpellings = "aliases.csv";

/// A spelling that somebody looked at and says what it means.
struct ReviewedSpelling {
  std::string spelling;
  std::string code;
  std::string by;  ///< who
  std::string on;  ///< day, 2026-03-01
  std::string why;
};

/// Adds a line to the reviewed spellings of the folder, which is made if need be. The whole file is replaced
/// at once. Refused, and the file left as it was: what the tables would then refuse.
base::Result<> accept_spelling(const std::filesystem::path& shared, const std::filesystem::path& own,
                               const ReviewedSpelling& reviewed);

}  // namespace mizan::app
