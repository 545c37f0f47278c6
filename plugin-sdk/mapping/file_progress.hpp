#pragma once
// Private to this folder: how far reading a folder has come, and the checkpoint that says it.
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mizan/mapping/file_connector.hpp"

namespace mizan::mapping {

/// Which files of a folder are done, by name and stamp, and how far the one in between is.
///
/// A checkpoint stays below 32 KiB however long a folder is watched. The newest files, in the order of their
/// names, are kept one by one, as 64-bit numbers; files that are gone are forgotten. When they become more
/// than kMostKept, all but the newest half are folded into one digest a group: "every file up to this name".
/// While the digest fits, those files are done; where it does not (a file among them changed, came late or
/// was taken away), all files of the group are read again, in order, so that the newest still has the last
/// word.
class FileProgress {
 public:
  /// `mapping`: the text of the mapping. What was read by another mapping is not done.
  explicit FileProgress(std::string_view mapping);

  /// Goes on from a token. Throws sdk::Error (MIZAN_E_CHECKPOINT) if it cannot be read.
  void resume(std::string_view token, const std::vector<FoundFile>& files);

  bool done(const FoundFile& file) const;
  /// True if something that was done is gone or has changed.
  bool lacks_some() const { return lacks_some_; }
  /// The byte at which to go on within a file; 0: from its beginning.
  std::uint64_t position(const FoundFile& file) const;

  void reach(const FoundFile& file, std::uint64_t position);
  void finish(const FoundFile& file);
  std::string token() const;

  static constexpr std::size_t kMostKept = 1024;

 private:
  /// Files of one group, up to and including `last`, taken together.
  struct Folded {
    std::string last;
    std::uint64_t count = 0;
    std::uint64_t digest = 0;
  };

  bool take_folded(const std::string& group, const Folded& folded);
  void forget_group(const std::string& group);
  void fold();

  std::uint64_t mapping_;
  std::vector<FoundFile> files_;  ///< as found now, in the order of reading
  std::set<std::uint64_t> kept_;
  std::map<std::string, Folded> folded_;
  std::set<std::uint64_t> in_folded_;  ///< files that a digest covers
  bool lacks_some_ = false;
  std::uint64_t current_ = 0;
  std::uint64_t position_ = 0;
};

}  // namespace mizan::mapping
