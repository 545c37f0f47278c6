#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "backup/files.hpp"
#include "base/clock.hpp"
#include "store/copy.hpp"

namespace mizan::backup {

inline constexpr const char* kManifestFile = "manifest.json";
inline constexpr const char* kStoreFile = "store.db";

/// One file of a backup.
struct Entry {
  std::string path;  ///< within the backup: "store.db", "releases/log.jsonl"
  FileDigest digest;

  friend bool operator==(const Entry&, const Entry&) = default;
};

/// Something of the hub that a backup does not have.
struct LeftOut {
  std::string what;
  std::string why;

  friend bool operator==(const LeftOut&, const LeftOut&) = default;
};

/// What a backup is; the last file that is put into it.
struct Manifest {
  base::Micros made_at = 0;  ///< when the copy of the store was begun: the state is of then
  store::CopyState store;
  std::string key_check;  ///< tells pseudonym keys apart and gives none away; empty: there was none yet
  std::vector<Entry> files;
  std::vector<LeftOut> left_out;
};

/// As JSON, several lines.
std::string manifest_text(const Manifest& manifest);

/// Reads what manifest_text() wrote; any bytes are safe. kData: it is not a manifest, or it names a file
/// outside of its folder; kUnsupported: of a later format.
base::Result<Manifest> read_manifest(std::string_view text);

/// Tells pseudonym keys apart: the beginning of an HMAC of a fixed text, by which no name can be tried.
std::string key_check_of(std::string_view key);

}  // namespace mizan::backup
