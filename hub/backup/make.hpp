#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "backup/manifest.hpp"

namespace mizan::backup {

/// Something beside the store that a hub keeps: a file, or a folder with all that is in it.
struct Part {
  std::string name;             ///< in the backup: "releases", "links.csv"
  std::filesystem::path place;  ///< in the hub; need not be there
  /// Of the files within it, those that only ever grow: who goes on from the backup must have its text.
  std::vector<std::string> only_grow = {};
};

struct Job {
  std::filesystem::path store;
  std::filesystem::path into;  ///< folder of backups; made if need be
  /// How far others were told: copied before the store, so that no place is one that its copy does not have.
  std::vector<Part> places;
  /// What the store only knows of: copied after it, so that nothing that it knows of is missing.
  std::vector<Part> parts;
  std::vector<LeftOut> left_out;
  std::string key_check;
  base::Micros now = 0;
  int keep = 0;  ///< so many of the folder's backups stay, the newest; 0: all
  store::CopyProgress progress = {};
};

/// Makes a backup in a folder of its own, "mizan-20261126T224748Z", beside a hub that runs or not. It is
/// there when it is whole and was read through, or not at all: what a stop leaves ("….part") the next one
/// takes away. kStore: one sentence. kConfig: another backup is being made there, or one of that second is
/// there.
base::Result<std::filesystem::path> make_backup(const Job& job);

/// The whole backups of a folder, the oldest first.
std::vector<std::filesystem::path> backups_in(const std::filesystem::path& folder);

}  // namespace mizan::backup
