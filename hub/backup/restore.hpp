#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "backup/make.hpp"

namespace mizan::backup {

struct RestoreJob {
  std::filesystem::path backup;  ///< what make_backup() gave
  std::filesystem::path store;   ///< where the store is to be
  /// Where the hub has its other files, by the names that they have in the backup.
  std::vector<Part> parts;
  bool replace = false;    ///< a store that is there is moved aside
  std::string key_check;   ///< of the pseudonym key that the hub has now
  bool other_key = false;  ///< it need not be the one of the backup
  std::string who;         ///< as the audit trail is to name them
  base::Micros now = 0;
};

struct Restored {
  Manifest of;
  std::filesystem::path moved_aside;  ///< the store that was there; empty: there was none
  std::vector<std::string> put;       ///< files that were missing
  std::vector<std::string> kept;      ///< files that are there as they were, and others in the backup
  /// Tokens that were revoked in the store that was there; -1: it could not be asked.
  std::int64_t revoked = -1;
  std::int64_t seals = 0;  ///< cases that it had sealed since: they are still to be taken out
};

/// Puts a backup's store in the place of a hub's, which must not run, so that everything goes on from there:
/// subscribers, receivers and hubs that knew no more than the backup with the next event, all others told
/// that what they were told since no longer holds (store/epochs.hpp). Tokens that were revoked since stay
/// revoked, where the store that was there can still say so. A file beside the store is put where it is
/// missing, and never replaced: what is there is newer.
///
/// Stopped at any moment the hub has its store as it was or the restored one; if the store cannot be opened
/// because a restore was cut off, the same call goes on. kConfig: there is a store, and `replace` is not set;
/// another key; a file that only grows is not one that the backup's went on to.
base::Result<Restored> restore_backup(const RestoreJob& job);

}  // namespace mizan::backup
