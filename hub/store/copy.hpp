#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "model/change.hpp"

// Whole copies of a store, as backups keep them: one file, without a write-ahead log beside it.
namespace mizan::store {

/// What a store's name is followed by in the name of the one that is about to take its place. While it is
/// there, the store that there is cannot be opened.
inline constexpr std::string_view kRestoring = "-restoring";

/// Takes the pages done so far and the pages there are.
using CopyProgress = std::function<void(std::int64_t done, std::int64_t all)>;

/// Copies the store to a file that is not there yet, as it was when the call began, whatever others write
/// meanwhile; they are not held up, but what they write stays in the write-ahead log until the end. The copy
/// is on disk when the call returns. Stores of older versions are copied as they are. kStore: one sentence.
base::Result<> copy_store(const std::string& from, const std::string& to, const CopyProgress& progress);

/// Where a copy stands.
struct CopyState {
  std::int64_t schema_version = 0;
  std::string epoch;
  std::int64_t last_event = 0;        ///< of the outbox
  model::Sequence last_sequence = 0;  ///< of the change log
  std::string audit_head;             ///< as `mizan audit head` prints it; empty: the trail is empty

  friend bool operator==(const CopyState&, const CopyState&) = default;
};

/// Reads every page of a copy. kStore: it is no store, of a newer version, or damaged, and how. Nothing is
/// written, not even beside it.
base::Result<CopyState> check_copy(const std::string& file);

}  // namespace mizan::store
