#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"

// Files that are on disk when a call returns. Errors (kStore) name the file.
namespace mizan::backup {

/// What a file's bytes are.
struct FileDigest {
  std::int64_t bytes = 0;
  std::string sha256;  ///< in hexadecimal

  friend bool operator==(const FileDigest&, const FileDigest&) = default;
};

/// kNotFound: there is no such file.
base::Result<FileDigest> digest_of(const std::filesystem::path& file);

/// Copies to a file that is not there, readable by its owner alone; its folder is made if need be. Gives what
/// was copied. kNotFound: `from` is not there (any more).
base::Result<FileDigest> copy_for_good(const std::filesystem::path& from, const std::filesystem::path& to);

/// Puts a text into a file that is not there, readable by its owner alone.
base::Result<> put_text(const std::filesystem::path& file, std::string_view text);

/// What was put into the folder, renamed or taken out of it stays so.
base::Result<> sync_folder(const std::filesystem::path& folder);

/// Gives a file another name, in the place of whatever has it, for good.
base::Result<> rename_for_good(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace mizan::backup
