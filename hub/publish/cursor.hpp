#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace mizan::publish {

/// How far a snapshot that is given by pages has come.
struct SnapshotPlace {
  std::uint16_t part = 0;  ///< the definition whose values come next
  std::uint32_t of = 0;    ///< which definitions they are counted among, as a digest

  friend bool operator==(const SnapshotPlace&, const SnapshotPlace&) = default;
};

/// A place in one store's feed: everything up to and including `position` has been seen.
struct Cursor {
  std::string epoch;          ///< 16 hexadecimal digits that name the store; another after a restore
  std::int64_t position = 0;  ///< outbox id, at least 0; 0: before the first event
  std::int64_t settled = -1;  ///< where nothing was withheld (`min_change` of the feed); -1: at `position`
  std::optional<SnapshotPlace> snapshot = std::nullopt;  ///< of which the rest comes before the feed

  friend bool operator==(const Cursor&, const Cursor&) = default;
};

/// The cursor as subscribers keep it: 28 letters of base64url, 36 where something is withheld or in the
/// midst of a snapshot. Subscribers must not look inside.
std::string encode_cursor(const Cursor& cursor);

/// Reads what encode_cursor() wrote. kData: not a cursor, or damaged; kUnsupported: a cursor of another
/// version. Any bytes of any length are safe. The check guards against accident, not against forgery.
base::Result<Cursor> decode_cursor(std::string_view text);

/// A place in one store's change log, for the feed of records.
struct RecordCursor {
  std::string epoch;          ///< as above
  std::int64_t sequence = 0;  ///< at least 0
  std::uint64_t mark = 0;     ///< 48 bits of what the log has there

  friend bool operator==(const RecordCursor&, const RecordCursor&) = default;
};

/// The same for the feed of records: 36 letters.
std::string encode_record_cursor(const RecordCursor& cursor);
base::Result<RecordCursor> decode_record_cursor(std::string_view text);

}  // namespace mizan::publish
